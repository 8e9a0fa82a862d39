import * as z from "zod";
import { flag, list, number, text } from "./lenient.ts";
import type { TranscriptLine } from "./transcript-lines.ts";

const wire = z.looseObject({
	type: text,
	uuid: text,
	timestamp: text,
	isSidechain: flag,
	isMeta: flag,
	isCompactSummary: flag,
	isApiErrorMessage: flag,
	error: text,
	apiError: text,
	apiErrorStatus: number,
	message: z
		.looseObject({ model: text, stop_reason: text, content: z.string().or(list) })
		.catch({ model: null, stop_reason: null, content: [] }),
});

/** A `user` or `assistant` line of the main conversation. */
export interface Message {
	readonly type: "user" | "assistant";
	readonly uuid: string | null;
	/** Epoch ms, or `null`. */
	readonly at: number | null;
	/** All its text blocks. */
	readonly text: string;
	/** It carries at least one tool result, so it is no prompt. */
	readonly hasToolResult: boolean;
	readonly model: string | null;
	readonly stopReason: string | null;
	/** Written by the program itself for a failed request: never by a model. */
	readonly isApiFailure: boolean;
	/** Not typed by anyone: meta text, or the summary that a compaction leaves. */
	readonly isMachineMade: boolean;
	readonly error: string | null;
	readonly apiError: string | null;
	readonly status: number | null;
}

/** The model name of lines that the program makes up itself. */
export const synthetic = "<synthetic>";

const block = z.looseObject({ type: text, text });

/** Reads one line as a message; `null` for all other kinds and for subagents' lines. */
export function messageOf(line: TranscriptLine): Message | null {
	const { type } = line;
	if ((type !== "user" && type !== "assistant") || line.isSidechain === true) return null;
	const parsed = wire.safeParse(line);
	if (!parsed.success) return null;
	const raw = parsed.data;
	const { model, stop_reason: stopReason, content } = raw.message;
	const blocks = blocksOf(content);
	const at = raw.timestamp === null ? Number.NaN : Date.parse(raw.timestamp);
	return {
		type,
		uuid: raw.uuid,
		at: Number.isNaN(at) ? null : at,
		text: blocks.map((each) => each.text ?? "").join("\n"),
		hasToolResult: blocks.some((each) => each.type === "tool_result"),
		model,
		stopReason,
		isApiFailure: type === "assistant" && raw.isApiErrorMessage === true && model === synthetic,
		isMachineMade: raw.isMeta === true || raw.isCompactSummary === true,
		error: raw.error,
		apiError: raw.apiError,
		status: raw.apiErrorStatus,
	};
}

function blocksOf(content: string | unknown[]): z.infer<typeof block>[] {
	if (typeof content === "string") return [{ type: "text", text: content }];
	return content.flatMap((each) => block.safeParse(each).data ?? []);
}
