import { randomUUID } from "node:crypto";
import type { Agent } from "../agent.ts";

/** What `-p` says at its end. */
export interface PrintResult {
	readonly text: string;
	readonly isError: boolean;
	readonly turns: number;
	readonly extra: Record<string, unknown>;
}

/** The `result` object of `--output-format json` and the last line of stream-json (samples). */
export function resultObject(agent: Agent, result: PrintResult): Record<string, unknown> {
	return {
		is_error: result.isError,
		duration_api_ms: agent.spending.apiMs,
		num_turns: result.turns,
		session_id: agent.sessionId,
		total_cost_usd: agent.spending.costUsd,
		permission_denials: [],
		subtype: "success",
		result: result.text,
		...result.extra,
		type: "result",
		duration_ms: Date.now() - agent.startedAt,
		uuid: randomUUID(),
	};
}

/** Prints it in the asked format. */
export function printResult(agent: Agent, format: string, result: PrintResult): void {
	const text = format === "text" ? result.text : JSON.stringify(resultObject(agent, result));
	process.stdout.write(`${text}\n`);
}
