import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";
import { shellQuote } from "../../claude/shell-quote.ts";
import type { AccountConfig } from "../../config/config.ts";
import { cleanupWarning } from "../../init/cleanup-warnings.ts";
import { type Check, type Configured, enabledAccounts, fail, pass, warn } from "../check.ts";

/** Bits that let others than the owner in. */
const OTHERS = 0o077;

/** Every home is there, and its login is for the owner only. Logins are never opened. */
export async function checkHomes(world: Configured): Promise<readonly Check[]> {
	const checks = await Promise.all(enabledAccounts(world).map(checkHome));
	return checks.flat();
}

async function checkHome({ name, home, kind }: AccountConfig): Promise<readonly Check[]> {
	const about = `home ${name}`;
	const found = await stat(home).catch(() => null);
	if (!found?.isDirectory()) {
		const login = `make it with: CLAUDE_CONFIG_DIR=${shellQuote(home)} claude auth login`;
		const remedy = kind === "login" ? login : `make it: mkdir -m 700 ${shellQuote(home)}`;
		return [fail(about, `${home} is no directory`, remedy)];
	}
	const wrong = [...open(about, home, found.mode, "700"), ...(await checkLogin(about, home))];
	return wrong.length === 0 ? [pass(about, home)] : wrong;
}

async function checkLogin(about: string, home: string): Promise<readonly Check[]> {
	const file = join(home, ".credentials.json");
	const found = await lstat(file).catch(() => null);
	if (found === null) return [];
	if (found.isSymbolicLink()) {
		const what = `${file} is a link: the first refresh of the login cuts it, and the other place keeps a used-up login`;
		const remedy = `log in here for itself: rm ${shellQuote(file)}; CLAUDE_CONFIG_DIR=${shellQuote(home)} claude auth login`;
		return [fail(about, what, remedy)];
	}
	return open(about, file, found.mode, "600");
}

function open(about: string, path: string, mode: number, wanted: string): readonly Check[] {
	if ((mode & OTHERS) === 0) return [];
	const what = `others than its owner may use ${path} (mode ${(mode & 0o777).toString(8)})`;
	return [warn(about, what, `chmod ${wanted} ${shellQuote(path)}`)];
}

/** Secrets of token and key accounts: where the configuration says, and for the owner only. */
export async function checkTokenFiles(world: Configured): Promise<readonly Check[]> {
	const checks = await Promise.all(
		enabledAccounts(world).map((account) => checkToken(account, world.environment)),
	);
	return checks.flat();
}

async function checkToken(
	{ name, tokenFile, tokenEnv }: AccountConfig,
	environment: Configured["environment"],
): Promise<readonly Check[]> {
	const about = `token ${name}`;
	if (tokenEnv !== null) {
		if (environment[tokenEnv]) return [pass(about, `the variable ${tokenEnv} is set`)];
		const remedy = "set it where claude-failover runs, or use token_file";
		return [warn(about, `the variable ${tokenEnv} is not set here`, remedy)];
	}
	if (tokenFile === null) return [];
	const found = await stat(tokenFile).catch(() => null);
	if (!found?.isFile()) return [fail(about, `${tokenFile} is no file`, "put the token there")];
	const wrong = open(about, tokenFile, found.mode, "600");
	return wrong.length === 0 ? [pass(about, tokenFile)] : wrong;
}

/** A claude started by hand deletes old transcripts, and they are shared. */
export async function checkCleanup(world: Configured): Promise<readonly Check[]> {
	const checks = await Promise.all(
		enabledAccounts(world).map(async ({ name, home }) => {
			const warning = await cleanupWarning(home);
			const about = `cleanup ${name}`;
			if (warning === null) return pass(about, "old transcripts are kept");
			return warn(about, warning.what, warning.remedy);
		}),
	);
	return checks;
}
