import { nonceIn } from "./nonce.ts";
import type { TranscriptLine } from "./transcript-lines.ts";
import { type Message, messageOf, synthetic } from "./transcript-message.ts";

/** What became of one prompt that carries a nonce. */
export interface TranscriptTurn {
	readonly nonce: string;
	/** How often it was accepted; more than once is a doubled turn. */
	readonly acceptedCount: number;
	/** A model's final answer followed before the next prompt with a nonce. */
	readonly finished: boolean;
	/** It was stopped before that answer: a failure, an interruption, or any later prompt came first. */
	readonly cut: boolean;
}

interface Counting {
	acceptedCount: number;
	finished: boolean;
	cut: boolean;
}

/** How the program records an interruption, as a line of type `user` (seen on 2.1.330). */
const interruption = "[Request interrupted by user";

/** Whether a line of type `user` says that a turn was interrupted: nobody typed it. */
export function isInterruption(text: string): boolean {
	return text.startsWith(interruption);
}

/**
 * The turns of a conversation by nonce, in the order of their first acceptance. A prompt without a
 * nonce continues the turn before it. Lines that appear twice (same uuid) count once; a queued prompt
 * counts when it is sent, not when it is queued. `elsewhere`: prompts (by uuid) that were accepted in another
 * conversation, of which this one is a copy: they go on here and count there. Those of this one are added to it.
 */
export function turnsOf(
	lines: Iterable<TranscriptLine>,
	elsewhere: Set<string> = new Set(),
): TranscriptTurn[] {
	const turns = new Map<string, Counting>();
	const seen = new Set<string>();
	let current: Counting | null = null;
	for (const line of lines) {
		const message = messageOf(line);
		if (message === null || (message.uuid !== null && seen.has(message.uuid))) continue;
		if (message.uuid !== null) seen.add(message.uuid);
		current = step(turns, current, message, elsewhere);
	}
	return [...turns].map(([nonce, turn]) => ({ nonce, ...turn }));
}

function step(
	turns: Map<string, Counting>,
	current: Counting | null,
	message: Message,
	elsewhere: Set<string>,
): Counting | null {
	if (message.type === "assistant") {
		if (current !== null) answer(current, message);
		return current;
	}
	if (message.hasToolResult || message.isMachineMade) return current;
	// Whoever types next, an unfinished turn did not get its answer by itself.
	if (current !== null && !current.finished) current.cut = true;
	const nonce = isInterruption(message.text) ? null : nonceIn(message.text);
	if (nonce === null) return current;
	const turn = turns.get(nonce) ?? { acceptedCount: 0, finished: false, cut: false };
	if (message.uuid === null || !elsewhere.has(message.uuid)) turn.acceptedCount++;
	if (message.uuid !== null) elsewhere.add(message.uuid);
	turns.set(nonce, turn);
	return turn;
}

function answer(turn: Counting, message: Message): void {
	if (message.isApiFailure) turn.cut ||= !turn.finished;
	else if (message.model !== synthetic && message.stopReason === "end_turn") turn.finished = true;
}
