import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One line of a conversation on disk. */
export interface TranscriptLine {
	readonly type: string;
	readonly uuid?: string;
	readonly parentUuid?: string | null;
	readonly sessionId?: string;
	readonly apiError?: string;
	readonly quotaLimits?: Readonly<Record<string, unknown>>;
	readonly error?: string;
	readonly message?: { readonly content?: string | readonly TranscriptBlock[] };
	readonly [key: string]: unknown;
}

export interface TranscriptBlock {
	readonly type: string;
	readonly id?: string;
	readonly text?: string;
	readonly name?: string;
	readonly tool_use_id?: string;
	readonly content?: unknown;
}

/** All files of a conversation: more than one would mean that it was torn apart. */
export function transcriptFiles(sharedDir: string, conversation: string): string[] {
	return globSync(join(sharedDir, "projects", "*", `${conversation}.jsonl`));
}

/** The lines of a conversation; a line that is still being written is left out. */
export function readTranscript(sharedDir: string, conversation: string): TranscriptLine[] {
	const [file] = transcriptFiles(sharedDir, conversation);
	if (file === undefined) return [];
	const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
	return lines.map((line) => JSON.parse(line) as TranscriptLine);
}

/**
 * The content blocks of a line of the conversation; a plain string counts as one text block. Other
 * lines may carry copies of messages (requests as they were sent), which are no part of it.
 */
export function blocksOf(line: TranscriptLine): readonly TranscriptBlock[] {
	if (line.type !== "user" && line.type !== "assistant") return [];
	const content = line.message?.content ?? [];
	return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

/** Every text that one of the two has said, in order. */
export function textsOf(lines: readonly TranscriptLine[], type: "user" | "assistant"): string[] {
	const blocks = lines.filter((line) => line.type === type).flatMap(blocksOf);
	return blocks.flatMap((block) => (block.type === "text" ? [block.text ?? ""] : []));
}

/** The first line that has a block of this type. */
export function lineWithBlock(
	lines: readonly TranscriptLine[],
	type: string,
): TranscriptLine | undefined {
	return lines.find((line) => blocksOf(line).some((block) => block.type === type));
}

/** The output of every tool result, in order. */
export function toolOutputs(lines: readonly TranscriptLine[]): string[] {
	const results = lines.flatMap(blocksOf).filter((block) => block.type === "tool_result");
	return results.map((block) => JSON.stringify(block.content));
}
