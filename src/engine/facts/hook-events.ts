import type { Event } from "../../state/events.ts";
import type { HookPayload } from "../claude/hooks.ts";
import { nonceIn } from "../claude/nonce.ts";
import { redactSecrets } from "../config/text/secrets.ts";
import type { Scrub } from "../scrub.ts";

/** The process life that a fact is about. */
export interface Life {
	readonly session: string;
	readonly incarnation: string;
}

/**
 * What a hook says, as events. StopFailure is not here: what it means needs a look at the transcript. What is cut is
 * scrubbed before: half a secret has no form that tells it.
 */
export function eventsOfHook(
	life: Life,
	hook: HookPayload,
	scrub: Scrub = redactSecrets,
): readonly Event[] {
	switch (hook.event) {
		case "SessionStart":
			return [
				{
					type: "session.confirmed",
					...life,
					conversation: hook.sessionId,
					source: hook.source ?? "unknown",
				},
			];
		case "UserPromptSubmit":
			return [
				{
					type: "turn.started",
					...life,
					promptId: hook.promptId,
					nonce: nonceIn(hook.prompt),
				},
			];
		case "PreToolUse":
			return [
				{ type: "turn.advanced", ...life, doing: describeTool(hook, scrub), toolInFlight: true },
			];
		case "PostToolUse":
			return [
				{ type: "turn.advanced", ...life, doing: describeTool(hook, scrub), toolInFlight: false },
			];
		case "PermissionRequest":
			return [
				{
					type: "session.state-seen",
					...life,
					state: "waiting",
					note: `allow ${describeTool(hook, scrub)}?`,
				},
			];
		case "SessionEnd":
			return endOfHook(life, hook.reason);
		case "Stop":
			return [
				{
					type: "turn.ended",
					...life,
					outcome: "done",
					cause: null,
					backgroundTasks: hook.backgroundTasks,
				},
			];
		default:
			return [];
	}
}

/** Its operator left with `/exit` or Ctrl-C. Other reasons do not say whether the process ends by anybody's wish. */
function endOfHook(life: Life, reason: string | null): readonly Event[] {
	if (reason !== "prompt_input_exit") return [];
	return [{ type: "session.ended", ...life, how: "exit", note: "left by its operator" }];
}

/** The tool and the first of its inputs that says something, on one short line. */
function describeTool(
	hook: Extract<HookPayload, { event: "PreToolUse" | "PostToolUse" | "PermissionRequest" }>,
	scrub: Scrub,
): string {
	const { command, file_path: file, pattern, url } = hook.toolInput;
	const input = [command, file, pattern, url].find((value) => typeof value === "string");
	const text = `${hook.toolName ?? "a tool"}${input ? ` ${input}` : ""}`;
	return scrub(text).replace(/\s+/g, " ").slice(0, 120);
}
