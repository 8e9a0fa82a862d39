import type { Precondition } from "../../state/client.ts";
import { accountState } from "../../state/select.ts";
import { findProgram } from "../claude/find-program.ts";
import { readIdentity } from "../claude/home.ts";
import type { AccountConfig } from "../config/config.ts";
import { describeLink } from "../links/describe.ts";
import { inspectLinks, isBlocking } from "../links/inspect.ts";
import { linkScope } from "../links/scope.ts";
import type { EngineParts } from "../parts.ts";
import { tokenOf } from "../pool/account-launch.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "tmux" | "environment" | "folders"
>;

const MIN_FREE_BYTES = 200 * 1024 * 1024;

const good = (name: string, detail: string): Precondition => ({
	name,
	ok: true,
	detail,
	remedy: null,
});
const bad = (name: string, detail: string, remedy: string): Precondition => ({
	name,
	ok: false,
	detail,
	remedy,
});

/**
 * Everything that must hold before a switch may begin, looked up now. The dry run and the real run call this one
 * function. Nothing is changed by it.
 */
export async function checkPreconditions(
	parts: Parts,
	from: readonly string[],
	to: string,
	projects: readonly string[],
): Promise<readonly Precondition[]> {
	const account = parts.config.accounts.find((a) => a.name === to);
	if (account === undefined) {
		return [bad("account", `${to} is not configured`, "name one of the configured accounts")];
	}
	return [
		noOpenSwitch(parts),
		targetUsable(parts, to),
		await homeExists(parts, account),
		await identityHolds(parts, from, account),
		await readyForWork(parts, account, projects),
		await linksHold(parts),
		await programExists(parts),
		await tmuxAnswers(parts),
		await diskHasRoom(parts),
	];
}

function noOpenSwitch({ recorder }: Parts): Precondition {
	const open = recorder.state().openSwitch;
	if (open === null) return good("one switch at a time", "no other switch is open");
	return bad(
		"one switch at a time",
		`${open.from} → ${open.to} is open`,
		"wait until it has ended",
	);
}

function targetUsable({ recorder, clock }: Parts, to: string): Precondition {
	const state = recorder.state();
	const account = state.accounts[to];
	const condition =
		account === undefined ? "unknown" : accountState(account, state.policy, clock.now());
	if (["spent", "disabled", "login-needed", "quarantined"].includes(condition)) {
		if (account?.withheld) {
			const remedy = `choose another account, or \`claude-failover accounts enable ${to}\``;
			return bad("target account", `${to} is ${account.withheld} by its operator`, remedy);
		}
		const remedy = account?.trouble?.remedy ?? "choose another account, or wait for its reset";
		return bad("target account", `${to} is ${condition}`, remedy);
	}
	return good("target account", `${to} is ${condition}`);
}

async function homeExists({ files }: Parts, account: AccountConfig): Promise<Precondition> {
	const found = await files.stat(account.home).catch(() => null);
	if (found?.isDirectory()) return good("home", account.home);
	const remedy = `make it with: CLAUDE_CONFIG_DIR=${account.home} claude auth login`;
	return bad("home", `${account.home} of ${account.name} does not exist`, remedy);
}

/** No failover from an account to itself, and none to a home that now belongs to somebody else. */
async function identityHolds(
	{ recorder, files, environment }: Parts,
	from: readonly string[],
	account: AccountConfig,
): Promise<Precondition> {
	const token = tokenOf(account, environment);
	if (token.kind === "missing") return bad("identity", token.what, token.remedy);
	const known = recorder.state().accounts;
	const { accountUuid } = await readIdentity(files, account.home);
	const pinned = known[account.name]?.uuid ?? null;
	if (account.kind !== "login") return good("identity", `${account.kind} account`);
	if (pinned !== null && accountUuid !== pinned) {
		const what = `the home of ${account.name} now belongs to another login`;
		return bad("identity", what, "log in there with the account that was configured");
	}
	const twin = from.find((name) => accountUuid !== null && accountUuid === known[name]?.uuid);
	if (twin !== undefined) {
		return bad("identity", `${account.name} is the same account as ${twin}`, "log in with another");
	}
	return good("identity", accountUuid === null ? "no stored login seen" : "as pinned");
}

async function readyForWork(
	{ config, files }: Parts,
	account: AccountConfig,
	projects: readonly string[],
): Promise<Precondition> {
	const identity = await readIdentity(files, account.home);
	if (!identity.onboarded) {
		const remedy = `run once and answer its screens: CLAUDE_CONFIG_DIR=${account.home} claude`;
		return bad("readiness", `${account.name} would stop at its first-run screens`, remedy);
	}
	const consented = new Set(config.projects.filter((p) => p.trusted).map((p) => p.path));
	const untrusted: string[] = [];
	for (const project of projects) {
		if (!consented.has(project) && !(await identity.trusts(project))) untrusted.push(project);
	}
	if (untrusted.length === 0) return good("readiness", "onboarded, projects trusted");
	const what = `${account.name} would ask whether it may trust ${untrusted.join(", ")}`;
	return bad("readiness", what, "answer it there once, or set trusted: true for the project");
}

/** Every home is looked at and every wrong link is named. */
async function linksHold({ config, files }: Parts): Promise<Precondition> {
	const blocking = (await inspectLinks(files, linkScope(config))).filter(isBlocking);
	if (blocking.length === 0) return good("links", "all homes lead to the shared tree");
	const places = blocking.map((finding) => finding.path).join(", ");
	return bad("links", `wrong: ${places}`, blocking.map(describeLink).join(" "));
}

async function programExists({ config, files, environment }: Parts): Promise<Precondition> {
	const { path } = config.claude;
	const place = await findProgram(files, path, environment);
	if (place !== null) return good("program", place);
	return bad("program", `${path} was not found`, "install Claude Code, or set claude.path");
}

async function tmuxAnswers({ tmux }: Parts): Promise<Precondition> {
	const list = await tmux.listPanes();
	if (list.kind === "ok") return good("tmux", `${list.panes.length} panes`);
	if (list.kind === "no-server")
		return bad("tmux", "no tmux server answers", "start a session first");
	return bad("tmux", list.why, "see what the tmux server does");
}

async function diskHasRoom({ files, folders }: Parts): Promise<Precondition> {
	const bytes = await files.freeBytes(folders.state);
	const free = Math.floor(bytes / 1024 / 1024);
	if (bytes >= MIN_FREE_BYTES) return good("disk", `${free} MB free`);
	return bad(
		"disk",
		`only ${free} MB are free at ${folders.state}`,
		"make room: 200 MB are needed",
	);
}
