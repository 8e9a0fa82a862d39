import type { Session } from "../../../state/model.ts";
import { type StopCut, stopCuts } from "../../../state/stop-cuts.ts";
import { type Line, span } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";

/** What stopping a session would do, in rows of at most `columns`. */
export function stopLines(session: Session, now: number, columns: number): readonly Line[] {
	const name = plain(session.name);
	const on = session.account === null ? "" : ` on ${plain(session.account)}`;
	const steps =
		session.incarnation === null
			? [`${name} does not run; it is not started again by itself`]
			: ["a checkpoint is taken", "its process is asked to end (SIGTERM)"];
	return [
		...indented(0, `Stop ${name}${on}`, columns, { bold: true }),
		...whatIsCut(session, now).flatMap((text) => indented(0, text, columns, { color: "yellow" })),
		[],
		...[...steps, "it stays stopped until R, or `claude-failover restart`, brings it back"].map(
			(step, index): Line => [span(`  ${index + 1}  ${step}`)],
		),
	];
}

/** What stopping several sessions would do, in rows of at most `columns`. */
export function stopMarkedLines(
	sessions: readonly Session[],
	now: number,
	columns: number,
): readonly Line[] {
	const cut = (session: Session) => whatIsCut(session, now);
	return [
		...indented(0, `Stop ${sessions.length} sessions, one after the other`, columns, {
			bold: true,
		}),
		...indented(0, "each: a checkpoint, SIGTERM; it stays stopped until R", columns),
		[],
		...sessions.flatMap((session) => [
			...indented(2, `${plain(session.name)} on ${plain(session.account ?? "none")}`, columns),
			...cut(session).flatMap((text) => indented(4, text, columns, { color: "yellow" })),
		]),
	];
}

/** What a stop now would take from it, in words: then it must be forced. Empty: it rests. */
export function whatIsCut(session: Session, now: number): readonly string[] {
	return stopCuts(session, now).map((cut) => `! ${wordsFor(cut, session)}`);
}

function wordsFor(cut: StopCut, { task, note }: Session): string {
	switch (cut) {
		case "starting":
			return "it is just starting";
		case "task":
			return `task ${plain(task ?? "")} waits with it: it is not given to another`;
		case "question":
			return `it waits for an answer: ${plain(note ?? "look")}`;
		case "turn":
			return "its turn is cut, and continued when it is started again";
		case "draft":
			return "text stands in its input box, and is lost";
		default:
			return "somebody is typing in it";
	}
}
