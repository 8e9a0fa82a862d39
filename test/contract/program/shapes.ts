/**
 * The keys that the product relies on, the same for both programs. The genuine one writes more;
 * these are the ones whose absence would break something.
 */
export const hookKeys: Readonly<Record<string, readonly string[]>> = {
	SessionStart: ["session_id", "transcript_path", "cwd", "hook_event_name", "source"],
	UserPromptSubmit: [
		"session_id",
		"transcript_path",
		"cwd",
		"prompt_id",
		"permission_mode",
		"hook_event_name",
		"prompt",
	],
	PermissionRequest: [
		"session_id",
		"transcript_path",
		"cwd",
		"prompt_id",
		"permission_mode",
		"hook_event_name",
		"tool_name",
		"tool_input",
	],
	Stop: [
		"session_id",
		"transcript_path",
		"cwd",
		"prompt_id",
		"permission_mode",
		"hook_event_name",
		"stop_hook_active",
		"last_assistant_message",
		"background_tasks",
	],
	StopFailure: [
		"session_id",
		"transcript_path",
		"cwd",
		"prompt_id",
		"hook_event_name",
		"error",
		"last_assistant_message",
	],
	SessionEnd: ["session_id", "transcript_path", "cwd", "hook_event_name", "reason"],
};

/** Keys of `sessions/<pid>.json`. */
export const registryKeys: readonly string[] = [
	"pid",
	"sessionId",
	"cwd",
	"startedAt",
	"procStart",
	"version",
	"kind",
	"entrypoint",
	"tmux",
	"name",
	"status",
	"updatedAt",
];

/** Keys of the status line's payload once an answer has come. */
export const statuslineKeys: readonly string[] = [
	"session_id",
	"transcript_path",
	"cwd",
	"model",
	"workspace",
	"version",
	"cost",
	"context_window",
	"rate_limits",
];

/** Keys of the lines that make up the conversation. */
export const conversationLineKeys: readonly string[] = [
	"type",
	"uuid",
	"parentUuid",
	"isSidechain",
	"timestamp",
	"sessionId",
	"cwd",
	"version",
	"gitBranch",
	"message",
];

/** Keys of the line that says that a quota window is spent. */
export const limitLineKeys: readonly string[] = [
	...conversationLineKeys,
	"apiError",
	"apiErrorStatus",
	"apiErrorType",
	"error",
	"isApiErrorMessage",
	"quotaLimits",
];
