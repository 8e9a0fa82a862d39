import type { SessionsView, SessionView } from "../../engine/control/views/sessions.ts";
import { shownState } from "../tui/present/words.ts";
import { table } from "./print/table.ts";
import { since } from "./print/times.ts";
import { orDash, percent } from "./print/words.ts";
import { readCommand, type Sight } from "./read-command.ts";

const TITLES = ["SESSION", "KIND", "STATE", "FOR", "ACCOUNT", "CONTEXT", "TASK", "DOING"];

/** `claude-failover sessions`: one row for each session. */
export const run = readCommand<SessionsView>("/v1/sessions", sessionLines);

export function sessionLines({ sessions }: SessionsView, sight: Sight): readonly string[] {
	if (sessions.length === 0) return ["no sessions"];
	return table(
		TITLES,
		sessions.map((session) => row(session, sight.now)),
		sight.columns,
	);
}

function row(session: SessionView, now: number): readonly string[] {
	return [
		session.name,
		session.kind,
		shownState(session),
		since(session.stateSince, now),
		orDash(session.account),
		percent(session.contextUsedRatio),
		orDash(session.task),
		orDash(session.note ?? session.doing),
	];
}
