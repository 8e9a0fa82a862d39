import { findTranscript } from "../claude/transcript-find.ts";
import { readLines, type TranscriptLine } from "../claude/transcript-lines.ts";
import type { EngineParts } from "../parts.ts";

type Parts = Pick<EngineParts, "config" | "files">;

/** How much of the end is looked at: more only while it holds no whole line. */
const WINDOWS = [64 * 1024, 1024 * 1024, 16 * 1024 * 1024];

/** The end of a conversation's transcript. */
export interface TranscriptEnd {
	readonly file: string;
	readonly bytes: number;
	readonly lines: readonly TranscriptLine[];
}

/** The last whole lines of a conversation; `null` when it has no transcript. */
export async function readTranscriptEnd(
	{ config, files }: Parts,
	conversation: string,
): Promise<TranscriptEnd | null> {
	const file = await findTranscript(files, config.pool.sharedProjectsDir, conversation);
	if (file === null) return null;
	const { size } = await files.stat(file);
	for (const window of WINDOWS) {
		const { lines } = await readLines(files, file, Math.max(0, size - window));
		if (lines.length > 0 || window >= size) return { file, bytes: size, lines };
	}
	return { file, bytes: size, lines: [] };
}
