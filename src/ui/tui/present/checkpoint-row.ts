import type { Checkpoint } from "../../../state/model.ts";
import { type FittedColumn, fitColumns, tableRow } from "./columns.ts";
import { type Line, span } from "./line.ts";
import { plain } from "./plain.ts";
import { dayClock } from "./time.ts";

export type CheckpointColumn =
	| "mark"
	| "id"
	| "session"
	| "when"
	| "why"
	| "account"
	| "conversation"
	| "git";

/** The columns of the checkpoint list. */
export function checkpointColumns(columns: number): readonly FittedColumn<CheckpointColumn>[] {
	return fitColumns<CheckpointColumn>(
		[
			{ key: "mark", title: "", width: 1 },
			{ key: "id", title: "ID", width: columns >= 100 ? 20 : 8, cutAt: "front", from: 64 },
			{ key: "session", title: "SESSION", width: columns >= 100 ? 18 : 12, cutAt: "front" },
			{ key: "when", title: "WHEN", width: 11 },
			{ key: "why", title: "WHY", width: "rest", cutAt: "middle" },
			{ key: "account", title: "ACCOUNT", width: 10, from: 64 },
			{ key: "conversation", title: "CONVERS.", width: 8, from: 72 },
			{ key: "git", title: "GIT", width: 7, from: 56 },
		],
		columns,
	);
}

/** A checkpoint as a row. */
export function checkpointRow(
	checkpoint: Checkpoint,
	columns: readonly FittedColumn<CheckpointColumn>[],
	now: number,
	selected: boolean,
): Line {
	const strong = selected ? { bold: true } : {};
	return tableRow<CheckpointColumn>(columns, {
		mark: { text: selected ? "▸" : " ", color: "cyan", bold: true },
		id: { text: plain(checkpoint.id), ...strong },
		session: { text: plain(checkpoint.session), ...strong },
		when: { text: dayClock(checkpoint.takenAt, now) },
		why: { text: plain(checkpoint.why) },
		account: { text: plain(checkpoint.account ?? "--") },
		conversation: { text: plain(checkpoint.conversation?.slice(0, 8) ?? "--"), dimColor: true },
		git: { text: plain(checkpoint.gitHead?.slice(0, 7) ?? "--"), dimColor: true },
	});
}

/** More about one checkpoint, under the list. */
export function checkpointFacts(checkpoint: Checkpoint): readonly Line[] {
	const bytes = checkpoint.transcriptBytes;
	const size = bytes === null ? "transcript size not known" : `transcript of ${sizeWords(bytes)}`;
	const task = checkpoint.task === null ? "no task" : `task ${plain(checkpoint.task)}`;
	return [
		[span(`${plain(checkpoint.id)}  ${task}, ${size}`)],
		[span(plain(checkpoint.file), { dimColor: true })],
	];
}

function sizeWords(bytes: number): string {
	if (bytes < 1024) return `${bytes} B`;
	if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
	return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
