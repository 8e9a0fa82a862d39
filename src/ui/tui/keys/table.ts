import type { Action, Binding, Context } from "./binding.ts";
import {
	acting,
	attaching,
	cancelling,
	dropping,
	jumping,
	marking,
	opening,
	openingTask,
	prioritising,
	restarting,
	retrying,
	sending,
	stopping,
	suspending,
	switching,
	taking,
	undoing,
	watching,
	withholding,
} from "./reasons.ts";

type Row = readonly [
	keys: string,
	action: Action,
	description: string,
	label?: string | null,
	kind?: Binding["class"],
	disabledReason?: Binding["disabledReason"],
];

function table(context: Context, rows: readonly Row[]): readonly Binding[] {
	return rows.map(([keys, action, description, label = null, kind = "look", disabledReason]) => ({
		keys: keys.split(" "),
		action,
		context,
		class: kind,
		description,
		label,
		...(disabledReason === undefined ? {} : { disabledReason }),
	}));
}

const moving: readonly Row[] = [
	["j down", "down", "one row down"],
	["k up", "up", "one row up"],
	["g home", "first", "to the first row"],
	["G end", "last", "to the last row; events: follow again"],
	["ctrl-d pagedown", "page-down", "half a page down"],
	["ctrl-u pageup", "page-up", "half a page up"],
];

const writing: readonly Row[] = [
	["left", "text-left", "one character to the left"],
	["right", "text-right", "one character to the right"],
	["home ctrl-a", "text-start", "to the beginning of the line"],
	["end ctrl-e", "text-end", "to its end"],
	["backspace", "text-erase", "erase the character before the cursor"],
	["delete", "text-delete", "erase the one under it"],
	["ctrl-w", "text-erase-word", "erase the word before it"],
	["ctrl-u", "text-erase-all", "erase everything before it"],
];

/** What can be done with the task that is selected or open. */
const ofTask: readonly Row[] = [
	["[", "higher", "give the task a higher priority", "up", "reversible", prioritising],
	["]", "lower", "give the task a lower priority", "down", "reversible", prioritising],
	["R", "retry", "let a task that failed wait anew; shown first", null, "guarded", retrying],
	["D", "drop", "take the task out of the queue; shown first", null, "guarded", dropping],
];

/** What can be done with the session that is selected or open. */
const ofSession: readonly Row[] = [
	["a", "attach", "attach to the session; tmux detach comes back", "attach", "safe", attaching],
	["i", "send", "send the session one line, as its next prompt", "send", "guarded", sending],
	["C", "take-checkpoint", "take a checkpoint of the session now", null, "safe", taking],
	["D", "stop", "stop the session: what that cuts is shown first", null, "guarded", stopping],
	["R", "restart", "let a session that is stopped start again", null, "safe", restarting],
];

const guarded: readonly Row[] = [
	["tab left right shift-tab", "other-button", "to the other button"],
	["enter", "press", "press the focused button"],
];

