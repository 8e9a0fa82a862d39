import type { AccountEvent } from "./events/account.ts";
import type { EngineEvent } from "./events/engine.ts";
import type { SessionEvent } from "./events/session.ts";
import type { SwitchEvent } from "./events/switch.ts";
import type { TaskEvent } from "./events/task.ts";
import type { Checkpoint } from "./model.ts";
import type { Removed, TidyKind } from "./tidying.ts";

export type CheckpointEvent =
	| { readonly type: "checkpoint.taken"; readonly checkpoint: Checkpoint }
	| { readonly type: "checkpoint.pruned"; readonly ids: readonly string[] };

/** Things of one kind in one pass of the janitor. */
type Tidied = {
	readonly count: number;
	/** What they are called; of what was done, the first of many. */
	readonly names: readonly string[];
	readonly why: string;
};

export type JanitorEvent =
	/** What it is about to remove: said before, so that a crash loses no removal. */
	| ({ readonly type: "janitor.removing"; readonly what: Removed } & Tidied)
	/** What it did. */
	| ({ readonly type: "janitor.tidied"; readonly what: TidyKind } & Tidied);

/** A fact in the past tense; the only way that state changes. */
export type Event =
	| EngineEvent
	| AccountEvent
	| SessionEvent
	| TaskEvent
	| SwitchEvent
	| CheckpointEvent
	| JanitorEvent;

/** An event as it happened: its place in the order and its time (epoch ms). */
export interface EventRecord {
	readonly seq: number;
	readonly at: number;
	readonly event: Event;
}
