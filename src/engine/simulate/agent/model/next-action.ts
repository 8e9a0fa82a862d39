import type { Item } from "../transcript/items.ts";
import type { DefaultTurn } from "../world-model.ts";
import type { Action } from "./directives.ts";
import { doneCount, isBare, isContinuation, type Prompt, scriptOf } from "./script.ts";

interface Work extends Prompt {
	/** Where in the conversation the prompt stands. */
	readonly at: number;
}

function prompts(items: readonly Item[]): Work[] {
	return items.flatMap((item, at) => (item.kind === "prompt" ? [{ ...item, at }] : []));
}

function remaining(work: Work, items: readonly Item[], turn: DefaultTurn): Action[] {
	const script = scriptOf(work, turn);
	return script.slice(doneCount(script, items.slice(work.at + 1)));
}

/** The prompt that the last one carries on with: the latest that brought work, if it is unfinished.
 * A bare prompt carries on with directives whatever it says, with default steps only if it asks. */
function interruptedWork(all: readonly Work[], items: readonly Item[], turn: DefaultTurn) {
	const last = all.at(-1);
	if (last === undefined || !isBare(last.text)) return undefined;
	const before = all.slice(0, -1);
	const work = before.findLast((one) => !isContinuation(one.text));
	if (work === undefined || remaining(work, items, turn).length === 0) return undefined;
	return isContinuation(last.text) || !isBare(work.text) ? work : undefined;
}

/** What the simulated model does next in this conversation, as a pure function of its messages. */
export function nextAction(items: readonly Item[], turn: DefaultTurn): Action | null {
	const all = prompts(items);
	const last = all.at(-1);
	if (last === undefined) return null;
	const work = interruptedWork(all, items, turn);
	if (work !== undefined) return remaining(work, items, turn)[0] ?? null;
	const quiet = isContinuation(last.text) ? { ...turn, steps: 0 } : turn;
	return remaining(last, items, quiet)[0] ?? null;
}
