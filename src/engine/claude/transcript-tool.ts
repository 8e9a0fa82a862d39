import * as z from "zod";
import { list, text } from "./lenient.ts";
import type { TranscriptLine } from "./transcript-lines.ts";

/** A tool that was called, as the transcript has it. */
export interface ToolCall {
	readonly name: string;
	/** What it was called with, as JSON text. */
	readonly input: string;
	/** Its result is not in the transcript: it runs, or was cut. */
	readonly inFlight: boolean;
}

const wire = z.looseObject({
	type: text,
	isSidechain: z.literal(true).optional().catch(undefined),
	message: z.looseObject({ content: list }).catch({ content: [] }),
});

const block = z.looseObject({
	type: text,
	id: text,
	name: text,
	tool_use_id: text,
	input: z.unknown().optional(),
});

type Block = z.infer<typeof block>;

/** The last tool call of the main conversation among these lines, or `null` (seen on 2.1.330). */
export function lastToolCall(lines: readonly TranscriptLine[]): ToolCall | null {
	const blocks = lines.flatMap(blocksOf);
	const call = blocks.findLast(({ type, name }) => type === "tool_use" && name !== null);
	if (call?.name == null) return null;
	const answered = blocks.some((one) => one.type === "tool_result" && one.tool_use_id === call.id);
	return { name: call.name, input: JSON.stringify(call.input ?? null), inFlight: !answered };
}

function blocksOf(line: TranscriptLine): readonly Block[] {
	if (line.type !== "assistant" && line.type !== "user") return [];
	const parsed = wire.safeParse(line);
	if (!parsed.success || parsed.data.isSidechain) return [];
	return parsed.data.message.content.flatMap((each) => block.safeParse(each).data ?? []);
}
