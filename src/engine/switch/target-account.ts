import type { Precondition } from "../../state/client.ts";
import { readIdentity } from "../claude/home.ts";
import type { AccountConfig } from "../config/config.ts";
import type { EngineParts } from "../parts.ts";
import { tokenOf } from "../pool/account-launch.ts";
import { bad, good } from "./precondition.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "files" | "environment">;

/** What must hold of the account that sessions go to, and of its home: each by itself, with its own remedy. */
export async function checkTarget(
	parts: Parts,
	from: readonly string[],
	account: AccountConfig,
	projects: readonly string[],
): Promise<readonly Precondition[]> {
	const { files, recorder, environment } = parts;
	const identity = await readIdentity(files, account.home);
	const known = recorder.state().accounts;
	const { accountUuid } = identity;
	const twin = from.find((name) => accountUuid !== null && accountUuid === known[name]?.uuid);
	const untrusted: string[] = [];
	for (const project of projects) {
		const consented = parts.config.projects.some((p) => p.trusted && p.path === project);
		if (!consented && !(await identity.trusts(project))) untrusted.push(project);
	}
	return [
		await homeExists(parts, account),
		secretIsThere(account, environment),
		isThePinned(account, accountUuid, known[account.name]?.uuid ?? null),
		isAnother(account, twin),
		isOnboarded(account, identity.onboarded),
		trusts(account, untrusted),
	];
}

async function homeExists({ files }: Parts, account: AccountConfig): Promise<Precondition> {
	const found = await files.stat(account.home).catch(() => null);
	if (found?.isDirectory()) return good("home", account.home);
	const remedy = `make it with: CLAUDE_CONFIG_DIR=${account.home} claude auth login`;
	return bad("home", `${account.home} of ${account.name} does not exist`, remedy);
}

function secretIsThere(account: AccountConfig, environment: NodeJS.ProcessEnv): Precondition {
	const token = tokenOf(account, environment);
	if (token.kind === "missing") return bad("login", token.what, token.remedy);
	return good("login", token.token === null ? "the home's own" : "its token or key is named");
}

/** A home that was logged in anew with another account is not the account that was configured. */
function isThePinned(
	{ name, kind }: AccountConfig,
	seen: string | null,
	pinned: string | null,
): Precondition {
	if (kind !== "login") return good("identity", `${kind} account`);
	if (pinned === null || seen === pinned) {
		return good("identity", seen === null ? "no stored login seen" : "as pinned");
	}
	const what = `the home of ${name} now belongs to another login`;
	return bad("identity", what, "log in there with the account that was configured");
}

/** No failover from an account to itself. */
function isAnother({ name, kind }: AccountConfig, twin: string | undefined): Precondition {
	if (twin === undefined || kind !== "login") return good("another account", name);
	const remedy = `log in with another account in one of the two homes`;
	return bad("another account", `${name} is the same account as ${twin}`, remedy);
}

function isOnboarded({ name, home }: AccountConfig, onboarded: boolean): Precondition {
	if (onboarded) return good("onboarding", `${name} is past its first-run screens`);
	const remedy = `run once and answer its screens: CLAUDE_CONFIG_DIR=${home} claude`;
	return bad("onboarding", `${name} would stop at its first-run screens`, remedy);
}

function trusts({ name, home }: AccountConfig, untrusted: readonly string[]): Precondition {
	const [first] = untrusted;
	if (first === undefined) return good("trust", `${name} asks about no project`);
	const what = `${name} would ask whether it may trust ${untrusted.join(", ")}`;
	const run = `cd ${first} && CLAUDE_CONFIG_DIR=${home} claude`;
	return bad("trust", what, `answer it there once (${run}), or set trusted: true for the project`);
}
