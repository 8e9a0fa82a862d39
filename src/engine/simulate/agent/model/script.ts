import type { Item } from "../transcript/items.ts";
import type { DefaultTurn } from "../world-model.ts";
import { type Action, actionsOf, parseDirectives } from "./directives.ts";

const NONCE = /ccl:[\w.-]+:\d+/;
const CONTINUATION = /\bcontinu|left off|carry on|\bgo on\b|\bresume\b/i;

/** A prompt of the conversation; its uuid stands for a nonce that it does not have. */
export interface Prompt {
	readonly text: string;
	readonly uuid: string;
}

/** The answer to a prompt without orders tells how much of it arrived. */
function receipt(text: string): string {
	return `OK chars=${[...text].length}`;
}

/** The command that a simulated step shows; the step itself is done inside of the agent. */
function stepCommand(nonce: string, step: number): string {
	return `echo '${nonce} ${step}' >> effects.log`;
}

/** What the model does for a prompt without directives: the world's steps, then an answer. */
function defaultScript({ text, uuid }: Prompt, turn: DefaultTurn): Action[] {
	const nonce = NONCE.exec(text)?.[0] ?? uuid;
	const cost = { delayMs: turn.stepMs, units: turn.unitsPerStep };
	const actions: Action[] = [];
	for (let step = 1; step <= turn.steps; step += 1) {
		actions.push({ kind: "step", command: stepCommand(nonce, step), nonce, step, ...cost });
	}
	actions.push({ kind: "text", text: receipt(text), delayMs: turn.answerMs, units: 1 });
	return actions;
}

/** All that the model will do for a prompt if nothing stops it. */
export function scriptOf(prompt: Prompt, turn: DefaultTurn): Action[] {
	const { text } = prompt;
	const directives = parseDirectives(text);
	return directives.length > 0 ? actionsOf(directives) : defaultScript(prompt, turn);
}

/** A prompt that adds no work of its own: no directives, no nonce. */
export function isBare(text: string): boolean {
	return parseDirectives(text).length === 0 && !NONCE.test(text);
}

export function isContinuation(text: string): boolean {
	return isBare(text) && CONTINUATION.test(text);
}

function isDone(action: Action, use: string | null, item: Item): boolean {
	if (item.kind === "toolResult") {
		const ran = action.kind === "bash" || action.kind === "step";
		return ran && !item.interrupted && use === action.command;
	}
	if (item.kind === "answer") return action.kind === "text";
	return item.kind === "apiError" && (action.kind === "fail" || action.kind === "quota");
}

/** How many of the script's actions the items after its prompt show as done. */
export function doneCount(script: readonly Action[], after: readonly Item[]): number {
	const commands = new Map<string, string>();
	let done = 0;
	for (const item of after) {
		if (item.kind === "toolUse") commands.set(item.id, item.command);
		const action = script[done];
		if (action === undefined) break;
		const use = item.kind === "toolResult" ? (commands.get(item.id) ?? null) : null;
		if (isDone(action, use, item)) done += 1;
	}
	return done;
}
