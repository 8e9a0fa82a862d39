import type { Repository } from "./checkpoint-content.ts";

/** What is there now of what a checkpoint tells, and what was done in between as far as git knows it. */
export interface CheckpointComparison {
	readonly checkpoint: string;
	/** When it was looked at (epoch ms). */
	readonly at: number;
	/** Its folder now; `null`: it lies in no git repository, or git does not answer. */
	readonly repository: Repository | null;
	/** `null`: one of the two commits is not known, or no longer in the repository. */
	readonly commits: CommitsBetween | null;
	/** Files of now against the commit of then; `null` as for `commits`. New files that git does not follow are not in it. */
	readonly files: FilesBetween | null;
	/** Size of the transcript of its conversation now; `null`: there is none. */
	readonly transcriptBytes: number | null;
}

export interface CommitsBetween {
	/** Commits that there are now and were not then. */
	readonly made: number;
	/** Commits of then that are no longer below the one that is checked out. */
	readonly gone: number;
	/** The newest that were made, hash and title, at most 20. */
	readonly newest: readonly string[];
}

export interface FilesBetween {
	/** At most 200. */
	readonly changed: readonly ChangedFile[];
	/** How many there are; at least so many when `complete` is false. */
	readonly count: number;
	readonly complete: boolean;
}

export interface ChangedFile {
	readonly name: string;
	/** Lines; `null`: it is no text. */
	readonly added: number | null;
	readonly removed: number | null;
}
