import type { Move, Session, State, Switch, Task } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
	HOUR,
	life,
	MINUTE,
	move,
	NOW,
	quota,
	session,
	stateOf,
	switchOf,
	task,
	turn,
} from "../../support/state-builder.ts";
import { checkpointOf } from "./fixture-checkpoints.ts";
import { GROUNDS } from "./rich-plans.ts";

/** 40 % an hour for the last 40 minutes, so that there is a forecast. */
const growing = quota("five_hour", 0.7, {
	resetsAt: NOW + 3 * HOUR,
	trace: Array.from({ length: 41 }, (_, n) => ({
		at: NOW - (40 - n) * MINUTE,
		usedRatio: 0.7 - (0.4 * (40 - n)) / 60,
		turns: n,
	})),
});

const ACCOUNTS = [
	account("a", [quota("five_hour", 1), quota("seven_day", 0.4, { resetsAt: NOW - 1 })]),
	account("b", [growing], { withheld: "disabled" }),
	account("c", [], {
		trouble: { cause: "login-needed", what: "logged out", remedy: "log in", since: NOW },
	}),
];

const SESSIONS: readonly Session[] = [
	dedicated("ccl-0", {
		state: "limited",
		note: "its quota is spent",
		doing: "Bash make",
		contextUsedRatio: 0.4,
		task: "runs",
		turn: turn(),
		owed: { since: NOW, cause: "limit" },
	}),
	session("ccl-11", { incarnation: life("ccl-11-1") }),
	session("ccl-12", { incarnation: null, account: null, conversation: null, state: "stopped" }),
];

/** One task of each state, and one of each kind of wait. */
const TASKS: readonly Task[] = [
	task("runs", {
		...{ project: "/srv/full", state: "running", attempt: 2, session: "ccl-0" },
		...{ conversation: "c-1", nonce: "ccl:runs:2", startedAt: NOW, claimedAt: NOW, key: "1:2" },
		...{ context: "keep", typedAt: NOW, unheard: 1, acceptedAt: NOW, answeredAt: NOW },
	}),
	task("done", { state: "done", endedAt: NOW }),
	task("failed", { state: "failed", failures: 2, note: "its tests fail" }),
	task("uncertain", { state: "uncertain" }),
	task("blocked", { blockedBy: "blocked.md.blocked" }),
	task("depends-on", { dependsOn: ["nobody"] }),
	task("paused", { project: "/srv/paused" }),
	task("later", { notBefore: NOW + MINUTE }),
	task("capability", { choices: { capabilities: ["gpu"] } }),
	task("model", { choices: { model: "ballad", timeoutMs: 1, retries: 2, context: "keep" } }),
	task("project-limit", { project: "/srv/full" }),
	task("quota", { choices: { model: "sonnet" } }),
	task("no-session"),
];

const MOVES: readonly Move[] = [
	move("ccl-0", {
		...{ from: "b", canary: true, step: "verified", outcome: "moved", note: "asked twice" },
		...{ toIncarnation: "ccl-0-2", readiness: "limit", checkpoint: "ccl-0@1" },
		...{ startedAt: NOW - 2 * MINUTE, endedAt: NOW - MINUTE },
	}),
	move("ccl-11"),
];

const ENDED: Switch = switchOf(MOVES, {
	...{ id: "s0", committedAt: NOW - MINUTE, endedAt: NOW, outcome: "done", note: "one was slow" },
	grounds: GROUNDS,
});

/** A pool in which there is something of everything that answers can tell. */
export const RICH: State = stateOf(
	{ accounts: ACCOUNTS, sessions: SESSIONS, tasks: TASKS },
	{
		engine: { pid: 1, version: "9.9.9", epoch: 1, startedAt: NOW, stoppedAt: null, demo: false },
		policy: {
			...{ threshold5h: 0.9, thresholdWeek: 0.95, switchPolicy: "ask" },
			...{ retries: 2, strategy: "active-standby" },
			dispatch: {
				projects: { "/srv/full": { priority: 1, maxRunning: 1 } },
				...{ models: ["sonnet"], capabilities: ["docker"], sessions: ["ccl-11", "ccl-12"] },
			},
		},
		refusedFiles: {
			"/srv/app/x": { file: "/srv/app/x", project: "/srv/app", why: "a link", at: NOW },
		},
		openSwitch: switchOf(MOVES, { committedAt: NOW }),
		switches: [ENDED],
		scheduled: {
			...{ id: "later", at: NOW + HOUR, to: "b", sessions: ["ccl-0"], force: false },
			scheduledAt: NOW,
		},
		proposal: {
			...{ id: "p1", from: "a", to: "b", reason: "threshold", why: "92 %", model: "opus" },
			...{ sessions: ["ccl-0"], at: NOW },
		},
		checkpoints: [{ ...checkpointOf(NOW, "ccl-0"), task: "runs" }],
		dispatch: {
			...{ paused: false, all: false, since: null, waitsFor: "an idle session" },
			projects: { "/srv/paused": { since: NOW, until: NOW + HOUR } },
			wants: {
				"": { kind: "no-session", why: "an idle session" },
				sonnet: { kind: "quota", why: "quota: a is spent" },
			},
		},
		verdict: { why: "every account is spent", at: NOW, grounds: GROUNDS },
	},
);
