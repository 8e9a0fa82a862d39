import { isAbsolute } from "node:path";
import { assetPath } from "./assets.ts";
import { shellQuote } from "./shell-quote.ts";

/** What the generated settings need to know about one process life. */
export interface SettingsSpec {
	/** Where hooks and statusline drop their payloads; absolute. */
	readonly spoolDir: string;
	readonly incarnation: string;
	/** The user's own statusline command, run after ours with the same stdin. */
	readonly userStatusLine: string | null;
}

interface HookCommand {
	readonly type: "command";
	readonly command: string;
	/** Seconds. */
	readonly timeout: number;
}

interface HookMatcher {
	readonly matcher?: string;
	readonly hooks: readonly HookCommand[];
}

/** The settings object that `--settings` gets. It adds to the user's own settings (seen on 2.1.330). */
export interface GeneratedSettings {
	readonly hooks: Readonly<Record<string, readonly HookMatcher[]>>;
	readonly statusLine: {
		readonly type: "command";
		readonly command: string;
		readonly refreshInterval: number;
	};
	readonly tui: "default";
	readonly autoContinueAtUsageLimit: false;
	readonly cleanupPeriodDays: number;
	readonly skipDangerousModePermissionPrompt: true;
}

/** The hook events that sessions report. */
export const hookedEvents = [
	"SessionStart",
	"SessionEnd",
	"UserPromptSubmit",
	"Stop",
	"StopFailure",
	"Notification",
	"PermissionRequest",
	"PreToolUse",
	"PostToolUse",
] as const;

const withMatcher = new Set<string>(["PermissionRequest", "PreToolUse", "PostToolUse"]);

/** Ten years: with the default of 30 days any account's CLI deletes old shared transcripts. */
export const cleanupPeriodDays = 3650;

/** Seconds between statusline runs that no answer caused; they show a window that has reset. */
const statuslineEvery = 30;

/** Seconds; the script takes milliseconds, this only bounds a stuck disk. */
const hookTimeout = 10;

/**
 * Settings for one launch. Each option was seen to work from `--settings` on 2.1.330: `tui: default`
 * keeps tmux's scrollback, `autoContinueAtUsageLimit: false` keeps a forgotten process from waking
 * up as a second writer. `script` is the spool script; a launch passes its private copy, so that an
 * upgrade of the package cannot pull it away from a running session.
 */
export function generateSettings(
	spec: SettingsSpec,
	script: string = assetPath("spool.sh"),
): GeneratedSettings {
	assertIncarnation(spec.incarnation);
	if (!isAbsolute(spec.spoolDir)) throw new Error(`spool folder not absolute: ${spec.spoolDir}`);
	const run = (...words: string[]): string =>
		["/bin/sh", script, ...words].map(shellQuote).join(" ");
	const hookFor = (event: string): readonly HookMatcher[] => {
		const command = run("hook", spec.spoolDir, spec.incarnation, event);
		const hooks = [{ type: "command" as const, command, timeout: hookTimeout }];
		return [withMatcher.has(event) ? { matcher: "*", hooks } : { hooks }];
	};
	const own = spec.userStatusLine === null ? [] : [spec.userStatusLine];
	return {
		hooks: Object.fromEntries(hookedEvents.map((event) => [event, hookFor(event)])),
		statusLine: {
			type: "command",
			command: run("statusline", spec.spoolDir, spec.incarnation, ...own),
			refreshInterval: statuslineEvery,
		},
		tui: "default",
		autoContinueAtUsageLimit: false,
		cleanupPeriodDays,
		skipDangerousModePermissionPrompt: true,
	};
}

/** Throws unless the id can be a folder name everywhere: letters, digits, `.`, `_`, `-`, `:`, `@`, `%`. */
export function assertIncarnation(id: string): void {
	if (!/^[\w@%][\w@%.:-]*$/.test(id)) throw new Error(`not usable as an incarnation id: ${id}`);
}
