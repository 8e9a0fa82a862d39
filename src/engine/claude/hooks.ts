import * as z from "zod";
import { flag, list, number, parseJson, record, text } from "./lenient.ts";

interface HookBase {
	/** The conversation. */
	readonly sessionId: string;
	/** Lies under the home that the process runs with. */
	readonly transcriptPath: string | null;
	readonly cwd: string | null;
	readonly promptId: string | null;
	readonly permissionMode: string | null;
}

interface ToolFields {
	readonly toolName: string | null;
	readonly toolInput: Readonly<Record<string, unknown>>;
	readonly toolUseId: string | null;
}

/** What differs from event to event. */
export type HookFields =
	/** `source`: startup, resume, compact or clear; `contextTokens` only on resume. */
	| {
			readonly event: "SessionStart";
			readonly source: string | null;
			readonly model: string | null;
			readonly contextTokens: number | null;
	  }
	/** `reason`: prompt_input_exit or other seen; clear, resume, logout exist. */
	| { readonly event: "SessionEnd"; readonly reason: string | null }
	| { readonly event: "UserPromptSubmit"; readonly prompt: string }
	/** Comes also while background agents still run: then `backgroundTasks` is over 0. */
	| {
			readonly event: "Stop";
			readonly lastAssistantMessage: string | null;
			readonly backgroundTasks: number;
			readonly stopHookActive: boolean;
	  }
	/** `error` alone never tells a quota limit: see `classifyStopFailure`. */
	| {
			readonly event: "StopFailure";
			readonly error: string | null;
			readonly lastAssistantMessage: string | null;
	  }
	| {
			readonly event: "Notification";
			readonly notificationType: string | null;
			readonly message: string | null;
	  }
	| ({ readonly event: "PermissionRequest" | "PreToolUse" | "PostToolUse" } & ToolFields)
	| { readonly event: "other"; readonly name: string };

/** One hook call (payloads seen on 2.1.330). */
export type HookPayload = HookBase & HookFields;

export type HookParse =
	| { readonly ok: true; readonly payload: HookPayload }
	| { readonly ok: false; readonly reason: string };

const wire = z.looseObject({
	hook_event_name: z.string().min(1),
	session_id: z.string().min(1),
	transcript_path: text,
	cwd: text,
	prompt_id: text,
	permission_mode: text,
	source: text,
	model: text,
	context_tokens: number,
	reason: text,
	prompt: text,
	last_assistant_message: text,
	background_tasks: list,
	stop_hook_active: flag,
	error: text,
	notification_type: text,
	message: text,
	tool_name: text,
	tool_input: record,
	tool_use_id: text,
});

type Wire = z.infer<typeof wire>;

function fieldsOf(raw: Wire): HookFields {
	const event = raw.hook_event_name;
	switch (event) {
		case "SessionStart":
			return { event, source: raw.source, model: raw.model, contextTokens: raw.context_tokens };
		case "SessionEnd":
			return { event, reason: raw.reason };
		case "UserPromptSubmit":
			return { event, prompt: raw.prompt ?? "" };
		case "Stop":
			return {
				event,
				lastAssistantMessage: raw.last_assistant_message,
				backgroundTasks: raw.background_tasks.length,
				stopHookActive: raw.stop_hook_active ?? false,
			};
		case "StopFailure":
			return { event, error: raw.error, lastAssistantMessage: raw.last_assistant_message };
		case "Notification":
			return { event, notificationType: raw.notification_type, message: raw.message };
		case "PermissionRequest":
		case "PreToolUse":
		case "PostToolUse":
			return {
				event,
				toolName: raw.tool_name,
				toolInput: raw.tool_input,
				toolUseId: raw.tool_use_id,
			};
		default:
			return { event: "other", name: event };
	}
}

/** Reads one hook payload. Unknown fields and events are fine; no JSON, or no session id, is not. */
export function parseHook(source: string): HookParse {
	const json = parseJson(source);
	if (json === undefined) return { ok: false, reason: "not complete JSON" };
	const parsed = wire.safeParse(json);
	if (!parsed.success) return { ok: false, reason: z.prettifyError(parsed.error) };
	const raw = parsed.data;
	const base: HookBase = {
		sessionId: raw.session_id,
		transcriptPath: raw.transcript_path,
		cwd: raw.cwd,
		promptId: raw.prompt_id,
		permissionMode: raw.permission_mode,
	};
	return { ok: true, payload: { ...base, ...fieldsOf(raw) } };
}
