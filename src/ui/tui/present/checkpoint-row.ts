import type { CheckpointReply } from "../../../state/checkpoint-client.ts";
import type { Checkpoint } from "../../../state/model.ts";
import { gitWords, toolOf } from "./checkpoint-lines.ts";
import { type FittedColumn, fitColumns, tableRow } from "./columns.ts";
import { type Line, type Span, span } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { dayClock } from "./time.ts";
import { lastSaid, saidIn } from "./transcript-lines.ts";

export type CheckpointColumn =
	| "mark"
	| "id"
	| "session"
	| "when"
	| "why"
	| "account"
	| "conversation"
	| "git"
	| "files"
	| "transcript"
	| "restorable";

/** The columns of the checkpoint list. */
export function checkpointColumns(columns: number): readonly FittedColumn<CheckpointColumn>[] {
	return fitColumns<CheckpointColumn>(
		[
			{ key: "mark", title: "", width: 1 },
			{ key: "id", title: "ID", width: 20, cutAt: "front", from: 110 },
			{ key: "session", title: "SESSION", width: columns >= 110 ? 18 : 12, cutAt: "front" },
			{ key: "when", title: "WHEN", width: 11 },
			{ key: "why", title: "WHY", width: "rest", cutAt: "middle" },
			{ key: "account", title: "ACCOUNT", width: 10, from: 60 },
			{ key: "conversation", title: "CONVERS.", width: 8, from: 110 },
			{ key: "git", title: "GIT", width: 7, from: 110 },
			{ key: "files", title: "FILES", width: 5, align: "right", from: 70 },
			{ key: "transcript", title: "TRANSCR.", width: 8, align: "right", from: 70 },
			{ key: "restorable", title: "RESTORABLE", width: 10, from: 76 },
		],
		columns,
	);
}

/** What was read of the file of a checkpoint. */
export interface CheckpointRead {
	/** `undefined`: it was not read yet. */
	readonly reply?: CheckpointReply | undefined;
	/** How to find out whether a sound one can be restored now. */
	readonly restore?: string;
}

/** A checkpoint as a row; what stands in its file is in it once that was `read`. */
export function checkpointRow(
	checkpoint: Checkpoint,
	columns: readonly FittedColumn<CheckpointColumn>[],
	now: number,
	selected: boolean,
	read: CheckpointRead = {},
): Line {
	const strong = selected ? { bold: true } : {};
	const { transcriptBytes: bytes } = checkpoint;
	return tableRow<CheckpointColumn>(columns, {
		mark: { text: selected ? "▸" : " ", color: "cyan", bold: true },
		id: { text: plain(checkpoint.id), ...strong },
		session: { text: plain(checkpoint.session), ...strong },
		when: { text: dayClock(checkpoint.takenAt, now) },
		why: { text: plain(checkpoint.why) },
		account: { text: plain(checkpoint.account ?? "--") },
		conversation: { text: plain(checkpoint.conversation?.slice(0, 8) ?? "--"), dimColor: true },
		git: { text: plain(checkpoint.gitHead?.slice(0, 7) ?? "--"), dimColor: true },
		files: { text: filesOf(read.reply) },
		transcript: { text: bytes === null ? "--" : sizeWords(bytes) },
		restorable: restorableOf(checkpoint, read),
	});
}

/** More about one checkpoint, under the list: `rows` rows of at most `columns`. */
export function checkpointFacts(
	checkpoint: Checkpoint,
	read: CheckpointReply | undefined,
	columns: number,
	rows: number,
): readonly Line[] {
	const { id, conversation, task } = checkpoint;
	const part = (text: string): readonly Line[] => indented(0, plain(text), columns).slice(0, 1);
	const talk = conversation === null ? "nothing said yet" : `conversation ${conversation}`;
	const head = part(`${id}  ${task === null ? "" : `task ${task}, `}${talk}`);
	if (read === undefined) return [...head, [span("Reading…", { dimColor: true })]];
	if (read.kind === "refused") {
		return [
			...head,
			...indented(0, `✗ ${plain(read.why)}`, columns, { color: "red" }).slice(0, rows - 2),
			...indented(2, plain(read.remedy), columns, { color: "yellow" }).slice(0, 1),
		];
	}
	const { content } = read;
	const doing = toolOf(content) ?? content.doing;
	const facts = [...head, ...part(gitWords(content)), ...(doing === null ? [] : part(doing))];
	const said = lastSaid(saidIn(content.transcript?.tail ?? []));
	const tail = said === null ? [] : indented(0, `tail: "${said}"`, columns, { dimColor: true });
	return [...facts.slice(0, rows), ...(facts.length < rows ? tail.slice(facts.length - rows) : [])];
}

function filesOf(read: CheckpointReply | undefined): string {
	if (read?.kind !== "ok" || read.content.repository === null) return "--";
	const { dirtyCount, complete } = read.content.repository;
	return `${dirtyCount}${complete ? "" : "+"}`;
}

/** Whether it can be brought back now is what the plan of a restore says. */
function restorableOf(
	{ conversation }: Checkpoint,
	{ reply, restore = "--" }: CheckpointRead,
): Span {
	if (reply === undefined) return span("--");
	if (reply.kind === "refused") return span("✗ no", { color: "red" });
	return conversation === null ? span("as new") : span(restore);
}

function sizeWords(bytes: number): string {
	if (bytes < 1024) return `${bytes} B`;
	if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
	return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
