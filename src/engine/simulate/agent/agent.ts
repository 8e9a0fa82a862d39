import type { Login } from "./start/login.ts";
import type { Settings } from "./start/settings.ts";
import type { Conversation } from "./transcript/conversation.ts";
import type { AccountUsage, WindowName } from "./world-model.ts";

export const VERSION = "2.1.330";

export type Status = "idle" | "busy" | "waiting";

/** What the turn engine shows of itself: the terminal, or the output of `-p`. */
export interface Face {
	show(kind: ShownKind, text: string): void;
	/** A stream event for `--output-format stream-json`; the terminal ignores it. */
	emit(event: Record<string, unknown>): void;
	/** The spinner's text while a turn runs; null when it is over. */
	busy(label: string | null): void;
	askPermission(command: string, signal: AbortSignal): Promise<boolean>;
	/** An answer (or a refusal) of the server has come: time to run the status line. */
	responded(): void;
}

export type ShownKind = "prompt" | "answer" | "tool" | "result" | "limit" | "notice";

/** The limits that this process saw in its own last answer (never those of another process). */
export interface OwnLimits {
	readonly usage: AccountUsage;
	readonly rejected: WindowName | null;
}

export interface Spending {
	requests: number;
	apiMs: number;
	costUsd: number;
}

/** One running simulated `claude`: what it was started with and what it holds in memory. */
export interface Agent {
	readonly env: NodeJS.ProcessEnv;
	readonly home: string;
	readonly cwd: string;
	readonly branch: string;
	readonly settings: Settings;
	readonly login: Login;
	/** The directory that plays the server; null: a server without accounts or limits. */
	readonly worldDir: string | null;
	readonly interactive: boolean;
	readonly persist: boolean;
	readonly model: string;
	readonly permissionMode: string;
	readonly name: string | null;
	readonly startedAt: number;
	readonly spending: Spending;
	face: Face;
	sessionId: string;
	/** The conversation and the transcript file that it is written to. */
	conversation: Conversation;
	promptId: string | null;
	limits: OwnLimits | null;
	status: Status;
	/** Aborts whatever the agent is doing, at Esc (reason "user") or SIGTERM (reason "end"). */
	turn: AbortController | null;
}

/** Waits; rejects with the signal's reason when it is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(signal.reason);
		const stop = () => {
			clearTimeout(timer);
			reject(signal?.reason);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", stop);
			resolve();
		}, ms);
		signal?.addEventListener("abort", stop, { once: true });
	});
}
