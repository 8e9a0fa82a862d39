import type { RestorePlan } from "../../../state/checkpoint-client.ts";
import { plain } from "../../tui/present/plain.ts";
import { align } from "../print/table.ts";

const LONGEST_PROMPT = 60;

/** A restore's plan in lines: what would be done, what to know, and what stands against it. */
export function restoreLines(plan: RestorePlan): readonly string[] {
	return [
		plain(headline(plan)),
		...steps(plan).map((step) => `  ${plain(step)}`),
		...plan.notes.map((note) => `  note: ${plain(note)}`),
		"preconditions:",
		...align(
			plan.preconditions.map(({ name, ok, detail, remedy }) => {
				return [ok ? "ok" : "no", name, ok || remedy === null ? detail : `${detail}; ${remedy}`];
			}),
		).map((line) => `  ${line}`),
	];
}

function headline({ session, checkpoint, account }: RestorePlan): string {
	return `restore ${session} from ${checkpoint.id}${account === null ? "" : ` on ${account}`}`;
}

function steps({ stops, how, conversation, cwd, prompt }: RestorePlan): readonly string[] {
	const stop = stops === null ? [] : [`stop its idle conversation ${stops}, after a checkpoint`];
	const what =
		how === "resume" ? `resume conversation ${conversation}` : "begin a new conversation";
	const told = prompt === null ? "it is told nothing" : `it is told: ${shortened(prompt)}`;
	return [...stop, `${what} in ${cwd}`, told];
}

function shortened(prompt: string): string {
	const line = prompt.replaceAll(/\s+/g, " ");
	return line.length > LONGEST_PROMPT ? `${line.slice(0, LONGEST_PROMPT)}…` : line;
}
