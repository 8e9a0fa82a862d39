import { type Context, shippedKeymap } from "../../../src/ui/tui/keymap.ts";
import { type Place, type Plots, type Story, storiesOf } from "./story.ts";
import { dialog, focused, usual, without } from "./usual.ts";

const PANES = focused("1 Sessions");

const places: Readonly<Record<Context, Place>> = {
	always: { path: [], shows: PANES },
	global: { path: ["3"], shows: focused("3 Queue"), row: "t-" },
	sessions: { path: [], shows: PANES },
	switch: {
		path: ["s"],
		shows: dialog("Switch: dry run"),
		text: [/Switch \(manual\)/, /move: never/],
	},
	explain: { path: ["e"], shows: dialog("Why"), text: [/main is ok/, /a-59/] },
	checkpoints: { path: ["c"], shows: dialog("Checkpoints"), row: "s-" },
	restore: {
		path: ["c", "R"],
		shows: dialog("Restore: dry run"),
		text: [/Restore ccl-2/, /n-59[\s\S]*\w/],
		under: dialog("Checkpoints"),
	},
	session: { path: ["Enter"], shows: dialog("Session s-00") },
	stop: { path: ["D"], shows: dialog("Stop\\?") },
	send: { path: ["i"], shows: dialog("Send") },
	account: { path: ["A"], shows: dialog("Account") },
	progress: { path: ["w"], shows: dialog("Switch"), text: [/s-00/, /s-59/] },
	filter: { path: ["/"], shows: /^ \//m },
	palette: { path: [":"], shows: dialog("Commands") },
	help: {
		path: ["?"],
		shows: dialog("Keys"),
		text: [/its pane, facts and events/, /draw the screen again/],
	},
	quit: { path: ["q"], shows: dialog("Quit\\?") },
};

const plots: Plots = {
	"always.quit": { ends: true },
	"always.repaint": {
		mess: true,
		ready: /somebody wrote over it/,
		sees: without(/somebody wrote over it/),
	},
	"sessions.open": { sees: dialog("Session s-00") },
	"sessions.restart": { first: ["C-u"], sees: /s-00 is running/ },
	"session.restart": { sees: /s-00 is running/ },
	"global.switch": { sees: dialog("Switch: dry run") },
	"global.account": { sees: dialog("Account") },
	"global.order": { sees: /by name/ },
	"global.copy": { sees: /copied app\.t-00/ },
	"global.watch": { sees: dialog("Switch") },
	"global.explain": { sees: dialog("Why") },
	"global.pause": { sees: /dispatch is paused/ },
	"global.undo": { first: ["p"], ready: /dispatch is paused/, sees: /the pause is undone/ },
	"global.checkpoints": { sees: dialog("Checkpoints") },
	"global.pane-sessions": { sees: focused("1 Sessions") },
	"global.pane-quota": { sees: focused("2 Quota") },
	"global.pane-queue": { first: ["1"], ready: PANES, sees: focused("3 Queue") },
	"global.pane-events": { sees: focused("4 Events") },
	"global.pane-preview": { sees: focused("5 Preview") },
	"global.pane-next": { sees: focused("4 Events") },
	"global.pane-previous": { sees: focused("2 Quota") },
	"global.zoom": { sees: without(/1 Sessions/) },
	"global.back": { first: ["+"], ready: without(/1 Sessions/), sees: /1 Sessions/ },
	"global.filter": { sees: /^ \//m },
	"global.palette": { sees: dialog("Commands") },
	"global.quit": { ends: true },
	"switch.confirm": { sees: /switch main (→|>) backup begun/ },
	"switch.other-account": { sees: /main (→|>) spare/ },
	"switch.plan-again": { sees: /state 2\b/ },
	"checkpoints.restore": { sees: dialog("Restore: dry run") },
	"restore.confirm": { sees: /starts on backup with its conversation/ },
	"restore.plan-again": { sees: /plan 2\b/ },
	"stop.confirm": { sees: /s-00 is stopped/ },
	"send.confirm": { first: ["-l", "hello"], ready: /hello/, sees: /began a turn with it/ },
	"account.confirm": { sees: /is drained; u undoes that/ },
	"account.other-use": { sees: /disable/i },
	"filter.close": {
		first: ["-l", "s-07"],
		ready: /^ \/s-07/m,
		sees: /1 Sessions \(1 of 60\)/,
	},
	"filter.clear-filter": {
		first: ["-l", "s-07"],
		ready: /1 Sessions \(1 of 60\)/,
		sees: /1 Sessions \(60\)/,
	},
	"palette.confirm": { first: ["-l", "pause"], ready: /:pause/, sees: /dispatch is paused/ },
	"palette.down": { sees: /[▸>] (?!open\b)\S/ },
	"palette.up": { first: ["Down"], ready: /[▸>] (?!open\b)\S/, sees: /[▸>] open\b/ },
	"palette.complete": { first: ["-l", "pau"], ready: /:pau\b/, sees: /:pause/ },
	"quit.quit-now": { ends: true },
};

/** Every key of the control room in every place where it counts. */
export const stories: readonly Story[] = storiesOf(shippedKeymap.bindings, places, plots, usual);
