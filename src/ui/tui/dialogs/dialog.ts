import type {
	CheckpointReply,
	ComparisonReply,
	RestorePlan,
} from "../../../state/checkpoint-client.ts";
import type { Explanation, Plan } from "../../../state/client.ts";
import type { TaskPriority } from "../../../state/model.ts";
import type { TaskText } from "../../../state/task-client.ts";
import type { Context } from "../keymap.ts";
import type { PaneId } from "../layout.ts";
import type { AccountUse } from "../present/account-use-lines.ts";
import type { LoopReading } from "../present/loop-lines.ts";
import type { Selection } from "../selection.ts";
import type { TextField } from "../text-field.ts";

/** Which button of a guarded dialog has the focus; it starts on the one that does nothing. */
export type Button = "cancel" | "run";

export interface SwitchDialogState {
	readonly kind: "switch";
	/** Numbers the question put to the engine; the answer to an older one is dropped. */
	readonly ask: number;
	/** The account asked for; `null` lets the engine choose. */
	readonly to: string | null;
	/** The sessions that it was opened for; `null`: all on the account. */
	readonly sessions: readonly string[] | null;
	/** Those that the operator left out of it. */
	readonly stays: readonly string[];
	/** Those that could move, left out or not, in the order of the plan. */
	readonly offered: readonly string[];
	/** Turns under way are cut. */
	readonly force: boolean;
	/** The session under the cursor; `null`: the cursor was not moved to one. */
	readonly cursor: string | null;
	readonly plan: Plan | null;
	/** Why there is no plan, or why the plan did not run. */
	readonly problem: { readonly why: string; readonly remedy: string } | null;
	readonly running: boolean;
	readonly button: Button;
	readonly scroll: number;
}

/** Waiting for a reset in place of a switch. */
export interface WaitDialogState {
	readonly kind: "wait";
	/** Those that the plan would leave and that are to be reset. */
	readonly accounts: readonly string[];
	/** When the limiting windows of all of them are reset (epoch ms). */
	readonly until: number;
	readonly problem: { readonly why: string; readonly remedy: string } | null;
	readonly running: boolean;
	readonly scroll: number;
	readonly button: Button;
}

export interface RestoreDialogState {
	readonly kind: "restore";
	/** Numbers the question put to the engine; the answer to an older one is dropped. */
	readonly ask: number;
	readonly checkpoint: string;
	readonly plan: RestorePlan | null;
	/** Why there is no plan, or why the plan did not run. */
	readonly problem: { readonly why: string; readonly remedy: string } | null;
	readonly running: boolean;
	readonly button: Button;
	readonly scroll: number;
}

export interface CheckpointsDialogState {
	readonly kind: "checkpoints";
	/** The session whose checkpoints are listed; `null`: those of all. */
	readonly of: string | null;
	readonly selected: Selection;
	/** What was read of their files, by checkpoint, the oldest answer first. */
	readonly reads: ReadonlyMap<string, CheckpointReply>;
	/** The checkpoint whose file is being read; `null`: none. */
	readonly reading: string | null;
}

/** One checkpoint: what it holds, the end of its transcript, or what there is now of it. */
export interface CheckpointDialogState {
	readonly kind: "checkpoint";
	/** Numbers the question put to the engine; the answer to an older one is dropped. */
	readonly ask: number;
	readonly checkpoint: string;
	readonly part: "held" | "transcript" | "compared";
	/** `null`: it is being read. */
	readonly read: CheckpointReply | null;
	/** What there is now of what it tells; `null`: not asked for, or being looked at. */
	readonly compared: ComparisonReply | null;
	readonly scroll: number;
}

export interface SessionDialogState {
	readonly kind: "session";
	readonly session: string;
}

export interface StopDialogState {
	readonly kind: "stop";
	readonly session: string;
	/** What it would cut when that was last there to be read: only this may be forced. */
	readonly cuts: readonly string[];
	/** Why the stop was refused. */
	readonly problem: { readonly why: string; readonly remedy: string } | null;
	readonly running: boolean;
	readonly button: Button;
}

