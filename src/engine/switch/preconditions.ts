import type { Precondition } from "../../state/client.ts";
import { accountState } from "../../state/select.ts";
import { findProgram } from "../claude/find-program.ts";
import { describeLink } from "../links/describe.ts";
import { inspectLinks, isBlocking } from "../links/inspect.ts";
import { linkScope } from "../links/scope.ts";
import type { EngineParts } from "../parts.ts";
import type { PaneList } from "../tmux/tmux.ts";
import { bad, good } from "./precondition.ts";
import { checkTarget } from "./target-account.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "environment" | "folders"
>;

const MIN_FREE_BYTES = 200 * 1024 * 1024;

/**
 * Everything that must hold before a switch may begin, looked up now, but for what tmux tells. The dry run and the real run call this one
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
	// Side by side: at a limit every session waits for this.
	const [target, links, program, disk] = await Promise.all([
		checkTarget(parts, from, account, projects),
		linksHold(parts),
		programExists(parts),
		diskHasRoom(parts),
	]);
	const first = [noOpenSwitch(parts), targetUsable(parts, to)];
	return [...first, ...target, links, program, disk];
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

/** `list`: what tmux told just now. */
export function tmuxAnswers(list: PaneList): Precondition {
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
