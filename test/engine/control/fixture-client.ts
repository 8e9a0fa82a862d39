import { createStore } from "zustand/vanilla";
import type { FailoverRules } from "../../../src/engine/decide/failover.ts";
import { explain } from "../../../src/engine/explain.ts";
import type {
	ActReply,
	EngineClient,
	Explanation,
	Link,
	Plan,
	RestartReply,
	SendReply,
	SwitchReply,
} from "../../../src/state/client.ts";
import type { Event } from "../../../src/state/events.ts";
import type { LoopPass } from "../../../src/state/loop-pass.ts";
import type { State } from "../../../src/state/model.ts";
import { applyRecords, createSnapshotStore } from "../../../src/state/store.ts";
import type { TidyReport } from "../../../src/state/tidying.ts";
import { type FixtureCheckpoints, fixtureCheckpoints } from "./fixture-checkpoints.ts";
import { type FixtureTasks, fixtureTasks } from "./fixture-tasks.ts";

/** The time of every fixture: its clock stands still unless a test moves it. */
export const START = Date.UTC(2027, 0, 15, 12, 0, 0);

type PlanAsk = Parameters<EngineClient["planSwitch"]>[0];

const NO_PROJECT = { kind: "refused", why: "there is no such project", remedy: "see app" } as const;

/** A hand-made engine: a real store, and answers that a test can set. */
export interface Fixture {
	readonly client: EngineClient;
	readonly checkpoints: FixtureCheckpoints;
	/** What the janitor finds, and how often it tidied up. */
	tidying: TidyReport;
	tidied: number;
	readonly tasks: FixtureTasks;
	/** Says that something happened, as the engine's ledger does. */
	commit(...events: readonly Event[]): void;
	readonly asked: PlanAsk[];
	readonly ran: string[];
	plan: (ask: PlanAsk) => Plan;
	explanation: (state: State, at: number) => Explanation;
	reply: (planId: string) => SwitchReply;
	restarted: (session: string) => RestartReply;
	/** What a stop answers, and the sessions that were stopped, each with `force` where it was asked for. */
	stopped: ActReply;
	readonly stops: string[];
	/** What becomes of a line, and the lines that were sent. */
	sent: SendReply;
	readonly lines: string[];
	rows: readonly string[] | null;
	passes: readonly LoopPass[];
	at: number;
	now: () => number;
}

export function fixtureClient(): Fixture {
	const store = createSnapshotStore();
	const checkpoints = fixtureCheckpoints(START);
	const tasks = fixtureTasks();
	const fixture: Fixture = {
		client: {
			store,
			link: createStore<Link>(() => ({ kind: "here" })),
			checkpoints,
			janitor: {
				look: async () => fixture.tidying,
				tidy: async () => {
					fixture.tidied += 1;
					return fixture.tidying;
				},
			},
			tasks,
			explain: async () => fixture.explanation(store.getState().state, fixture.now()),
			loops: async () => fixture.passes,
			planSwitch: async (ask) => {
				fixture.asked.push(ask);
				return fixture.plan(ask);
			},
			runSwitch: async (planId) => {
				fixture.ran.push(planId);
				return fixture.reply(planId);
			},
			scheduleSwitch: async ({ at, to, sessions, force }) => {
				fixture.commit({ type: "switch.scheduled", id: "later-1", at, to, sessions, force });
				return { kind: "scheduled", id: "later-1", at };
			},
			cancelSwitch: async () => {
				const id = store.getState().state.scheduled?.id;
				if (id === undefined) return { kind: "refused", why: "none is", remedy: "see status" };
				fixture.commit({ type: "switch.unscheduled", id, how: "cancelled", why: "asked for" });
				return { kind: "done" };
			},
			refresh: async () => ({ kind: "done" }),
			setUse: async (account, to) => {
				fixture.commit({ type: "account.enabled-set", account, to });
				return { kind: "done" };
			},
			pause: async (all, scope = {}) => {
				if (scope.project === "nobody") return NO_PROJECT;
				fixture.commit({ type: "dispatch.paused", all, ...scope });
				return { kind: "done" };
			},
			resume: async (project) => {
				if (project === "nobody") return NO_PROJECT;
				fixture.commit({ type: "dispatch.resumed", ...(project !== undefined && { project }) });
				return { kind: "done" };
			},
			restart: async (session) => {
				const reply = fixture.restarted(session);
				if (reply.kind === "done") fixture.commit({ type: "session.released", session });
				return reply;
			},
			stop: async (session, { force }) => {
				if (fixture.stopped.kind === "done")
					fixture.stops.push(force ? `${session} force` : session);
				return fixture.stopped;
			},
			send: async (session, line) => {
				if (fixture.sent.kind !== "refused") fixture.lines.push(`${session}: ${line}`);
				return fixture.sent;
			},
			preview: async (_, rows) => fixture.rows?.slice(-rows) ?? null,
			attachCommand: (name) =>
				store.getState().state.sessions[name]?.incarnation
					? ["tmux", "-L", "ccl-test", "attach", "-t", `=${name}`]
					: null,
			close: async () => {},
		},
		commit(...events) {
			const { seq } = store.getState();
			applyRecords(
				store,
				events.map((event, index) => ({ seq: seq + 1 + index, at: fixture.at, event })),
			);
		},
		checkpoints,
		tidying: { items: [], troubles: [] },
		tidied: 0,
		tasks,
		asked: [],
		ran: [],
		plan: (ask) => planOf(ask, store.getState().seq),
		explanation: (state, at) => explain(state, RULES, at),
		reply: () => ({ kind: "started", switchId: "switch-1" }),
		restarted: () => ({ kind: "done" }),
		stopped: { kind: "done" },
		stops: [],
		sent: { kind: "accepted" },
		lines: [],
		rows: ["$ make", "ok"],
		passes: [{ name: "janitor", everyMs: 300_000, lastPassAt: START, nextPassAt: null }],
		at: START,
		now: () => fixture.at,
	};
	return fixture;
}

