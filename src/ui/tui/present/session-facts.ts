import type { Session, State } from "../../../state/model.ts";
import { goesOn } from "../../../state/resets.ts";
import { percent } from "./gauge.ts";
import { type Line, span } from "./line.ts";
import { plain } from "./plain.ts";
import { doingOf, taskTitleOf } from "./session-row.ts";
import { age, clock, countdown } from "./time.ts";
import { sessionLooks, shownState, styleOf } from "./words.ts";

/** What is known of a session, in a few rows. */
export function sessionFacts(state: State, session: Session, now: number): readonly Line[] {
	const word = shownState(session);
	const look = sessionLooks[word];
	const life = session.incarnation;
	const process =
		life === null ? noProcess(session) : `pid ${life.pid} in pane ${plain(life.pane)}`;
	const task = session.task === null ? "no task" : `task: ${taskTitleOf(state, session)}`;
	const owed = session.owed === null ? "" : "  its last turn was cut and is still owed";
	return [
		[
			span(`${look.glyph} ${word}`, styleOf(look)),
			span(
				`${lasting(now - session.stateSince)}  ${doingOf(session)}${goesOnText(state, session, now)}`,
			),
		],
		[
			span(
				`${session.kind}, account ${plain(session.account ?? "none")}, context ${percent(session.contextUsedRatio)}, ${session.turnsDone} turns done, moves: ${session.move}`,
			),
		],
		[span(`project ${plain(session.project)}`)],
		[span(`${task}${owed}`)],
		[
			span(`${process}, conversation ${plain(session.conversation ?? "none")}`, {
				dimColor: true,
			}),
		],
	];
}

function goesOnText(state: State, session: Session, now: number): string {
	const ready = goesOn(state, session, now);
	if (ready === null) return "";
	return `; goes on at ${clock(ready.at)} on ${plain(ready.account)}, in ${countdown(ready.at - now)}`;
}

/** Only a person brings back what was set aside. */
function noProcess({ name, state }: Session): string {
	const aside = state === "stopped" || state === "quarantined";
	return aside
		? `no process; \`claude-failover restart ${plain(name)}\` brings it back`
		: "no process";
}

/** "idle for now" would say something else. */
function lasting(ms: number): string {
	const length = age(ms);
	return length === "now" ? " since just now" : ` for ${length}`;
}

/** The newest checkpoint of a session, in one row. */
export function newestCheckpoint(state: State, session: string, now: number): Line {
	const own = state.checkpoints.filter((c) => c.session === session);
	const newest = own.reduce((a, b) => (a === undefined || b.takenAt > a.takenAt ? b : a), own[0]);
	if (newest === undefined) return [span("no checkpoint yet", { dimColor: true })];
	const when = age(now - newest.takenAt);
	const text = `${own.length} checkpoints, the newest ${when === "now" ? "just now" : `${when} ago`}: ${plain(newest.why)}`;
	return [span(text, { dimColor: true })];
}
