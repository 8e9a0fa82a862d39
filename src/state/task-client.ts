import type { ActReply, Refusal } from "./client.ts";
import type { Task, TaskPriority } from "./model.ts";

/** A task that is to be put into an inbox. */
export interface AddAsk {
	/** The whole text of its file. */
	readonly text: string;
	/** What its file is to be called; absent: its title makes the name. */
	readonly name?: string;
	/** The key of the project in ids of tasks, or its absolute path. */
	readonly project?: string;
	/** Where the asker stands: chooses the project when none is named. */
	readonly folder?: string;
	/** Set in the front matter, in place of what the text says. */
	readonly priority?: TaskPriority;
	readonly title?: string;
}

export type AddReply = { readonly kind: "added"; readonly task: Task } | Refusal;

/** The beginning of a task's text. */
export interface TaskText {
	/** Its first lines, below the front matter; `null`: it cannot be read. */
	readonly lines: readonly string[] | null;
	/** There are more. */
	readonly more: boolean;
	/** Why it cannot be read. */
	readonly why: string | null;
}

export type TaskTextReply = { readonly kind: "ok"; readonly text: TaskText } | Refusal;

/** What a person may do to the tasks. What is refused was not done. */
export interface Tasks {
	/** Puts a task into the inbox of a project, under a name that is free. */
	add(ask: AddAsk): Promise<AddReply>;
	/** Reads how the text of a task begins. */
	read(id: string): Promise<TaskTextReply>;
	/** Changes how soon a waiting task is given out, in its file and at once. */
	setPriority(id: string, priority: TaskPriority): Promise<ActReply>;
	/** Lets one that failed, or of which nobody knows, wait anew; one that waits for its time goes now. */
	retry(id: string): Promise<ActReply>;
	/** Takes one that does not run out of the queue. */
	drop(id: string): Promise<ActReply>;
	/** A person found one to be done of which nobody knew. */
	done(id: string): Promise<ActReply>;
}
