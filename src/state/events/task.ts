import type { OnItsWay, TaskChoices, TaskPriority, Want } from "../model.ts";

/** Facts about tasks. */
export type TaskEvent =
	| {
			readonly type: "task.added";
			readonly task: string;
			readonly project: string;
			readonly title: string;
			readonly priority: TaskPriority;
			readonly file: string;
			/** Tasks that come before it, by id; absent: none. */
			readonly dependsOn?: readonly string[];
			readonly choices?: TaskChoices;
			/** The number of the last attempt of an earlier task of this id; absent: none. */
			readonly attempt?: number;
	  }
	| {
			readonly type: "task.claimed";
			readonly task: string;
			readonly file: string;
			readonly attempt: number;
			readonly session: string;
			readonly conversation: string;
			readonly nonce: string;
			/** What its file is known again by; absent in events of older versions. */
			readonly key?: string;
			/** It is to be typed into the conversation that its session has; absent: it begins one. */
			readonly context?: "keep";
	  }
	| {
			/** The line that points at it is about to be typed into that process life: said before, once an attempt. */
			readonly type: "task.typed";
			readonly task: string;
			readonly session: string;
			readonly incarnation: string;
	  }
	| {
			/** The file of a waiting task was written anew. */
			readonly type: "task.edited";
			readonly task: string;
			readonly title: string;
			readonly priority: TaskPriority;
			readonly dependsOn: readonly string[];
			readonly choices?: TaskChoices;
	  }
	| {
			/** A marker that holds it back was put beside its file, or taken away. */
			readonly type: "task.blocked";
			readonly task: string;
			readonly by: string | null;
	  }
	| {
			/** A file in an inbox is not taken. */
			readonly type: "file.refused";
			readonly file: string;
			readonly project: string;
			readonly why: string;
	  }
	/** It is taken now, or it is gone. */
	| { readonly type: "file.settled"; readonly file: string }
	| { readonly type: "task.accepted"; readonly task: string; readonly attempt: number }
	| {
			/** Its conversation cannot be resumed; it goes on in another one. */
			readonly type: "task.carried-over";
			readonly task: string;
			readonly conversation: string;
			readonly why: string;
	  }
	| ({
			/** Its file is about to be put back into the inbox, as `file`; said before, so that a crash can be told. */
			readonly type: "task.returning";
			readonly task: string;
	  } & OnItsWay)
	| {
			readonly type: "task.returned";
			readonly task: string;
			readonly file: string;
			readonly why: string;
			/** Its attempt failed. Absent: nothing came of it, and it counts for nothing. */
			readonly failed?: true;
			/** It is not given out again before (epoch ms); absent: at once. */
			readonly notBefore?: number;
			/** A person wants it tried anew: what failed before counts no more. */
			readonly by?: "operator";
			/** It was typed, and surely did not arrive. */
			readonly unheard?: true;
	  }
	| {
			readonly type: "task.ended";
			readonly task: string;
			readonly outcome: "done" | "failed" | "uncertain";
			readonly file: string;
			readonly note: string | null;
	  }
	| { readonly type: "task.removed"; readonly task: string }
	/** Its file was moved into the archive: it ended long ago. */
	| { readonly type: "task.archived"; readonly task: string; readonly file: string }
	/** `project`: the tasks of one project only, by its path; `until`: it goes on by itself then (epoch ms). */
	| {
			readonly type: "dispatch.paused";
			readonly all: boolean;
			readonly project?: string;
			readonly until?: number;
	  }
	| { readonly type: "dispatch.resumed"; readonly project?: string }
	| {
			/** What the tasks wait for that no session is found for; `null`: none waits any more. */
			readonly type: "dispatch.waits";
			readonly why: string | null;
			/** By the model that the tasks choose, `""` for those that choose none. */
			readonly wants?: Readonly<Record<string, Want>>;
	  };
