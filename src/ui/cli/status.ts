import type { StatusView } from "../../engine/control/views/status.ts";
import { plain } from "../tui/present/plain.ts";
import { shownState } from "../tui/present/words.ts";
import { table } from "./print/table.ts";
import { ago, moment, since } from "./print/times.ts";
import { count, orDash, percent, windowName } from "./print/words.ts";
import { summary } from "./queue/list.ts";
import { readCommand, type Sight } from "./read-command.ts";

/** `claude-failover status`: the whole pool at a glance. */
export const run = readCommand<StatusView>("/v1/status", statusLines);

export function statusLines(view: StatusView, sight: Sight): readonly string[] {
	return [
		head(view, sight.now),
		...openSwitch(view),
		...scheduled(view, sight.now),
		...waits(view, sight.now),
		"",
		...accounts(view, sight),
		"",
		...sessions(view, sight),
		"",
		`queue: ${summary({ counts: view.queue, dispatch: view.dispatch }, sight.now)}`,
	];
}

function head({ engine, accounts: all, sessions: pool }: StatusView, now: number): string {
	const up = engine.startedAt === null ? "not started" : `up ${since(engine.startedAt, now)}`;
	const demo = engine.demo ? " (demo)" : "";
	const size = `${count(all.length, "account")}, ${count(pool.length, "session")}`;
	return plain(
		`claude-failover ${engine.version ?? "?"}${demo}  pid ${engine.pid ?? "?"}  ${up}  ${size}`,
	);
}

function openSwitch(view: StatusView): readonly string[] {
	const { open } = view.switch;
	if (open === null) return [];
	const { from, to, moved, total } = open;
	return [plain(`switch open: ${from} → ${to}, ${moved} of ${total} moved`)];
}

function scheduled({ switch: { scheduled: one } }: StatusView, now: number): readonly string[] {
	if (one == null) return [];
	const what = one.sessions === null ? "" : `, ${count(one.sessions.length, "session")}`;
	const text = `switch scheduled: to ${one.to ?? "the best account"}${what} at ${moment(one.at, now)}`;
	return [plain(`${text}; \`claude-failover switch --cancel\` ends it`)];
}

function waits({ nextReset }: StatusView, now: number): readonly string[] {
	if (nextReset == null) return [];
	const { account, at } = nextReset;
	return [plain(`every account is spent; ${account} is ready first, at ${moment(at, now)}`)];
}

function accounts(view: StatusView, { now, columns }: Sight): readonly string[] {
	const rows = view.accounts.map((account) => {
		const windows = account.windows.map((w) => {
			if (!w.current) return `${windowName(w.window)} reset, unconfirmed`;
			const resets = w.resetsAt === null ? "" : ` until ${moment(w.resetsAt, now)}`;
			const used = w.spent ? "spent" : percent(w.usedRatio);
			return `${windowName(w.window)} ${used}${resets} (${ago(w.observedAt, now)})`;
		});
		const name = account.name + (account.name === view.active ? " *" : "");
		return [name, account.withheld ?? account.state, orDash(windows.join(", "))];
	});
	return table(["ACCOUNT", "STATE", "QUOTA"], rows, columns);
}

function noteOf({ note, goesOn }: StatusView["sessions"][number], now: number): string | null {
	if (goesOn == null) return note;
	const when = `goes on at ${moment(goesOn.at, now)} (${goesOn.account})`;
	return note === null ? when : `${note}; ${when}`;
}

function sessions(view: StatusView, { now, columns }: Sight): readonly string[] {
	const rows = view.sessions.map((session) => [
		session.name,
		session.kind,
		shownState(session),
		since(session.stateSince, now),
		orDash(session.account),
		orDash(session.task),
		orDash(noteOf(session, now)),
	]);
	return table(["SESSION", "KIND", "STATE", "FOR", "ACCOUNT", "TASK", "NOTE"], rows, columns);
}
