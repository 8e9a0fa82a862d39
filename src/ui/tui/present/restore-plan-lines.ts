import type { RestorePlan } from "../../../state/checkpoint-client.ts";
import type { Line } from "./line.ts";
import { plain } from "./plain.ts";
import { conditionLines, indented } from "./plan-lines.ts";

/** A restore's plan in rows of at most `columns`: what would be done, what to know, what stands against it. */
export function restorePlanLines(plan: RestorePlan, columns: number): readonly Line[] {
	const { session, account, checkpoint, notes } = plan;
	const where = account === null ? "no account can take it" : `on ${plain(account)}`;
	return [
		...indented(0, `Restore ${plain(session)} ${where}`, columns, { bold: true }),
		...indented(0, `from ${plain(checkpoint.id)}: ${plain(checkpoint.why)}`, columns),
		...steps(plan).flatMap((step) => indented(2, plain(step), columns)),
		...notes.flatMap((note) => indented(2, `note: ${plain(note)}`, columns, { color: "yellow" })),
		[],
		...conditionLines(plan.preconditions, columns),
	];
}

function steps({ stops, how, conversation, cwd, prompt }: RestorePlan): readonly string[] {
	const stop = stops === null ? [] : [`stop its idle conversation ${stops}, after a checkpoint`];
	const what =
		how === "resume" ? `resume conversation ${conversation}` : "begin a new conversation";
	return [...stop, `${what} in ${cwd}`, prompt === null ? "tell it nothing" : `tell it: ${prompt}`];
}
