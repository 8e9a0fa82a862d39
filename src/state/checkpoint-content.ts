/** What a checkpoint's file holds. No secret: what looks like one is taken out before it is written. */
export interface CheckpointContent {
	readonly schemaVersion: 1;
	readonly id: string;
	readonly session: string;
	/** Epoch ms. */
	readonly takenAt: number;
	readonly why: string;
	readonly account: string | null;
	readonly conversation: string | null;
	/** Id of the task, as in `attempt`. */
	readonly task: string | null;
	readonly attempt: TaskAttempt | null;
	/** Where its process was started. */
	readonly project: string;
	readonly state: string;
	/** The last thing it was seen doing, in words. */
	readonly doing: string | null;
	readonly lastTool: LastTool | null;
	/** Why its conversation was owed a continuation. */
	readonly owed: { readonly since: number; readonly cause: string } | null;
	/** The prompt that had no final answer yet. */
	readonly turn: {
		readonly startedAt: number;
		/** Marks the attempt that it belongs to. */
		readonly nonce: string | null;
		readonly toolInFlight: boolean;
	} | null;
	readonly turnsDone: number;
	readonly contextUsedRatio: number | null;
	/** The model that answered last, else the one that it was started with. */
	readonly model: string | null;
	readonly permissionMode: string | null;
	readonly gitHead: string | null;
	/** `null` when it worked in no git repository. */
	readonly repository: Repository | null;
	readonly transcriptBytes: number | null;
	/** `null` when nothing had been said yet. */
	readonly transcript: TranscriptTail | null;
	/** The last rows of its pane, as plain text. */
	readonly pane: readonly string[] | null;
}

/** One try of a task. */
export interface TaskAttempt {
	readonly task: string;
	readonly title: string;
	/** Counts from 1. */
	readonly number: number;
	/** Where the task's file lay. */
	readonly file: string;
}

export interface LastTool {
	readonly name: string;
	/** What it was called with, as JSON text; cut when it is long. */
	readonly input: string;
	/** It had no result yet. */
	readonly inFlight: boolean;
}

export interface Repository {
	/** Commit that is checked out; `null` before the first. */
	readonly head: string | null;
	readonly branch: string | null;
	/** Changed and untracked files, at most 200 names. */
	readonly dirty: readonly string[];
	/** How many there are; at least so many when `complete` is false. */
	readonly dirtyCount: number;
	readonly complete: boolean;
}

export interface TranscriptTail {
	readonly file: string;
	/** Size when the checkpoint was taken. */
	readonly bytes: number;
	/** Its last lines; long texts are cut. */
	readonly tail: readonly unknown[];
	/** Where its last line was written. */
	readonly cwd: string | null;
}
