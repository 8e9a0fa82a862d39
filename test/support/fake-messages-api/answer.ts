import { randomUUID } from "node:crypto";

/** One block of a model answer. */
export type AnswerBlock =
	| { readonly type: "text"; readonly text: string }
	| {
			readonly type: "tool_use";
			readonly id: string;
			readonly name: string;
			readonly input: Readonly<Record<string, unknown>>;
	  };

/** A text answer, which ends the turn. */
export function textBlock(text: string): AnswerBlock {
	return { type: "text", text };
}

/** A call of the Bash tool. */
export function bashBlock(command: string): AnswerBlock {
	const id = `toolu_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
	return { type: "tool_use", id, name: "Bash", input: { command, description: "run it" } };
}

/** The whole answer as a non-streaming request wants it. */
export function answerMessage(model: string, block: AnswerBlock): Record<string, unknown> {
	return {
		...emptyMessage(model),
		content: [block],
		stop_reason: stopReason(block),
		usage: usage(25),
	};
}

/** The same answer as server-sent events. */
export function answerEvents(model: string, block: AnswerBlock): string {
	const events: Record<string, unknown>[] = [
		{ type: "message_start", message: { ...emptyMessage(model), usage: usage(1) } },
		{ type: "content_block_start", index: 0, content_block: emptyBlock(block) },
		{ type: "content_block_delta", index: 0, delta: deltaOf(block) },
		{ type: "content_block_stop", index: 0 },
		{
			type: "message_delta",
			delta: { stop_reason: stopReason(block), stop_sequence: null },
			usage: { output_tokens: 25 },
		},
		{ type: "message_stop" },
	];
	return events
		.map((event) => `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`)
		.join("");
}

function emptyMessage(model: string): Record<string, unknown> {
	const id = `msg_${randomUUID().replaceAll("-", "").slice(0, 20)}`;
	const ends = { stop_reason: null, stop_sequence: null };
	return { id, type: "message", role: "assistant", model, content: [], ...ends };
}

function stopReason(block: AnswerBlock): string {
	return block.type === "tool_use" ? "tool_use" : "end_turn";
}

function emptyBlock(block: AnswerBlock): unknown {
	return block.type === "text" ? { type: "text", text: "" } : { ...block, input: {} };
}

function deltaOf(block: AnswerBlock): unknown {
	return block.type === "text"
		? { type: "text_delta", text: block.text }
		: { type: "input_json_delta", partial_json: JSON.stringify(block.input) };
}

function usage(outputTokens: number): Record<string, number> {
	return {
		input_tokens: 10,
		cache_creation_input_tokens: 100,
		cache_read_input_tokens: 2000,
		output_tokens: outputTokens,
	};
}
