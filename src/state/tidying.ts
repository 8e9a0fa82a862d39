import type { TaskPriority } from "./model.ts";

/** What the janitor looks after. */
export type TidyKind =
	| "events"
	| "checkpoint"
	| "spool"
	| "launch"
	| "done"
	| "failed"
	| "marker"
	| "pane";

/** What goes for good. */
export type Removed = Exclude<TidyKind, "done" | "failed" | "marker">;

interface Found {
	/** What is tidied, as a person finds it: a path, a session, or how many events. */
	readonly name: string;
	/** The rule by which it goes; the same for all that go by that rule. */
	readonly why: string;
	/** How long nobody has needed it (ms); `null`: not known. */
	readonly ageMs: number | null;
}

/** One thing that nobody needs any more, or that nobody works on: found, and not touched yet. Data. */
export type Tidying = Found &
	(
		| { readonly kind: "events"; readonly count: number; readonly before: number }
		| { readonly kind: "checkpoint"; readonly path: string; readonly id: string }
		| { readonly kind: "spool" | "launch"; readonly path: string; readonly incarnation: string }
		| {
				/** The file of an ended task, on its way into the archive. */
				readonly kind: "done" | "failed";
				readonly path: string;
				readonly project: string;
				/** The name that it gets, unless something has that already. */
				readonly to: string;
				/** The task, while the state knows it. */
				readonly task: string | null;
		  }
		| {
				/** A claimed file that no known task runs with; it becomes a task that is `uncertain`. */
				readonly kind: "marker";
				readonly path: string;
				readonly project: string;
				readonly task: string;
				readonly title: string;
				readonly priority: TaskPriority;
		  }
		| { readonly kind: "pane"; readonly pane: string; readonly session: string }
	);

/** What stands in the janitor's way, or is left to a person. */
export interface TidyTrouble {
	readonly what: string;
	readonly remedy: string;
	/** Something was not looked at or not done because of it; absent: it is only for a person to decide. */
	readonly failed?: true;
}

/** What one look or one pass came to. */
export interface TidyReport {
	readonly items: readonly Tidying[];
	readonly troubles: readonly TidyTrouble[];
}