/** A small pool: two accounts, one dedicated and one autonomous session, one running task. */
export function seededFixture(): Fixture {
	const fixture = fixtureClient();
	fixture.commit(
		{
			type: "engine.started",
			pid: 4242,
			version: "9.9.9",
			epoch: 1,
			demo: false,
			policy: { threshold5h: 0.9, thresholdWeek: 0.95, switchPolicy: "auto" },
		},
		...["main", "backup"].map(
			(account, index): Event => ({
				type: "account.registered",
				account,
				home: `/homes/${account}`,
				kind: "login",
				priority: index + 1,
				enabled: true,
			}),
		),
		{ type: "account.activated", account: "main" },
		...["ccl-10", "ccl-2"].map(
			(session): Event => ({
				type: "session.registered",
				session,
				kind: session === "ccl-2" ? "dedicated" : "autonomous",
				project: "/srv/app",
				move: "auto",
				keepAlive: true,
			}),
		),
		launched("ccl-2"),
		{
			type: "quota.read",
			account: "main",
			source: "statusline",
			incarnation: null,
			windows: [
				{ window: "seven_day", usedRatio: 0.4, resetsAt: START + 86_400_000 },
				{ window: "five_hour", usedRatio: 0.5, resetsAt: START + 3_600_000 },
			],
			observedAt: START - 60_000,
		},
		{
			type: "task.added",
			task: "T-1",
			project: "/srv/app",
			title: "a title",
			priority: "high",
			file: "/srv/app/.agent-queue/inbox/T-1.md",
		},
		{ type: "verdict.reached", why: "main has headroom" },
	);
	return fixture;
}

export function launched(session: string): Event {
	return {
		type: "session.launched",
		session,
		why: "first start",
		task: null,
		incarnation: {
			id: `${session}-1`,
			account: "main",
			pane: "%1",
			pid: 777,
			startTime: "1",
			epoch: 1,
			launchedAt: START,
			conversation: "11111111-2222-4333-8444-555555555555",
			resumed: false,
			carries: "nothing",
			confirmedAt: null,
		},
	};
}

/** Something harmless that is always an event. */
export function verdict(why: string): Event {
	return { type: "verdict.reached", why };
}

function planOf(ask: PlanAsk, seq: number): Plan {
	const sessions = ask.sessions ?? ["ccl-2"];
	return {
		id: "plan-1",
		seq,
		from: "main",
		to: ask.to ?? "backup",
		reason: "manual",
		why: "asked for",
		force: ask.force,
		moves: sessions.map((session, index) => ({
			session,
			how: "at its turn boundary",
			continues: false,
			canary: index === 0,
		})),
		left: [{ session: "ccl-10", why: "it is idle" }],
		candidates: [{ account: "backup", ok: true, why: "12 % used" }],
		preconditions: [{ name: "links", ok: true, detail: "all there", remedy: null }],
		runnable: true,
	};
}

/** Makes the fixture's plans not runnable, for lack of a target. */
export function refusePlans(fixture: Fixture): void {
	const before = fixture.plan;
	fixture.plan = (ask) => ({
		...before(ask),
		to: null,
		why: "no account can take over",
		moves: [],
		candidates: [{ account: "backup", ok: false, why: "its 5-hour window is spent" }],
		preconditions: [
			{ name: "login", ok: false, detail: "backup is logged out", remedy: "log in on backup" },
		],
		runnable: false,
	});
}

/** The default rules. */
const RULES: FailoverRules = {
	policy: "auto",
	minDwellMs: 15 * 60_000,
	maxPerHour: 4,
	candidateMax: 0.6,
	reactivateCooldownMs: 0,
	failback: "never",
	waitForResetMs: 0,
};
