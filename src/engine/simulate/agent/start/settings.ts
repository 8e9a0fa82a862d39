import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../world-files.ts";
import { UsageError } from "./arguments.ts";

/** One hook of a settings file; only `command` hooks are run. */
export interface HookCommand {
	readonly type: string;
	readonly command?: string;
	/** Seconds. */
	readonly timeout?: number;
}

export interface HookGroup {
	readonly matcher?: string;
	readonly hooks: readonly HookCommand[];
}

export type Hooks = Record<string, readonly HookGroup[]>;

/** The settings that the simulated agent honours. */
export interface Settings {
	readonly hooks: Hooks;
	readonly statusLine: { command: string; refreshInterval?: number } | null;
	readonly env: Record<string, string>;
	readonly autoContinueAtUsageLimit: boolean;
	readonly skipDangerousModePermissionPrompt: boolean;
	readonly allow: readonly string[];
	readonly model: string | null;
}

interface SettingsFile {
	hooks?: Hooks;
	statusLine?: { type?: string; command?: string; refreshInterval?: number };
	env?: Record<string, string>;
	autoContinueAtUsageLimit?: boolean;
	skipDangerousModePermissionPrompt?: boolean;
	permissions?: { allow?: string[] };
	model?: string;
}

function parseFlag(flag: string | null): SettingsFile {
	if (flag === null) return {};
	try {
		const text = flag.trimStart().startsWith("{") ? flag : readFileSync(flag, "utf8");
		return JSON.parse(text) as SettingsFile;
	} catch {
		throw new UsageError(`Error: Settings file not found or invalid: ${flag}`);
	}
}

/** Hooks of all files run, none replaces another (seen on 2.1.330). */
function mergeHooks(files: readonly SettingsFile[]): Hooks {
	const merged: Record<string, HookGroup[]> = {};
	for (const file of files) {
		for (const [event, groups] of Object.entries(file.hooks ?? {})) {
			merged[event] = [...(merged[event] ?? []), ...groups];
		}
	}
	return merged;
}

/** Reads CONFIG/settings.json and `--settings` (a file or JSON), which wins key by key. */
export function readSettings(home: string, flag: string | null): Settings {
	const user = (readJson(join(home, "settings.json")) ?? {}) as SettingsFile;
	const given = parseFlag(flag);
	const merged = { ...user, ...given };
	const line = merged.statusLine;
	const interval = line?.refreshInterval;
	return {
		hooks: mergeHooks([user, given]),
		statusLine:
			line?.command === undefined
				? null
				: { command: line.command, ...(interval !== undefined && { refreshInterval: interval }) },
		env: { ...user.env, ...given.env },
		autoContinueAtUsageLimit: merged.autoContinueAtUsageLimit ?? true,
		skipDangerousModePermissionPrompt: merged.skipDangerousModePermissionPrompt ?? false,
		allow: [...(user.permissions?.allow ?? []), ...(given.permissions?.allow ?? [])],
		model: merged.model ?? null,
	};
}
