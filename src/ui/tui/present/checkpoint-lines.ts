import type { CheckpointContent } from "../../../state/checkpoint-content.ts";
import { percent } from "./gauge.ts";
import { type Line, span } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { dayClock } from "./time.ts";
import { saidIn, saidLines } from "./transcript-lines.ts";

/** What a checkpoint holds, in rows of at most `columns`. */
export function heldLines(
	content: CheckpointContent,
	now: number,
	columns: number,
): readonly Line[] {
	const part = (text: string): readonly Line[] => indented(0, plain(text), columns);
	const pane = content.pane ?? [];
	return [
		...indented(0, plain(content.id), columns, { bold: true }),
		...part(`taken ${dayClock(content.takenAt, now)}: ${content.why}`),
		...part(`${content.session} on ${content.account ?? "no account"}, ${content.state}`),
		...part(conversationOf(content)),
		...part(`folder ${content.project}`),
		...[taskOf(content), content.doing, toolOf(content), turnOf(content)].flatMap((text) =>
			text === null ? [] : part(text),
		),
		...part(`model ${content.model ?? "--"}, permission mode ${content.permissionMode ?? "--"}`),
		[],
		...changedLines(content, columns),
		...(pane.length === 0 ? [] : [[], [span("Its pane", { bold: true })]]),
		...pane.map((row): Line => [span(`  ${plain(row)}`)]),
	];
}

/** The end of the conversation as the checkpoint holds it, in rows of at most `columns`. */
export function tailLines({ transcript }: CheckpointContent, columns: number): readonly Line[] {
	if (transcript === null) return [[span("Nothing had been said yet.")]];
	const { tail, bytes, file } = transcript;
	const said = saidIn(tail);
	const none = "None of its last lines was said by anybody: they are notes of the program.";
	return [
		...indented(0, `the end of ${bytes} bytes: ${plain(file)}`, columns, { dimColor: true }),
		[],
		...(said.length === 0 ? indented(0, none, columns) : saidLines(said, columns)),
	];
}

/** Branch, commit and how much was changed, in one line. */
export function gitWords({ repository }: CheckpointContent): string {
	if (repository === null) return "in no git repository, or git did not answer";
	const { head, branch, dirty, dirtyCount, complete } = repository;
	const at = `${branch ?? "no branch"} at ${head?.slice(0, 7) ?? "no commit"}`;
	if (dirtyCount === 0) return plain(`${at}, nothing changed`);
	const names = dirty.length === 0 ? "" : `: ${dirty.slice(0, 8).join(", ")}`;
	return plain(`${at}, ${complete ? "" : "at least "}${dirtyCount} changed${names}`);
}

/** The names are all that it holds of the files. */
function changedLines(content: CheckpointContent, columns: number): readonly Line[] {
	const { repository } = content;
	const title: Line = [span("Files", { bold: true })];
	if (repository === null) return [title, ...indented(2, gitWords(content), columns)];
	const { dirty, dirtyCount } = repository;
	const more = dirtyCount - dirty.length;
	return [
		title,
		...indented(2, gitWords({ ...content, repository: { ...repository, dirty: [] } }), columns),
		...dirty.flatMap((name) => indented(4, plain(name), columns, { color: "yellow" })),
		...(more > 0 ? indented(4, `… and ${more} more`, columns) : []),
		...indented(2, "a checkpoint holds their names, not what was in them", columns, {
			dimColor: true,
		}),
	];
}

function conversationOf(content: CheckpointContent): string {
	const { conversation, transcript, turnsDone, contextUsedRatio } = content;
	if (conversation === null) return "no conversation yet";
	const size = transcript === null ? "no transcript" : `transcript of ${transcript.bytes} bytes`;
	return `conversation ${conversation}, ${size}, ${turnsDone} turns done, context ${percent(contextUsedRatio)}`;
}

function taskOf({ attempt, task }: CheckpointContent): string | null {
	if (attempt === null) return task === null ? null : `task ${task}`;
	return `task: ${attempt.title} (attempt ${attempt.number}), ${attempt.file}`;
}

/** What it called last, and whether that had a result. */
export function toolOf({ lastTool }: CheckpointContent): string | null {
	if (lastTool === null) return null;
	const { name, input, inFlight } = lastTool;
	return `last tool: ${name} ${input}${inFlight ? " (no result yet)" : ""}`;
}

function turnOf({ turn, owed }: CheckpointContent): string | null {
	if (turn !== null)
		return turn.toolInFlight ? "its turn was under way, in a tool" : "its turn was under way";
	return owed === null ? null : `its turn was cut (${owed.cause}), to be continued`;
}
