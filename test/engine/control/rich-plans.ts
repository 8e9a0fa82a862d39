import type { RestorePlan } from "../../../src/state/checkpoint-client.ts";
import type { CheckpointContent } from "../../../src/state/checkpoint-content.ts";
import type { Explanation, Plan } from "../../../src/state/client.ts";
import type { Grounds } from "../../../src/state/model.ts";
import type { TidyReport } from "../../../src/state/tidying.ts";
import { HOUR, MINUTE, NOW } from "../../support/state-builder.ts";
import { contentOf, restorePlan } from "./fixture-checkpoints.ts";

/** What an engine answers that its state does not hold, with all that may be absent or `null` there. */

const CANDIDATE = { account: "b", ok: false, why: "it is disabled", until: NOW + HOUR };

const BROKEN = { name: "login", ok: false, detail: "b is logged out", remedy: "log in on b" };

export const GROUNDS: Grounds = {
	accounts: [
		{
			account: "a",
			state: "spent",
			windows: [
				{
					...{ window: "five_hour", usedRatio: 1, resetsAt: NOW + HOUR, source: "limit-event" },
					...{ spent: true, ageMs: MINUTE, past: false },
				},
			],
		},
	],
	candidates: [CANDIDATE],
	wouldChange: ["b is enabled"],
};

export const PLAN: Plan = {
	...{ id: "plan-1", seq: 7, from: "a", to: "b", reason: "manual", why: "asked for", force: true },
	...{ failover: "s0", model: "opus", runnable: false, changed: "ccl-11 is new" },
	moves: [
		{
			...{ session: "ccl-0", from: "b", how: "now", continues: true, canary: true, cut: true },
		},
	],
	left: [{ session: "ccl-12", why: "it has no process" }],
	candidates: [CANDIDATE],
	preconditions: [BROKEN],
};

export const EXPLANATION: Explanation = {
	...{ at: NOW, kind: "hold", why: "it switched just now", from: "a", to: "b", model: "opus" },
	...{ until: NOW + MINUTE, sessions: ["ccl-0"], grounds: GROUNDS },
};

const base = contentOf(NOW);
export const CONTENT: CheckpointContent = {
	...base,
	task: "runs",
	owed: { since: NOW, cause: "limit" },
	turn: { startedAt: NOW, nonce: "ccl:runs:2", toolInFlight: true },
	transcript: { file: "/shared/c-1.jsonl", bytes: 9, tail: [{ type: "user" }], cwd: "/srv/app" },
};

export const RESTORE: RestorePlan = restorePlan(NOW, {
	prompt: "Go on.",
	preconditions: [BROKEN],
	runnable: false,
});

const GOES = { why: "ended over 30d ago", ageMs: 31 * 24 * HOUR };

/** One thing of each kind that the janitor looks after. */
export const TIDYING: TidyReport = {
	items: [
		{ kind: "events", name: "7 events", ...GOES, count: 7, before: NOW - HOUR },
		{ kind: "checkpoint", name: "c", ...GOES, path: "/state/c", id: "c" },
		{ kind: "spool", name: "s", ...GOES, path: "/state/s", incarnation: "ccl-0-1" },
		{ kind: "done", name: "d", ...GOES, path: "/srv/d", project: "/srv", to: "/srv/a", task: "d" },
		{
			...{ kind: "marker", name: "m", ...GOES, path: "/srv/m", project: "/srv", task: "m" },
			...{ title: "M", priority: "normal" },
		},
		{ kind: "pane", name: "ccl-13", ...GOES, pane: "%13", session: "ccl-13" },
	],
	troubles: [
		{ what: "a link is in the way", remedy: "remove it" },
		{ what: "it cannot be read", remedy: "see why", failed: true },
	],
};
