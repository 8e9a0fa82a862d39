import type { HookPayload } from "../../../src/engine/claude/hooks.ts";
import { readSpool } from "../../../src/engine/claude/spool.ts";
import { limitEventOf } from "../../../src/engine/claude/transcript-failure.ts";
import { readAllLines } from "../../../src/engine/claude/transcript-lines.ts";
import { type TranscriptTurn, turnsOf } from "../../../src/engine/claude/transcript-turns.ts";
import type { Files } from "../../../src/engine/ports/files.ts";

/** How a process is to be started. */
export interface Start {
	readonly conversation: string;
	readonly how: "new" | "resume";
	readonly prompt: string | null;
	/** `spent`: another account, which has nothing left. */
	readonly account?: "own" | "spent";
}

/** What the engine's readers see of a process. */
export interface Shown {
	/** Hooks in order, each with what the engine takes from it. */
	readonly hooks: readonly string[];
	/** The registry entry, in words. */
	readonly registry: string;
}

/** A process that is played with; both sides are asked the same. */
export interface Played {
	shown(): Promise<Shown>;
	/** Plays until this hook was dropped. */
	untilHook(event: string): Promise<void>;
	/** Plays until the registry says so: `busy`, `idle`, `waiting for …`, `none`. */
	untilRegistry(words: string): Promise<void>;
	/** Plays until the transcript tells of a limit: its line comes after the hook. */
	untilLimit(): Promise<void>;
	terminate(): void;
	/** The exit status, once it has ended. */
	end(): Promise<number | null>;
}

export interface Side {
	start(start: Start): Promise<Played>;
	/**
	 * The prompt of a turn, and what must happen to it on the way. The program uses `tools` tools; the twin as many as
	 * the nonce says.
	 */
	prompt(nonce: string, tools: number, fate: "answered" | "stuck" | "limit"): string;
	turns(conversation: string): Promise<readonly TranscriptTurn[]>;
	/** The windows that the transcript says were hit. */
	limits(conversation: string): Promise<readonly string[]>;
	/** What stood in the way of a turn is gone: a slow tool, a spent quota. */
	clearTheWay(): void;
	close(): Promise<void>;
}

/** Hooks of one process in words. Those that the engine makes nothing of are left out. */
export async function hooksIn(files: Files, spoolDir: string, id: string): Promise<string[]> {
	const items = (await readSpool(files, spoolDir)).filter((item) => item.incarnation === id);
	return items.flatMap((item) => {
		if (item.kind === "unreadable") return [`unreadable ${item.event}: ${item.reason}`];
		return inWords(item.payload) ?? [];
	});
}

function inWords(hook: HookPayload): string | null {
	switch (hook.event) {
		case "SessionStart":
			return `SessionStart ${hook.source} in ${hook.sessionId}`;
		case "SessionEnd":
			return `SessionEnd ${hook.reason}`;
		case "UserPromptSubmit":
			return `UserPromptSubmit ${hook.prompt.match(/\[ccl:[^\]]+\]/)?.[0] ?? "without a mark"}`;
		case "PreToolUse":
		case "PostToolUse":
			return `${hook.event} ${hook.toolName}`;
		case "Stop":
			return `Stop with ${hook.backgroundTasks} background tasks`;
		case "StopFailure":
			return `StopFailure ${hook.error}`;
		default:
			return null;
	}
}

/** Turns and limits that a transcript tells of; of one that is not there, none. */
export async function transcriptOf(files: Files, path: string | null) {
	const lines = path === null ? [] : [...(await readAllLines(files, path))];
	return {
		turns: turnsOf(lines),
		limits: lines.flatMap((line) => limitEventOf(line)?.window ?? []),
	};
}
