export type TaskPriority = "critical" | "high" | "normal" | "low";
export type TaskState = "waiting" | "running" | "done" | "failed" | "uncertain";

/** What a task's file chooses about how it is worked on; what is absent is as configured. */
export interface TaskChoices {
	/** One of the models that the configuration allows. */
	readonly model?: string;
	/** What a session must offer. */
	readonly capabilities?: readonly string[];
	/** How long one attempt may take (ms). */
	readonly timeoutMs?: number;
	/** Further attempts after one that failed. */
	readonly retries?: number;
	/** Whether it begins a conversation of its own, or is typed into the one that its session has. */
	readonly context?: "fresh" | "keep";
}

export interface Task {
	readonly id: string;
	readonly project: string;
	readonly title: string;
	readonly priority: TaskPriority;
	/** Where the file lies now. */
	readonly file: string;
	readonly state: TaskState;
	readonly attempt: number;
	readonly session: string | null;
	readonly conversation: string | null;
	/** Marks the prompt of this attempt in transcripts: `ccl:<task>:<attempt>`. */
	readonly nonce: string | null;
	readonly addedAt: number;
	readonly startedAt: number | null;
	/** It goes into the conversation that its session has; absent: into one of its own. */
	readonly context?: "keep";
	/** When its prompt was about to be typed: after this it may have been. Absent or `null`: nothing was typed. */
	readonly typedAt?: number | null;
	/** How many of its attempts were typed and did not arrive. Absent: none. */
	readonly unheard?: number;
	/** Its prompt was seen to arrive. */
	readonly acceptedAt: number | null;
	/** The turn of its prompt ended with an answer. */
	readonly answeredAt: number | null;
	readonly endedAt: number | null;
	/** Tasks that must be done before it is given out, by id. */
	readonly dependsOn?: readonly string[];
	/** The marker beside its file that holds it back; absent or `null`: there is none. */
	readonly blockedBy?: string | null;
	/** When its attempt was claimed, as the clock said then (epoch ms): it does not move along when the clock is set. */
	readonly claimedAt?: number;
	/** What its file is known again by, once it was claimed. */
	readonly key?: string;
	/** Absent: nothing. */
	readonly choices?: TaskChoices;
	/** How many of its attempts failed; trouble with quota counts for none. Absent: 0. */
	readonly failures?: number;
	/** It is not given out again before (epoch ms); absent or `null`: at once. */
	readonly notBefore?: number | null;
	/** What it waits for, or why it failed. */
	readonly note: string | null;
}

/** What is to be recorded of a task once its file lies in the inbox again. */
export type Returning = {
	/** Where the file goes. */
	readonly file: string;
	readonly why: string;
	/** Its attempt failed. */
	readonly failed?: true;
	/** It is not given out again before (epoch ms). */
	readonly notBefore?: number;
	/** It was typed, and surely did not arrive. */
	readonly unheard?: true;
};

/** What is to be recorded of a task whose file is on its way. */
export type OnItsWay = Returning & {
	/** The attempt that is over. Absent in events of older versions. */
	readonly attempt?: number;
};

/** A file in an inbox that is not taken as a task. */
export interface RefusedFile {
	readonly file: string;
	readonly project: string;
	readonly why: string;
	/** Since when it is known to be refused for that reason. */
	readonly at: number;
}
