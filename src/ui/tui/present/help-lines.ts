import { type Binding, type Context, descriptionOf, type Facts, keyName } from "../keymap.ts";
import { type Line, pad, span } from "./line.ts";

/** What a context is called for people. */
export const contextTitles: Readonly<Record<Context, string>> = {
	always: "Always",
	global: "Everywhere",
	sessions: "Sessions",
	explain: "Why",
	switch: "Switch plan",
	wait: "Wait for the reset",
	checkpoints: "Checkpoints",
	checkpoint: "Checkpoint",
	restore: "Restore plan",
	session: "Session",
	queue: "Queue",
	stop: "Stop",
	"stop-marked": "Stop the marked",
	"stop-many": "Stop many",
	"new-task": "New task",
	task: "Task",
	"task-act": "Retry or drop",
	send: "Send a line",
	account: "Account",
	progress: "Switch under way",
	history: "History",
	"past-switch": "Switch that ended",
	loops: "Loops",
	filter: "Filter",
	palette: "Commands",
	help: "Help",
	quit: "Quit",
};

/** The keys of the contexts, each with what it does, and why it does nothing now if so. */
export function helpLines(contexts: readonly Context[], facts: Facts): readonly Line[] {
	const lines = contexts.flatMap((context): Line[] => [
		[span(contextTitles[context], { bold: true })],
		...facts.keymap.of(context).flatMap((binding) => helpLine(binding, facts)),
		[],
	]);
	return lines.slice(0, -1);
}

function helpLine(binding: Binding, facts: Facts): readonly Line[] {
	const keys = pad(`  ${binding.keys.map(keyName).join(" ")}`, 18);
	const reason = binding.disabledReason?.(facts) ?? null;
	if (reason === null)
		return [[span(keys, { color: "cyan" }), span(descriptionOf(binding, facts))]];
	return [
		[span(`${keys}${binding.description}`, { dimColor: true })],
		[span(`${pad("", 20)}not now: ${reason}`, { dimColor: true })],
	];
}
