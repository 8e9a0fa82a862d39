import type { TranscriptLine } from "../claude/transcript-lines.ts";
import { type Message, messageOf } from "../claude/transcript-message.ts";
import { isInterruption } from "../claude/transcript-turns.ts";

/** When the prompts among these lines were sent (epoch ms): those of the main conversation that a person or we sent. */
export function promptTimes(lines: readonly TranscriptLine[]): readonly number[] {
	const seen = new Set<string>();
	return lines.flatMap((line) => {
		const message = messageOf(line);
		if (message === null || message.at === null || !isPrompt(message)) return [];
		if (message.uuid !== null && seen.has(message.uuid)) return [];
		if (message.uuid !== null) seen.add(message.uuid);
		return [message.at];
	});
}

function isPrompt(message: Message): boolean {
	if (message.type !== "user" || message.hasToolResult || message.isMachineMade) return false;
	return !isInterruption(message.text);
}
