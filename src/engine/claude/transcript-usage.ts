import * as z from "zod";
import { number, text } from "./lenient.ts";
import { nonceIn } from "./nonce.ts";
import type { TranscriptLine } from "./transcript-lines.ts";
import { type Message, messageOf, synthetic } from "./transcript-message.ts";

/** What one attempt took, as its transcript tells. */
export interface AttemptUse {
	/** Answers that ended a turn. */
	readonly turns: number;
	/** Tokens of input, those from the prompt cache among them. */
	readonly inputTokens: number;
	readonly outputTokens: number;
	/** The text of its last answer; `null`: there is none. */
	readonly lastAnswer: string | null;
}

const wire = z.looseObject({
	message: z.looseObject({
		id: text,
		usage: z.looseObject({
			input_tokens: number,
			output_tokens: number,
			cache_creation_input_tokens: number,
			cache_read_input_tokens: number,
		}),
	}),
});

/**
 * What the attempt with this nonce took: everything from its prompt on, up to the next prompt with another nonce. One
 * answer is written as several lines that repeat its use (seen on 2.1.330): the last of each message counts.
 */
export function attemptUse(lines: Iterable<TranscriptLine>, nonce: string): AttemptUse {
	const used = new Map<string, Tokens>();
	const ended = new Set<string>();
	let lastAnswer: string | null = null;
	for (const [message, line] of answersTo(nonce, lines)) {
		if (message.text.trim() !== "") lastAnswer = message.text;
		const use = usageOf(line);
		const id = use?.id ?? message.uuid ?? "";
		if (message.stopReason === "end_turn") ended.add(id);
		if (use !== null) used.set(id, use.tokens);
	}
	const all = [...used.values()];
	const inputTokens = all.reduce((sum, [input]) => sum + input, 0);
	const outputTokens = all.reduce((sum, [, output]) => sum + output, 0);
	return { turns: ended.size, inputTokens, outputTokens, lastAnswer };
}

type Tokens = readonly [input: number, output: number];

/** What a model wrote from the prompt with this nonce on, up to the next prompt with another. */
function* answersTo(
	nonce: string,
	lines: Iterable<TranscriptLine>,
): Generator<readonly [Message, TranscriptLine]> {
	let within = false;
	for (const line of lines) {
		const message = messageOf(line);
		if (message === null) continue;
		if (isPrompt(message)) {
			const mark = nonceIn(message.text);
			if (mark !== null) within = mark === nonce;
		} else if (within && message.type === "assistant" && message.model !== synthetic) {
			yield [message, line];
		}
	}
}

function isPrompt({ type, hasToolResult, isMachineMade }: Message): boolean {
	return type === "user" && !hasToolResult && !isMachineMade;
}

function usageOf(line: TranscriptLine) {
	const parsed = wire.safeParse(line);
	if (!parsed.success) return null;
	const { id, usage } = parsed.data.message;
	const input =
		(usage.input_tokens ?? 0) +
		(usage.cache_creation_input_tokens ?? 0) +
		(usage.cache_read_input_tokens ?? 0);
	return { id, tokens: [input, usage.output_tokens ?? 0] as const };
}
