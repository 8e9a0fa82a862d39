import type { State, Task } from "../../../state/model.ts";
import type { TaskText } from "../../../state/task-client.ts";
import { selectWaits } from "../../../state/waits.ts";
import { type Line, span } from "./line.ts";
import { nameOfProject } from "./new-task-lines.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { waitsFor } from "./queue-row.ts";
import { age } from "./time.ts";
import { styleOf, taskLooks } from "./words.ts";

/** What is known of a task and how its text begins, in rows of at most `columns`. */
export function taskLines(
	state: State,
	task: Task,
	text: TaskText | null,
	now: number,
	columns: number,
): readonly Line[] {
	const look = taskLooks[task.state];
	const since = age(now - (task.endedAt ?? task.startedAt ?? task.addedAt));
	const waits = waitsFor(task, selectWaits(state, now)(task)?.words ?? null);
	const part = (what: string) => indented(0, what, columns);
	return [
		...indented(0, plain(task.title), columns, { bold: true }),
		[
			span(`${look.glyph} ${task.state}`, styleOf(look)),
			span(` (${since}), priority ${task.priority}, attempt ${task.attempt}`),
		],
		...(waits === "" ? [] : part(`${task.state === "waiting" ? "waits for " : ""}${waits}`)),
		...part(`project ${plain(nameOfProject(task.project))}: ${plain(task.file)}`),
		...choiceWords(task).flatMap(part),
		[span("─ its text ".padEnd(Math.max(0, columns), "─"), { dimColor: true })],
		...textLines(text, columns),
	];
}

/** What letting it wait anew, or dropping it, would do. */
export function taskActLines(task: Task, act: "retry" | "drop", columns: number): readonly Line[] {
	const [first, then] =
		act === "retry"
			? [
					`Let ${plain(task.id)} wait anew`,
					"its file goes back into the inbox, as its next attempt",
				]
			: [`Take ${plain(task.id)} out of the queue`, "its file goes to failed/; R brings it back"];
	return [
		...indented(0, first, columns, { bold: true }),
		...indented(0, plain(task.title), columns),
		...indented(
			0,
			`it is ${task.state}${task.note === null ? "" : `: ${plain(task.note)}`}`,
			columns,
		),
		[],
		...indented(0, then, columns),
		...(task.state === "uncertain" && act === "retry"
			? indented(0, "! nobody knows whether it was done: it may be done twice", columns, {
					color: "yellow",
				})
			: []),
	];
}

function choiceWords({ dependsOn = [], choices, session }: Task): readonly string[] {
	return [
		...(session === null ? [] : [`session ${plain(session)}`]),
		...(dependsOn.length === 0 ? [] : [`after ${dependsOn.map(plain).join(", ")}`]),
		...(choices?.model === undefined ? [] : [`model ${plain(choices.model)}`]),
		...(choices?.capabilities === undefined
			? []
			: [`needs ${choices.capabilities.map(plain).join(", ")}`]),
	];
}

function textLines(text: TaskText | null, columns: number): readonly Line[] {
	if (text === null) return [[span("reading…", { dimColor: true })]];
	const { lines, more, why } = text;
	if (lines === null) return indented(0, `it cannot be read: ${plain(why ?? "")}`, columns);
	return [
		...lines.flatMap((line) => indented(0, plain(line), columns)),
		...(more ? [[span("…", { dimColor: true })]] : []),
	];
}
