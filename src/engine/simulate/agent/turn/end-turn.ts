import type { Agent } from "../agent.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import { worldOf } from "../model/serve.ts";
import { appendLine, appendSoon } from "../transcript/conversation.ts";
import { answerLine, syntheticLine, systemLine } from "../transcript/lines.ts";
import type { ApiFailure } from "./api-failure.ts";

/** Writes the final text and runs the Stop hooks; gives the reason of one that blocks the end. */
export async function answer(
	agent: Agent,
	text: string,
	stopHookActive: boolean,
): Promise<string | null> {
	const line = answerLine(agent, text);
	appendLine(agent.conversation, line);
	agent.face.emit(line);
	agent.face.show("answer", text);
	const verdict = await runHooks(agent, "Stop", {
		stop_hook_active: stopHookActive,
		last_assistant_message: text,
		background_tasks: [],
		session_crons: [],
	});
	if (verdict.count > 0) {
		const fields = { hookCount: verdict.count, hookErrors: [], preventedContinuation: false };
		appendLine(agent.conversation, systemLine(agent, "stop_hook_summary", fields));
	}
	return verdict.blocked;
}

/** The last line of a finished turn. */
export function closeTurn(agent: Agent, startedAt: number): void {
	const durationMs = Date.now() - startedAt;
	const messageCount = agent.conversation.items.length;
	const fields = { durationMs, messageCount, isMeta: false };
	appendLine(agent.conversation, systemLine(agent, "turn_duration", fields));
}

/** StopFailure instead of Stop. At a quota limit the hook can be told before the line is on disk
 * (seen on 2.1.330), so the line is written a moment after the hook was started. */
export async function failTurn(agent: Agent, failure: ApiFailure): Promise<void> {
	const { error, text, fields } = failure;
	const marks = { error, isApiErrorMessage: true, ...fields };
	const line = syntheticLine(agent, text, marks);
	const hooks = runHooks(agent, "StopFailure", { error, last_assistant_message: text }, error);
	if (failure.quota) {
		await appendSoon(agent.conversation, line, worldOf(agent).limitLineDelayMs);
	} else {
		appendLine(agent.conversation, line);
	}
	agent.face.emit(line);
	agent.face.show("limit", text);
	await hooks;
}
