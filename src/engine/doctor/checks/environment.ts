import { join } from "node:path";
import { readHomeSettings } from "../../claude/home.ts";
import type { AccountConfig } from "../../config/config.ts";
import type { Files } from "../../ports/files.ts";
import {
	type Check,
	type Configured,
	enabledAccounts,
	fail,
	pass,
	type Surroundings,
	warn,
} from "../check.ts";

/** Variables that decide which account, or which service, claude uses. Only their names are ever shown. */
const OVERRIDES: readonly string[] = [
	"ANTHROPIC_API_KEY",
	"ANTHROPIC_AUTH_TOKEN",
	"ANTHROPIC_BASE_URL",
	"CLAUDE_CODE_OAUTH_TOKEN",
	"CLAUDE_CODE_USE_BEDROCK",
	"CLAUDE_CODE_USE_FOUNDRY",
	"CLAUDE_CODE_USE_VERTEX",
	"CLAUDE_CONFIG_DIR",
	"CLAUDE_SECURESTORAGE_CONFIG_DIR",
];

/** With it claude may wait at a limit by itself instead of saying so (seen on 2.1.330 with -p). */
const HIDES_LIMITS = "CLAUDE_CODE_RETRY_WATCHDOG";

/** In the environment of who asks: sessions of the pool never get them, a claude started by hand does. */
export async function checkCallerVariables(world: Surroundings): Promise<readonly Check[]> {
	const accounts = world.found.kind === "ok" ? world.found.config.accounts : [];
	const wanted = new Set(accounts.map(({ tokenEnv }) => tokenEnv));
	const set = OVERRIDES.filter((name) => world.environment[name] && !wanted.has(name));
	if (set.length === 0) return [pass("environment", "no variable overrides an account")];
	const what = `set here: ${set.join(", ")}; sessions of the pool do not get them, a claude started by hand does`;
	return [warn("environment", what, `unset ${set.join(" ")}`)];
}

/** In a home's own settings: those reach every session of the account, whatever its launch clears. */
export async function checkHomeSettings(world: Configured): Promise<readonly Check[]> {
	const checks = await Promise.all(
		enabledAccounts(world).map((account) => checkSettings(world.files, account)),
	);
	return checks.flat();
}

async function checkSettings(
	files: Files,
	{ name, home }: AccountConfig,
): Promise<readonly Check[]> {
	const { envNames, apiKeyHelper } = await readHomeSettings(files, home);
	const file = join(home, "settings.json");
	const about = `settings ${name}`;
	const checks = OVERRIDES.filter((variable) => envNames.includes(variable)).map((variable) =>
		fail(
			about,
			`${file} sets ${variable}, which every session of ${name} uses instead of its own login`,
			'take it out of "env"; an account with a key or in a cloud has a kind of its own',
		),
	);
	if (apiKeyHelper) {
		const what = `${file} has an apiKeyHelper, whose key sessions of ${name} use instead of the login`;
		checks.push(fail(about, what, "take it out; an account with a key is one of kind: api_key"));
	}
	if (envNames.includes(HIDES_LIMITS)) {
		const what = `${file} sets ${HIDES_LIMITS}: claude may wait at a limit without saying so`;
		checks.push(warn(about, what, 'take it out of "env"'));
	}
	return checks.length === 0 ? [pass(about, harmless(envNames))] : checks;
}

/** What else a home gives its sessions, such as a proxy: good to know where one behaves in its own way. */
function harmless(names: readonly string[]): string {
	const set = names.length === 0 ? "" : `; it sets ${names.join(", ")}`;
	return `nothing in it overrides the account${set}`;
}
