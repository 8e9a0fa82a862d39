import type { Link } from "../../state/client.ts";

/** Where a key counts. The top dialog's context, else the focused pane's and then `global`; `always` last. */
export type Context =
	| "always"
	| "global"
	| "sessions"
	| "switch"
	| "explain"
	| "checkpoints"
	| "restore"
	| "session"
	| "help"
	| "quit";

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
	| "unzoom"
	| "open"
	| "attach"
	| "switch"
	| "explain"
	| "pause"
	| "checkpoints"
	| "take-checkpoint"
	| "restore"
	| "close"
	| "confirm"
	| "press"
	| "other-button"
	| "other-account"
	| "plan-again";

/** What a reason for a disabled key may look at. */
export interface Facts {
	readonly readonly: boolean;
	readonly link: Link["kind"];
	/** The session that an action would be about. */
	readonly session: string | null;
	readonly attachable: boolean;
	readonly switchOpen: boolean;
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

const acting = (facts: Facts): string | null => {
	if (facts.readonly) return "this control room is read-only";
	if (facts.link === "lost") return "the daemon is gone; nothing can be done until it is back";
	return null;
};

const attaching = (facts: Facts): string | null => {
	if (facts.session === null) return "there is no session to attach to";
	return facts.attachable ? null : `${facts.session} has no live pane to attach to`;
};

const switching = (facts: Facts): string | null =>
	acting(facts) ?? (facts.switchOpen ? "a switch is under way; wait for its end" : null);

const taking = (facts: Facts): string | null =>
	acting(facts) ?? (facts.session === null ? "there is no session to take one of" : null);

const opening = (facts: Facts): string | null =>
	facts.session === null ? "there is no session to open" : null;

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

const guarded: readonly Row[] = [
	["tab left right shift-tab", "other-button", "to the other button"],
	["enter", "press", "press the focused button"],
];

/** Every key of the control room. Handling, footer and help are made from this table. */
export const keymap: readonly Binding[] = [
	...table("always", [
		["ctrl-c", "quit", "quit; pressed again it quits at once"],
		["ctrl-l", "repaint", "draw the screen again"],
	]),
	...table("sessions", [
		["enter", "open", "open the session: its pane, facts and events", "open", "look", opening],
		["a", "attach", "attach to the session; tmux detach comes back", "attach", "safe", attaching],
		["C", "take-checkpoint", "take a checkpoint of the session now", null, "safe", taking],
	]),
	...table("global", [
		["s", "switch", "plan a switch of accounts; nothing runs yet", "switch", "guarded", switching],
		["e", "explain", "why it switches, or does not, and what would change it"],
		["p", "pause", "pause or resume dispatch", "pause", "reversible", acting],
		["c", "checkpoints", "checkpoints, newest first", "checkpoints"],
		["1", "pane-sessions", "go to the sessions"],
		["2", "pane-quota", "go to the quota"],
		["3", "pane-queue", "go to the queue"],
		["4", "pane-events", "go to the events"],
		["5", "pane-preview", "go to the preview"],
		["tab", "pane-next", "go to the next pane", "next pane"],
		["shift-tab", "pane-previous", "go to the pane before"],
		["+", "zoom", "the focused pane alone", "zoom"],
		["_ esc", "unzoom", "all panes again"],
		...moving,
		["?", "help", "this list of keys", "help"],
		["q", "quit", "quit the control room", "quit"],
	]),
	...table("switch", [
		["y", "confirm", "run the plan as shown", "run it", "guarded", acting],
		["n esc q", "close", "cancel: nothing is done", "cancel"],
		["e", "other-account", "plan for another target account", "other account"],
		["r", "plan-again", "plan again from the present state", "plan again"],
		...guarded,
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("checkpoints", [
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
	...table("restore", [
		["y", "confirm", "run the plan as shown", "run it", "guarded", acting],
		["n esc q", "close", "cancel: nothing is done", "cancel"],
		["r", "plan-again", "plan again from the present state", "plan again"],
		...guarded,
		...moving,
		["?", "help", "this list of keys", "help"],
	]),
	...table("session", [
		["a", "attach", "attach to the session; tmux detach comes back", "attach", "safe", attaching],
		["c", "checkpoints", "checkpoints, newest first", "checkpoints"],
		["C", "take-checkpoint", "take a checkpoint of the session now", null, "safe", taking],
		["esc q enter", "close", "back", "back"],
		["?", "help", "this list of keys", "help"],
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

/** The bindings of one context. */
export function bindingsOf(context: Context): readonly Binding[] {
	return keymap.filter((binding) => binding.context === context);
}

/** The first of the contexts that binds the key decides. */
export function bindingFor(contexts: readonly Context[], key: string): Binding | undefined {
	for (const context of contexts) {
		const found = bindingsOf(context).find((binding) => binding.keys.includes(key));
		if (found !== undefined) return found;
	}
	return undefined;
}
