import { randomUUID } from "node:crypto";
import type { Agent, Face } from "../agent.ts";

/** Transcript lines become stream events with snake_case keys (samples of 2.1.330). */
function streamEvent(agent: Agent, event: Record<string, unknown>): Record<string, unknown> {
	const ids = { uuid: event.uuid ?? randomUUID(), session_id: agent.sessionId };
	if (event.message === undefined) return { ...event, ...ids };
	const error =
		event.isApiErrorMessage !== true
			? {}
			: {
					error: event.error,
					is_api_error_message: true,
					api_error_status: event.apiErrorStatus,
					...(event.apiError !== undefined && { api_error: event.apiError }),
				};
	const { type, message, timestamp } = event;
	return { type, message, parent_tool_use_id: null, ...ids, timestamp, ...error };
}

/** The face of `-p`: writes events with `--output-format stream-json`, else keeps quiet. */
export function printFace(agent: Agent, stream: boolean): Face {
	return {
		show() {},
		busy() {},
		responded() {},
		emit(event) {
			if (stream) process.stdout.write(`${JSON.stringify(streamEvent(agent, event))}\n`);
		},
		/** Nobody can be asked: the call is refused. */
		async askPermission() {
			return false;
		},
	};
}
