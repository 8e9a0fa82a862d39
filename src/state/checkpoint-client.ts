import type { CheckpointComparison } from "./checkpoint-comparison.ts";
import type { CheckpointContent } from "./checkpoint-content.ts";
import type { Asker, Precondition, Refusal } from "./client.ts";
import type { Checkpoint } from "./model.ts";

export type TakeReply = { readonly kind: "taken"; readonly checkpoint: Checkpoint } | Refusal;

/** `refused`: it is gone, or its file is not what was written. */
export type CheckpointReply =
	| { readonly kind: "ok"; readonly content: CheckpointContent }
	| Refusal;

export type ComparisonReply =
	| { readonly kind: "compared"; readonly comparison: CheckpointComparison }
	| Refusal;

/** Which checkpoint to bring back, and how. */
export interface RestoreAsk {
	readonly checkpoint: string;
	/** Where the session is to live; `null`: its own account if that can be used, else the active one. */
	readonly account: string | null;
	/** Where the transcript is gone: begin a new conversation with a summary of the checkpoint. */
	readonly fresh: boolean;
	readonly asker?: Asker;
}

/** What a restore (or a refusal to restore) would do and why. Data; the engine runs the same object. */
export interface RestorePlan {
	readonly id: string;
	readonly checkpoint: Checkpoint;
	readonly session: string;
	/** `null`: no account can take it. */
	readonly account: string | null;
	/** Where its process is started. */
	readonly cwd: string;
	/** `new`: its transcript is gone. */
	readonly how: "resume" | "new";
	/** The conversation that is resumed; `null` for a new one. */
	readonly conversation: string | null;
	/** What it is told at its start; `null`: nothing. Never a prompt that it had before. */
	readonly prompt: string | null;
	/** The idle conversation of the session that is stopped for it, after a checkpoint; `null`: none. */
	readonly stops: string | null;
	/** What else to know, in sentences. */
	readonly notes: readonly string[];
	readonly preconditions: readonly Precondition[];
	/** Every precondition holds. */
	readonly runnable: boolean;
}

export type RestorePlanReply = { readonly kind: "plan"; readonly plan: RestorePlan } | Refusal;

export type RestoreReply =
	| {
			readonly kind: "done";
			readonly session: string;
			readonly account: string;
			readonly conversation: string;
	  }
	| Refusal;

/** Snapshots of sessions: to take, to look into, to go back to. */
export interface Checkpoints {
	/** Writes a checkpoint of a session now. */
	take(session: string): Promise<TakeReply>;
	/** Reads a checkpoint and proves that its file is what was written. */
	read(id: string): Promise<CheckpointReply>;
	/** Looks at what there is now of what a checkpoint tells. */
	compare(id: string): Promise<ComparisonReply>;
	/** Plans a restore without doing anything. */
	planRestore(ask: RestoreAsk): Promise<RestorePlanReply>;
	/**
	 * Runs a plan that `planRestore` made; refused when what it rests on has changed since, or when it is not `of` the
	 * checkpoint that is named.
	 */
	runRestore(planId: string, of?: string): Promise<RestoreReply>;
}
