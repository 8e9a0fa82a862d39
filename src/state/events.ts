import type { AccountEvent } from "./events/account.ts";
import type { EngineEvent } from "./events/engine.ts";
import type { SessionEvent } from "./events/session.ts";
import type { SwitchEvent } from "./events/switch.ts";
import type { TaskEvent } from "./events/task.ts";
import type { Checkpoint } from "./model.ts";
import type { TidyKind } from "./tidying.ts";

export type CheckpointEvent =
	| { readonly type: "checkpoint.taken"; readonly checkpoint: Checkpoint }
	| { readonly type: "checkpoint.pruned"; readonly ids: readonly string[] };

/** What the janitor did in one pass, of one kind. */
export type JanitorEvent = {
	readonly type: "janitor.tidied";
	readonly what: TidyKind;
	readonly count: number;
	/** What they are called, the first of many. */
	readonly names: readonly string[];
	readonly why: string;
};

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
