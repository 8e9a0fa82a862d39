import type { Explanation, Link, Snapshot } from "../../../../src/state/client.ts";
import type { Dialog } from "../../../../src/ui/tui/dialogs/dialog.ts";
import type { PaneId } from "../../../../src/ui/tui/layout.ts";
import { account, afternoon, NOW, openSwitch, quotaWindow, snapshot } from "../fixtures.ts";

/** A view, a dialog, or a state of the whole window. */
export type ScreenName =
	| PaneId
	| Dialog["kind"]
	| "first-run"
	| "paused"
	| "daemon-lost"
	| "switching";

/** How a screen is come to from an ordinary afternoon. */
export interface ScreenScript {
	readonly keys: readonly string[];
	/** What is on it last: then it is whole. */
	readonly shows: string;
	readonly pool?: Snapshot;
	readonly link?: Link;
}

const MINUTE = 60_000;
/** Marks so many sessions, and asks to stop them. */
const marks = (count: number): readonly string[] => [
	...Array.from({ length: count }, () => [" ", "j"]).flat(),
	"D",
];
const switching = afternoon({ openSwitch: openSwitch() });

const afterSwitches = afternoon({
	switches: [
		openSwitch({ committedAt: NOW - 8000, endedAt: NOW - 2000, outcome: "done" }),
		openSwitch({ id: "sw-0", endedAt: NOW - 90 * MINUTE, outcome: "rolled-back" }),
	],
});

/** The account in use has nothing left. */
function spentPool(): Snapshot {
	const spent = { spent: true, resetsAt: NOW + 60 * MINUTE };
	const main = account("main", { windows: { five_hour: quotaWindow("five_hour", 1, spent) } });
	const pool = afternoon();
	const { state } = pool;
	return { ...pool, state: { ...state, accounts: { ...state.accounts, main } } };
}

/** Every screen there is; a view or a dialog without one fails the type check, and a test. */
export const scripts: Readonly<Record<ScreenName, ScreenScript>> = {
	sessions: { keys: [], shows: "1 Sessions (5)" },
	quota: { keys: ["2"], shows: "2 Quota (3 accounts)" },
	queue: { keys: ["3"], shows: "rename the tables" },
	events: { keys: ["4", "k"], shows: "held, G follows" },
	preview: { keys: ["5"], shows: "all 14 tests pass" },
	session: { keys: ["enter"], shows: "all 14 tests pass" },
	checkpoints: { keys: ["c"], shows: "Checkpoints (2)" },
	restore: { keys: ["c", "R"], shows: "Nothing has been done yet" },
	switch: { keys: ["s"], shows: "Nothing has been done yet" },
	progress: { keys: ["w"], shows: "web-cart", pool: switching },
	checkpoint: { keys: ["c", "enter"], shows: "Checkpoint" },
	history: { keys: ["H"], shows: "History", pool: afterSwitches },
	"past-switch": { keys: ["H", "enter"], shows: "web-cart", pool: afterSwitches },
	loops: { keys: ["L"], shows: "Loops" },
	wait: { keys: ["s", "w"], shows: "Leave all on main", pool: spentPool() },
	explain: { keys: ["e"], shows: "work-2" },
	stop: { keys: ["D"], shows: "Cancel" },
	"stop-marked": { keys: marks(2), shows: "Cancel" },
	"stop-many": { keys: [...marks(4)], shows: "4 sessions" },
	"new-task": { keys: ["n", ..."tidy the tests"], shows: "tidy the tests" },
	task: { keys: ["3", "G", "enter"], shows: "Now." },
	"task-act": { keys: ["3", "G", "D"], shows: "Cancel" },
	send: { keys: ["i", ..."run the tests again"], shows: "run the tests again" },
	account: { keys: ["A"], shows: "Cancel" },
	filter: { keys: ["/", ..."work"], shows: "(2 of 5)" },
	palette: { keys: [":", ..."pau"], shows: "pause or resume dispatch" },
	help: { keys: ["?"], shows: "take a checkpoint of the session now" },
	quit: { keys: ["q"], shows: "Supervision stops", link: { kind: "here" } },
	"first-run": { keys: [], shows: "no sessions yet", pool: snapshot({}), link: { kind: "here" } },
	paused: {
		keys: [],
		shows: "PAUSED",
		pool: afternoon({ dispatch: { paused: true, all: false, since: NOW - 3 * MINUTE } }),
	},
	"daemon-lost": {
		keys: [],
		shows: "the daemon is gone",
		link: { kind: "lost", since: NOW - 12_000 },
	},
	switching: { keys: [], shows: "can still go back", pool: switching },
};

/** What the engine answers to `e` on that afternoon. */
export const explanation: Explanation = {
	...{ at: NOW, kind: "hold", why: "main is at its limit, and nobody can take over" },
	...{ from: "main", to: null, model: null, until: NOW + 14 * MINUTE, sessions: ["infra-tf"] },
	grounds: {
		accounts: [
			{
				account: "main",
				state: "spent",
				windows: [
					{
						...{ window: "five_hour", usedRatio: 1, resetsAt: NOW + 30 * MINUTE },
						...{ source: "statusline", spent: true, ageMs: 2 * MINUTE, past: false },
					},
				],
			},
		],
		candidates: [
			{ account: "work-2", ok: false, why: "is spent", until: NOW + 14 * MINUTE },
			{ account: "spare", ok: false, why: "is login-needed" },
		],
		wouldChange: ["work-2 can take over, in 14 min (now: is spent)"],
	},
};
