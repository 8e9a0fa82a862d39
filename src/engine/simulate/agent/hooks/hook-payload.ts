import type { Agent } from "../agent.ts";

export type HookEvent =
	| "SessionStart"
	| "SessionEnd"
	| "UserPromptSubmit"
	| "Stop"
	| "StopFailure"
	| "PreToolUse"
	| "PostToolUse"
	| "Notification"
	| "PermissionRequest";

const WITH_MODE: readonly HookEvent[] = [
	"UserPromptSubmit",
	"Stop",
	"PreToolUse",
	"PostToolUse",
	"PermissionRequest",
];
const WITH_EFFORT: readonly HookEvent[] = [
	"Stop",
	"StopFailure",
	"PreToolUse",
	"PostToolUse",
	"PermissionRequest",
];

/** The JSON that a hook reads on stdin; which common keys an event has is from the samples. */
export function hookPayload(
	agent: Agent,
	event: HookEvent,
	fields: Record<string, unknown>,
): Record<string, unknown> {
	const withPrompt = event !== "SessionStart" && agent.promptId !== null;
	const mode = agent.permissionMode === "manual" ? "default" : agent.permissionMode;
	return {
		session_id: agent.sessionId,
		transcript_path: agent.conversation.path,
		cwd: agent.cwd,
		...(withPrompt && { prompt_id: agent.promptId }),
		...(WITH_MODE.includes(event) && { permission_mode: mode }),
		...(WITH_EFFORT.includes(event) && { effort: { level: "medium" } }),
		hook_event_name: event,
		...fields,
	};
}
