import { type Identity, readIdentity } from "../../claude/home.ts";
import { shellQuote } from "../../claude/shell-quote.ts";
import type { AccountConfig, ProjectConfig } from "../../config/config.ts";
import { type Check, type Configured, enabledAccounts, fail, pass, warn } from "../check.ts";

/** Whose each home is; an account that is configured twice cannot take over from itself. */
export async function checkIdentities(world: Configured): Promise<readonly Check[]> {
	const owners = new Map<string, string>();
	const checks: Check[] = [];
	for (const { name, home, kind } of enabledAccounts(world)) {
		if (kind !== "login") continue;
		const { accountUuid } = await readIdentity(world.files, home);
		checks.push(identityOf({ name, home }, accountUuid, owners));
		if (accountUuid !== null && !owners.has(accountUuid)) owners.set(accountUuid, name);
	}
	return checks;
}

function identityOf(
	{ name, home }: Pick<AccountConfig, "name" | "home">,
	uuid: string | null,
	owners: ReadonlyMap<string, string>,
): Check {
	const about = `identity ${name}`;
	const login = `CLAUDE_CONFIG_DIR=${shellQuote(home)} claude auth login`;
	if (uuid === null) return warn(about, `no login was seen in ${home}`, login);
	const twin = owners.get(uuid);
	if (twin === undefined) return pass(about, uuid);
	const what = `${name} and ${twin} are the same account (${uuid})`;
	return fail(about, what, `log in to one of the two with another account: ${login}`);
}

/** Every home is past its first screens and trusts every project: else a switch there is refused. */
export async function checkReadiness(world: Configured): Promise<readonly Check[]> {
	const checks = await Promise.all(
		enabledAccounts(world).map(async (account) =>
			readinessOf(account, await readIdentity(world.files, account.home), world.config.projects),
		),
	);
	return checks.flat();
}

async function readinessOf(
	{ name, home, kind }: AccountConfig,
	identity: Identity,
	projects: readonly ProjectConfig[],
): Promise<readonly Check[]> {
	const about = `readiness ${name}`;
	const start = `CLAUDE_CONFIG_DIR=${shellQuote(home)} claude`;
	if (!identity.onboarded) {
		const what = `${home} has not been through claude's first screens`;
		return [fail(about, what, `run once and answer them: ${start}`)];
	}
	const checks: Check[] = [];
	for (const { path, trusted } of projects) {
		if (trusted || (await identity.trusts(path))) continue;
		const remedy = `answer once: cd ${shellQuote(path)} && ${start}; or set trusted: true for the project`;
		checks.push(fail(about, `claude would ask whether it may trust ${path}`, remedy));
	}
	if (kind === "api_key" && !identity.apiKeyApproved) {
		const what = "claude would ask whether it may use the key";
		checks.push(warn(about, what, `run once with the key and answer: ${start}`));
	}
	return checks.length === 0 ? [pass(about, "onboarded, projects trusted")] : checks;
}
