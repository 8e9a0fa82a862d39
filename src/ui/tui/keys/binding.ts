import type { Link } from "../../../state/client.ts";
import type { Task } from "../../../state/model.ts";
import type { Keymap } from "../keymap.ts";
import type { Edit } from "../text-field.ts";

/** Where a key counts. The top dialog's context, else the focused pane's and then `global`; `always` last. */
export type Context =
	| "always"
	| "global"
	| "sessions"
	| "switch"
	| "wait"
	| "explain"
	| "queue"
	| "checkpoints"
	| "checkpoint"
	| "restore"
	| "session"
	| "stop"
	| "stop-marked"
	| "stop-many"
	| "send"
	| "new-task"
	| "task"
	| "task-act"
	| "account"
	| "progress"
	| "history"
	| "past-switch"
	| "loops"
	| "filter"
	| "palette"
	| "help"
	| "quit";

/** What a key does to a line that is being written. */
export type TextAction = `text-${Edit}`;

export type Action =
	| "quit"
	| "quit-now"
	| "help"
	| "repaint"
	| "down"
	| "up"
	| "first"
	| "last"
	| "page-down"
	| "page-up"
	| "pane-sessions"
	| "pane-quota"
	| "pane-queue"
	| "pane-events"
	| "pane-preview"
	| "pane-next"
	| "pane-previous"
	| "zoom"
	| "back"
	| "account"
	| "other-use"
	| "order"
	| "copy"
	| "watch"
	| "history"
	| "open-switch"
	| "loops"
	| "filter"
	| "palette"
	| "complete"
	| "clear-filter"
	| "open"
	| "attach"
	| "switch"
	| "explain"
	| "pause"
	| "checkpoints"
	| "take-checkpoint"
	| "checkpoint-held"
	| "checkpoint-transcript"
	| "checkpoint-compare"
	| "stop"
	| "restart"
	| "send"
	| "undo"
	| TextAction
	| "restore"
	| "close"
	| "confirm"
	| "press"
	| "other-button"
	| "other-account"
	| "leave-out"
	| "force"
	| "wait-for-reset"
	| "cancel-switch"
	| "next-needy"
	| "mark"
	| "new-task"
	| "next-project"
	| "higher"
	| "lower"
	| "open-task"
	| "retry"
	| "drop"
	| "refresh"
	| "suspend"
	| "plan-again";

/** What a reason for a disabled key may look at. */
export interface Facts {
	/** The keys that count, for reasons that name one. */
	readonly keymap: Keymap;
	readonly readonly: boolean;
	readonly link: Link["kind"];
	/** The session that an action would be about. */
	readonly session: string | null;
	readonly attachable: boolean;
	/** The account that an action would be about. */
	readonly account: string | null;
	readonly switchOpen: boolean;
	/** There is a switch to look at: the open one, or one that ended. */
	readonly watchable: boolean;
	/** The session has a process of ours. */
	readonly running: boolean;
	/** What `undo` would take back, in words; `null`: nothing. */
	readonly undoable: string | null;
	/** The task that an action would be about. */
	readonly task: Pick<Task, "id" | "state"> | null;
	/** How many sessions are marked. */
	readonly marked: number;
	/** Sessions were marked, and none of them is left. */
	readonly marksGone: boolean;
	/** How many sessions need the operator. */
	readonly needy: number;
	/** A switch waits for its time. */
	readonly scheduled: boolean;
}

export interface Binding {
	readonly keys: readonly string[];
	readonly action: Action;
	readonly context: Context;
	readonly class: "look" | "safe" | "guarded" | "reversible";
	readonly description: string;
	/** In the footer; bindings without one are found in the help. */
	readonly label: string | null;
	readonly disabledReason?: (facts: Facts) => string | null;
}
