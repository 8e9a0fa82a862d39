import type { Session } from "../../../state/model.ts";
import { type Line, span } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";

/** What stopping a session would do, in rows of at most `columns`. */
export function stopLines(session: Session, columns: number): readonly Line[] {
	const name = plain(session.name);
	const on = session.account === null ? "" : ` on ${plain(session.account)}`;
	const steps =
		session.incarnation === null
			? [`${name} does not run; it is not started again by itself`]
			: ["a checkpoint is taken", "its process is asked to end (SIGTERM)"];
	return [
		...indented(0, `Stop ${name}${on}`, columns, { bold: true }),
		...whatIsCut(session).flatMap((text) => indented(0, text, columns, { color: "yellow" })),
		[],
		...[...steps, "it stays stopped until R, or `claude-failover restart`, brings it back"].map(
			(step, index): Line => [span(`  ${index + 1}  ${step}`)],
		),
	];
}

/** What goes on only after the restart: a stop must then be forced. Empty: nothing is cut. */
export function whatIsCut(session: Session): readonly string[] {
	const { turn, task, state, draft } = session;
	const inTurn = turn !== null || state === "working" || state === "starting";
	return [
		...(inTurn ? ["! its turn is cut, and continued when it is started again"] : []),
		...(task === null ? [] : [`! task ${plain(task)} waits with it: it is not given to another`]),
		...(state === "waiting" ? [`! it waits for an answer: ${plain(session.note ?? "look")}`] : []),
		...(draft === true ? ["! text stands in its input box, and is lost"] : []),
	];
}