/** Every key of the control room as shipped. Handling, footer, help and docs/keys.md are made from this table. */
export const shippedBindings: readonly Binding[] = [
	...table("always", [
		["ctrl-c", "quit", "quit; pressed again it quits at once"],
		["ctrl-l", "repaint", "draw the screen again"],
		["ctrl-z", "suspend", "suspend the control room; fg brings it back", null, "look", suspending],
	]),
	...table("sessions", [
		["enter", "open", "open the session: its pane, facts and events", "open", "look", opening],
		...ofSession,
		[
			"space",
			"mark",
			"mark the session: C, D, R and s then take the marked",
			"mark",
			"look",
			marking,
		],
	]),
	...table("queue", [
		["enter", "open-task", "open the task: its facts and text", "open", "look", openingTask],
		...ofTask,
	]),
	...table("global", [
		["s", "switch", "plan a switch of accounts; nothing runs yet", "switch", "guarded", switching],
		["X", "cancel-switch", "cancel the scheduled switch", null, "reversible", cancelling],
		["A", "account", "drain, disable or enable the account", null, "guarded", withholding],
		["n", "new-task", "put a new task into the queue", null, "reversible", acting],
		["N", "next-needy", "to the next session that needs you", null, "look", jumping],
		["r", "refresh", "look at everything now", null, "safe", acting],
		["o", "order", "order the sessions by something else", null],
		["y", "copy", "copy the id of what is selected (the terminal must allow OSC 52)", null],
		["w", "watch", "watch the switch that is under way, or see the last", null, "look", watching],
		["H", "history", "the switches that ended, newest first"],
		["L", "loops", "the health of the engine and of its loops"],
		["e", "explain", "why it switches, or does not, and what would change it"],
		["p", "pause", "pause or resume dispatch", "pause", "reversible", acting],
		["u", "undo", "take back the last act, where that can be done", null, "safe", undoing],
		["c", "checkpoints", "checkpoints, newest first", "checkpoints"],
		["1", "pane-sessions", "go to the sessions"],
		["2", "pane-quota", "go to the quota"],
		["3", "pane-queue", "go to the queue"],
		["4", "pane-events", "go to the events"],
		["5", "pane-preview", "go to the preview"],
		["tab", "pane-next", "go to the next pane", "next pane"],
		["shift-tab", "pane-previous", "go to the pane before"],
		["+", "zoom", "the focused pane alone", "zoom"],
		["_ esc", "back", "without marks, then the filter of the pane; then all panes again"],
		["/", "filter", "list only what holds these words; !word: what does not", "filter"],
		[":", "palette", "choose any act by its name", "command"],
		...moving,
		["?", "help", "this list of keys", "help"],
		["q", "quit", "quit the control room", "quit"],
	]),
	...table("switch", [
		["y", "confirm", "run the plan as shown", "run it", "guarded", acting],
		["n esc q", "close", "cancel: nothing is done", "cancel"],
		["e", "other-account", "plan for another target account", "other account"],
		[
			"w",
			"wait-for-reset",
			"do not switch: wait for the reset; shown first",
			"wait",
			"guarded",
			acting,
		],
		[
			"space",
			"leave-out",
			"leave the session under the cursor out, or take it in again",
			"leave out",
		],
		["f", "force", "plan to cut the turns under way, or to wait for their end", "force"],
		["r", "plan-again", "plan again from the present state", "plan again"],
		...guarded,
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("wait", [
		["y", "confirm", "wait, as shown", "wait", "guarded", acting],
		["n esc q", "close", "back to the plan", "back"],
		...guarded,
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("checkpoints", [
		["enter", "checkpoint-held", "what it holds: facts, changed files, pane", "open"],
		["t", "checkpoint-transcript", "the end of its transcript", "transcript"],
		["d", "checkpoint-compare", "what there is now of it: commits, files, transcript", "compare"],
		[
			"R",
			"restore",
			"plan to bring its session back; nothing runs yet",
			"restore",
			"guarded",
			acting,
		],
		["esc q c", "close", "back", "back"],
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("checkpoint", [
		["f", "checkpoint-held", "what it holds: facts, changed files, pane", "files"],
		["t", "checkpoint-transcript", "the end of its transcript", "transcript"],
		["d", "checkpoint-compare", "what there is now of it: commits, files, transcript", "compare"],
		["esc q enter", "close", "back", "back"],
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("restore", [
		["y", "confirm", "run the plan as shown", "run it", "guarded", acting],
		["n esc q", "close", "cancel: nothing is done", "cancel"],
		["r", "plan-again", "plan again from the present state", "plan again"],
		...guarded,
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("session", [
		...ofSession,
		["c", "checkpoints", "checkpoints, newest first", "checkpoints"],
		["esc q enter", "close", "back", "back"],
		["?", "help", "this list of keys", "help"],
	]),
	...table("stop", [
		["y", "confirm", "stop it as shown", "stop it", "guarded", acting],
		["n esc q", "close", "cancel: nothing is done", "cancel"],
		...guarded,
		["?", "help", "this list of keys", "help"],
	]),
	...table("stop-marked", [
		["y", "confirm", "stop them as shown", "stop them", "guarded", acting],
		["n esc q", "close", "cancel: nothing is done", "cancel"],
		...guarded,
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("stop-many", [
		["enter", "confirm", "stop them, if their number is written", "stop them", "guarded", acting],
		["esc", "close", "cancel: nothing is done", "cancel"],
		["down", "down", "one row down"],
		["up", "up", "one row up"],
		...writing,
	]),
	...table("new-task", [
		["enter", "confirm", "add the task", "add it", "guarded", acting],
		["esc", "close", "cancel: nothing is added", "cancel"],
		["tab", "next-project", "into the next project", "project"],
		["up", "higher", "a higher priority", "priority"],
		["down", "lower", "a lower priority"],
		...writing,
	]),
	...table("task", [
		...ofTask,
		["esc q enter", "close", "back", "back"],
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("task-act", [
		["y", "confirm", "do it as shown", "do it", "guarded", acting],
		["n esc q", "close", "cancel: nothing is done", "cancel"],
		...guarded,
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("send", [
		["enter", "confirm", "send the line", "send it", "guarded", acting],
		["esc", "close", "cancel: nothing is sent", "cancel"],
		...writing,
	]),
	...table("account", [
		["y", "confirm", "set it as shown", "set it", "guarded", acting],
		["n esc q", "close", "cancel: nothing is done", "cancel"],
		["e", "other-use", "show what else can be set", "something else"],
		...guarded,
		["?", "help", "this list of keys", "help"],
	]),
	...table("progress", [
		["esc q w enter", "close", "back; the switch goes on", "back"],
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("history", [
		["enter", "open-switch", "what became of its sessions, and what it rested on", "open"],
		["esc q H", "close", "back", "back"],
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("past-switch", [
		["esc q enter", "close", "back", "back"],
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("loops", [
		["esc q L enter", "close", "back", "back"],
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("filter", [
		["enter", "close", "keep the filter", "keep it"],
		["esc", "clear-filter", "list everything again", "clear it"],
		...writing,
	]),
	...table("palette", [
		["enter", "confirm", "do what is chosen", "do it"],
		["esc", "close", "do nothing", "back"],
		["down ctrl-n", "down", "the next one"],
		["up ctrl-p", "up", "the one before"],
		["tab", "complete", "write its name out"],
		...writing,
	]),
	...table("explain", [
		["esc q e enter", "close", "back", "back"],
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("help", [["esc q ? enter", "close", "back", "back"], ...moving]),
	...table("quit", [
		["y", "quit-now", "quit", "quit"],
		["n esc q", "close", "stay", "stay"],
		...guarded,
	]),
];