/** Stopping the few sessions that are marked. */
export interface StopMarkedDialogState {
	readonly kind: "stop-marked";
	readonly sessions: readonly string[];
	/** By session, what stopping it would cut when that was last there to be read. */
	readonly cuts: Readonly<Record<string, readonly string[]>>;
	readonly problem: { readonly why: string; readonly remedy: string } | null;
	readonly running: boolean;
	readonly scroll: number;
	readonly button: Button;
}

/** Stopping more than a few: their number must be written. */
export interface StopManyDialogState extends Omit<StopMarkedDialogState, "kind" | "button"> {
	readonly kind: "stop-many";
	readonly field: TextField;
}

export interface NewTaskDialogState {
	readonly kind: "new-task";
	readonly field: TextField;
	/** The registered projects, by path. */
	readonly projects: readonly string[];
	/** Which of them. */
	readonly project: number;
	readonly priority: TaskPriority;
	readonly problem: { readonly why: string; readonly remedy: string } | null;
	readonly running: boolean;
}

export interface TaskDialogState {
	readonly kind: "task";
	readonly task: string;
	/** The beginning of its text; `null`: it is being read. */
	readonly text: TaskText | null;
	readonly scroll: number;
}

/** Letting a task wait anew, or taking it out of the queue. */
export interface TaskActDialogState {
	readonly kind: "task-act";
	readonly act: "retry" | "drop";
	readonly task: string;
	readonly problem: { readonly why: string; readonly remedy: string } | null;
	readonly running: boolean;
	readonly scroll: number;
	readonly button: Button;
}

export interface SendDialogState {
	readonly kind: "send";
	readonly session: string;
	readonly field: TextField;
	/** Why the line was not sent, or what is not known of it. */
	readonly problem: { readonly why: string; readonly remedy: string } | null;
	readonly running: boolean;
}

export interface AccountDialogState {
	readonly kind: "account";
	readonly account: string;
	/** What would be set. */
	readonly to: AccountUse;
	readonly problem: { readonly why: string; readonly remedy: string } | null;
	readonly running: boolean;
	readonly button: Button;
}

/** How a switch goes on; it goes on without the dialog as well. */
export interface ProgressDialogState {
	readonly kind: "progress";
	readonly switchId: string;
	readonly scroll: number;
}

/** The switches that ended. */
export interface HistoryDialogState {
	readonly kind: "history";
	readonly selected: Selection;
}

export interface PastSwitchDialogState {
	readonly kind: "past-switch";
	readonly switchId: string;
	readonly scroll: number;
}

/** The health of the engine and of its loops. */
export interface LoopsDialogState {
	readonly kind: "loops";
	/** `null`: the engine was not heard yet. */
	readonly reading: LoopReading | null;
	/** Why the last question has no answer. */
	readonly problem: string | null;
	readonly scroll: number;
}

/** The line in which a pane's filter is written; what is typed counts at once. */
export interface FilterDialogState {
	readonly kind: "filter";
	readonly pane: PaneId;
	readonly field: TextField;
}

export interface PaletteDialogState {
	readonly kind: "palette";
	/** The contexts whose acts can be chosen, first the one the user came from. */
	readonly contexts: readonly Context[];
	readonly field: TextField;
	readonly choice: number;
}

export interface HelpDialogState {
	readonly kind: "help";
	/** The contexts whose keys are listed, first the one the user came from. */
	readonly contexts: readonly Context[];
	readonly scroll: number;
}

export interface ExplainDialogState {
	readonly kind: "explain";
	readonly explanation: Explanation | null;
	readonly problem: string | null;
	readonly scroll: number;
}

export interface QuitDialogState {
	readonly kind: "quit";
	readonly button: Button;
}

export type Dialog =
	| SwitchDialogState
	| WaitDialogState
	| RestoreDialogState
	| CheckpointsDialogState
	| CheckpointDialogState
	| SessionDialogState
	| StopDialogState
	| StopMarkedDialogState
	| StopManyDialogState
	| NewTaskDialogState
	| TaskDialogState
	| TaskActDialogState
	| SendDialogState
	| AccountDialogState
	| ProgressDialogState
	| HistoryDialogState
	| PastSwitchDialogState
	| LoopsDialogState
	| FilterDialogState
	| PaletteDialogState
	| HelpDialogState
	| ExplainDialogState
	| QuitDialogState;
