import { choice, text } from "./fields.ts";

/** Names and words that several sections use. */

export const accountName = text(
	"account name",
	/^[A-Za-z0-9][\w.@+-]{0,63}$/,
	"use letters, digits and . _ @ + -",
);

/** tmux reads `.` and `:` in a target as separators, so that no session name may have them. */
export const sessionName = text(
	"session name",
	/^[A-Za-z0-9_][\w-]{0,63}$/,
	"use letters, digits, _ and - (tmux takes . and : for separators)",
);

export const sessionPrefix = text(
	"session name prefix that does not end in a digit",
	/^[A-Za-z0-9_]([\w-]{0,47}[A-Za-z_-])?$(?<!\d)/,
	"write it like ccl-auto-",
);

export const variableName = text(
	"name of an environment variable",
	/^[A-Za-z_]\w{0,127}$/,
	"write the name only: the secret itself stays in the environment",
);

export const modelName = text(
	"model name",
	/^[A-Za-z0-9][\w.:@/[\]-]{0,127}$/,
	"write it as for claude --model",
);

export const capability = text(
	"capability",
	/^[A-Za-z0-9][\w.:+-]{0,63}$/,
	"write one word, as in browser",
);

export const permissionMode = choice(
	"acceptEdits",
	"auto",
	"bypassPermissions",
	"dontAsk",
	"manual",
	"plan",
);

export const severity = choice("info", "warning", "critical");
