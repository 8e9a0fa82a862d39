import { randomUUID } from "node:crypto";
import { type Agent, pause } from "../agent.ts";
import type { Action } from "../model/directives.ts";
import { type Reply, serve, worldOf } from "../model/serve.ts";
import { rateLimitEvent } from "../quota/quota-limits.ts";
import { appendLine } from "../transcript/conversation.ts";
import { systemLine } from "../transcript/lines.ts";
import { TURN_COST_USD } from "../transcript/usage-fields.ts";
import type { FailureStatus } from "../world-model.ts";
import { errorName, retriesOf, retryLabel } from "./api-failure.ts";

const FIRST_RETRY_MS = 600;
const LONGEST_RETRY_MS = 38_000;

/** 0.6, 1.2, 2.4, 4.8 … 38 s (seen on 2.1.330, where each varies a little). */
function retryDelay(attempt: number): number {
	return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
}

function ask(agent: Agent, action: Action): Reply {
	if (action.kind === "fail") {
		return serve(agent, { units: 0, purpose: "turn", forced: action.status });
	}
	if (action.kind === "quota") {
		return serve(agent, { units: 0, purpose: "turn", forced: { spent: action.window } });
	}
	return serve(agent, { units: action.units, purpose: "turn" });
}

/** Says in the transcript, in the stream and on the screen that a request is tried again. */
function announceRetry(agent: Agent, status: FailureStatus, attempt: number, max: number): number {
	const delay = Math.round(retryDelay(attempt) / worldOf(agent).speed);
	const error = { message: retryLabel(status), status, formatted: retryLabel(status) };
	const line = { level: "error", error, retryInMs: delay, retryAttempt: attempt, maxRetries: max };
	appendLine(
		agent.conversation,
		systemLine(agent, "api_error", { ...line, source: "request_retry" }),
	);
	agent.face.emit({
		type: "system",
		subtype: "api_retry",
		attempt,
		max_retries: max,
		retry_delay_ms: delay,
		error_status: status,
		error: errorName(status),
		uuid: randomUUID(),
	});
	const seconds = Math.round(delay / 1000);
	agent.face.busy(`${retryLabel(status)} · retrying in ${seconds}s · attempt ${attempt}/${max}`);
	return delay;
}

function account(agent: Agent, began: number): void {
	agent.spending.requests += 1;
	agent.spending.apiMs += Date.now() - began;
	agent.spending.costUsd += TURN_COST_USD;
	agent.face.responded();
	// With an API key nothing is told, whatever the server says (seen on 2.1.330).
	if (agent.limits === null || agent.login.kind === "api_key") return;
	const event = rateLimitEvent(agent.limits.usage, agent.limits.rejected);
	if (event !== null) agent.face.emit(event);
}

/** One request of the turn, with the program's retries. A quota 429 is not retried (seen). The
 * answer takes the action's delay; a step's delay is the time its tool takes instead. */
export async function request(agent: Agent, action: Action, signal: AbortSignal): Promise<Reply> {
	const began = Date.now();
	signal.throwIfAborted();
	if (action.kind !== "step") await pause(action.delayMs, signal);
	for (let attempt = 1; ; attempt += 1) {
		const reply = ask(agent, action);
		const status = reply.kind === "failure" ? reply.status : null;
		const max = status === null ? 0 : retriesOf(status, agent.env);
		if (status === null || attempt > max) {
			if (reply.kind === "ok" || reply.kind === "quota") account(agent, began);
			return reply;
		}
		await pause(announceRetry(agent, status, attempt, status === 401 ? 10 : max), signal);
	}
}
