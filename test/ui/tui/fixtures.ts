import { createStore, type StoreApi } from "zustand/vanilla";
import type { EngineClient, Link, Plan, Snapshot, SwitchReply } from "../../../src/state/client.ts";
import type { Event, EventRecord } from "../../../src/state/events.ts";
import type { LoopPass } from "../../../src/state/loop-pass.ts";
import {
	type Account,
	type Checkpoint,
	initialState,
	type QuotaWindow,
	type Session,
	type State,
	type Switch,
	type Task,
} from "../../../src/state/model.ts";
import { taskTable } from "../../../src/state/task-table.ts";
import { fixtureCheckpoints } from "../../engine/control/fixture-checkpoints.ts";
import { fixtureTasks } from "../../engine/control/fixture-tasks.ts";

const MINUTE = 60_000;
/** Half past two in the afternoon, wherever the tests run. */
export const NOW = new Date(2026, 2, 14, 14, 32, 7).getTime();

export function session(name: string, facts: Partial<Session> = {}): Session {
	return {
		name,
		kind: "dedicated",
		project: "/srv/app",
		move: "auto",
		keepAlive: true,
		state: "idle",
		stateSince: NOW - 4 * MINUTE,
		note: null,
		account: "main",
		conversation: "7f3a9c1e-0000-4000-8000-000000000000",
		conversationStarted: true,
		incarnation: {
			id: `${name}-1`,
			account: "main",
			pane: "%14",
			pid: 4321,
			startTime: "1",
			epoch: 1,
			launchedAt: NOW - 60 * MINUTE,
			conversation: "7f3a9c1e-0000-4000-8000-000000000000",
			resumed: false,
			carries: "nothing",
			confirmedAt: NOW - 60 * MINUTE,
		},
		task: null,
		turn: null,
		owed: null,
		doing: null,
		contextUsedRatio: 0.12,
		turnsDone: 3,
		failedTurns: 0,
		deaths: [],
		...facts,
	};
}

export function quotaWindow(name: string, usedRatio: number, facts: Partial<QuotaWindow> = {}) {
	return {
		window: name,
		usedRatio,
		resetsAt: NOW + 125 * MINUTE,
		source: "statusline",
		observedAt: NOW - 2 * MINUTE,
		incarnation: null,
		spent: false,
		...facts,
	} satisfies QuotaWindow;
}

export function account(name: string, facts: Partial<Account> = {}): Account {
	return {
		name,
		home: `/home/op/.claude-accounts/${name}`,
		kind: "login",
		priority: 1,
		enabled: true,
		uuid: null,
		windows: {
			five_hour: quotaWindow("five_hour", 0.88),
			seven_day: quotaWindow("seven_day", 0.54, { resetsAt: NOW + 4 * 24 * 60 * MINUTE }),
		},
		trouble: null,
		told: null,
		leftAt: null,
		answeredAt: null,
		...facts,
	};
}

export function task(id: string, facts: Partial<Task> = {}): Task {
	return {
		id,
		project: "/srv/app",
		title: `task ${id}`,
		priority: "normal",
		file: `/srv/app/.agent-queue/${id}.md`,
		state: "waiting",
		attempt: 0,
		session: null,
		conversation: null,
		nonce: null,
		addedAt: NOW - 10 * MINUTE,
		startedAt: null,
		acceptedAt: null,
		answeredAt: null,
		endedAt: null,
		note: null,
		...facts,
	};
}

export function checkpoint(id: string, facts: Partial<Checkpoint> = {}): Checkpoint {
	return {
		id,
		session: "infra-tf",
		takenAt: NOW - 9 * MINUTE,
		why: "interval",
		account: "main",
		conversation: "7f3a9c1e-0000-4000-8000-000000000000",
		task: null,
		gitHead: "0123456789abcdef0123456789abcdef01234567",
		transcriptBytes: 1_200_000,
		file: `/home/op/.local/state/claude-failover/checkpoints/${id}.json`,
		...facts,
	};
}

export function openSwitch(facts: Partial<Switch> = {}): Switch {
	const move = (name: string, of: Partial<Switch["moves"][number]>): Switch["moves"][number] => ({
		session: name,
		canary: false,
		step: "pending",
		outcome: null,
		note: null,
		conversation: null,
		fromIncarnation: null,
		toIncarnation: null,
		owed: false,
		checkpoint: null,
		startedAt: null,
		endedAt: null,
		...of,
	});
	return {
		id: "sw-1",
		from: "main",
		to: "backup",
		reason: "threshold",
		why: "main is at 91 %",
		force: false,
		begunAt: NOW - 12_000,
		committedAt: null,
		endedAt: null,
		outcome: null,
		note: null,
		moves: [
			move("web-cart", { outcome: "moved", step: "verified", canary: true }),
			move("infra-tf", { step: "draining" }),
			move("api-auth", {}),
		],
		...facts,
	};
}

export function plan(facts: Partial<Plan> = {}): Plan {
	return {
		id: "plan-1",
		seq: 88214,
		from: "main",
		to: "backup",
		reason: "manual",
		why: "you asked; backup has the most headroom",
		force: false,
		moves: [
			{ session: "infra-tf", how: "now: the limit cut its turn", continues: true, canary: true },
			{ session: "api-auth", how: "at its turn boundary", continues: false, canary: false },
		],
		left: [{ session: "web-cart", why: "move: never" }],
		candidates: [
			{ account: "backup", ok: true, why: "35 % used, resets in 3 h" },
			{ account: "spare", ok: false, why: "logged out" },
		],
		preconditions: [
			{ name: "login", ok: true, detail: "backup is logged in", remedy: null },
			{ name: "links", ok: true, detail: "projects/ is shared", remedy: null },
		],
		runnable: true,
		...facts,
	};
}

export function record(seq: number, event: Event): EventRecord {
	return { seq, at: NOW - (100 - seq) * 1000, event };
}

const byName = <T extends { readonly name: string }>(things: readonly T[]) =>
	Object.fromEntries(things.map((thing) => [thing.name, thing]));

export interface World {
	readonly sessions?: readonly Session[];
	readonly accounts?: readonly Account[];
	readonly tasks?: readonly Task[];
	readonly recent?: readonly EventRecord[];
	readonly state?: Partial<State>;
}

/** A snapshot of the engine's store with these things in it. */
export function snapshot({ sessions, accounts, tasks, recent = [], state = {} }: World): Snapshot {
	const taskList = tasks ?? [];
	return {
		seq: recent.at(-1)?.seq ?? 0,
		recent,
		state: {
			...initialState,
			active: "main",
			sessions: byName(sessions ?? []),
			accounts: byName(accounts ?? []),
			tasks: taskTable(taskList),
			...state,
		},
	};
}

/** The pool of an ordinary afternoon. */
export function afternoon(state: Partial<State> = {}): Snapshot {
	return snapshot({
		sessions: [
			session("api-auth", {
				state: "working",
				turn: {
					startedAt: NOW,
					promptId: null,
					nonce: null,
					activeAt: NOW,
					toolInFlight: false,
				},
				doing: "editing src/auth/token.ts",
				contextUsedRatio: 0.41,
				stateSince: NOW - 2 * MINUTE,
			}),
			session("web-cart", { state: "waiting", note: "Allow command? rm -r dist" }),
			session("infra-tf", { state: "limited", note: "quota reached", contextUsedRatio: 0.71 }),
			session("docs-refresh", { stateSince: NOW - 31 * MINUTE, account: "backup" }),
			session("ccl-auto-11", {
				kind: "autonomous",
				state: "working",
				task: "t1",
				account: "backup",
			}),
		],
		accounts: [
			account("main"),
			account("backup", {
				priority: 2,
				windows: { five_hour: quotaWindow("five_hour", 0.35, { observedAt: NOW - 40 * MINUTE }) },
			}),
			account("spare", {
				priority: 3,
				windows: {},
				trouble: {
					cause: "login-needed",
					what: "logged out",
					remedy: "run claude /login in its home",
					since: NOW - 60 * MINUTE,
				},
			}),
		],
		tasks: [
			task("t1", { title: "write the parser", state: "running", session: "ccl-auto-11" }),
			task("t2", { title: "audit log", priority: "high", note: "a free session" }),
			task("t3", { title: "rename the tables", state: "uncertain", note: "was it typed? look" }),
		],
		recent: [
			record(1, {
				type: "engine.started",
				pid: 4121,
				version: "0.1.0",
				epoch: 1,
				demo: false,
				policy: initialState.policy,
			}),
			record(2, {
				type: "limit.hit",
				account: "main",
				window: "five_hour",
				resetsAt: NOW + 60 * MINUTE,
				session: "infra-tf",
				incarnation: "infra-tf-1",
				observedAt: NOW,
			}),
			record(3, { type: "verdict.reached", why: "main is at its limit; backup has headroom" }),
		],
		state: {
			checkpoints: [checkpoint("cp-22"), checkpoint("cp-21", { takenAt: NOW - 29 * MINUTE })],
			...state,
		},
	});
}

/** Names and texts that a session, a task or an agent could have made up to break the screen. */
export const hostile = [
	"\u001b[2J\u001b[31mred\u001b[0m",
	"\u202eesrever\u202c \u2066isolate\u2069",
	"日本語のとても長いセッション名前です",
	"👨‍👩‍👧‍👦 family 🏳️‍🌈 flag 👍🏽 1️⃣",
	"two\nlines\tand\ra return",
	"zero\u200bwidth\u00adsoft\ufeffbom",
	"\u001b]0;title\u0007\u001b]52;c;aGk=\u0007osc",
	`very ${"long ".repeat(80)}`,
	"e\u0301 combining n\u0303",
	"\ud800 lone surrogate",
];

/** Fifty sessions and as many tasks and events with hostile texts. */
export function crowd(): Snapshot {
	const states = ["waiting", "limited", "quarantined", "working", "idle", "stalled"] as const;
	const nth = (index: number) => hostile[index % hostile.length] ?? "";
	const numbers = Array.from({ length: 50 }, (_, index) => index);
	return snapshot({
		sessions: numbers.map((n) =>
			session(`${nth(n)} ${n}`, {
				state: states[n % states.length] ?? "idle",
				note: nth(n + 1),
				doing: nth(n + 2),
				task: `t${n}`,
				account: nth(n + 3),
			}),
		),
		accounts: numbers.slice(0, 9).map((n) =>
			account(`${nth(n)} ${n}`, {
				priority: n,
				windows: {
					five_hour: quotaWindow("five_hour", n / 8),
					[nth(n)]: quotaWindow(nth(n), 1.2, { spent: true, resetsAt: null }),
				},
				trouble:
					n % 3 === 0 ? { cause: "links", what: nth(n + 1), remedy: nth(n + 2), since: NOW } : null,
			}),
		),
		tasks: numbers.map((n) => task(`t${n}`, { title: nth(n), note: nth(n + 4) })),
		recent: numbers.map((n) =>
			record(n, {
				type: "session.state-seen",
				session: nth(n),
				incarnation: "x",
				state: "waiting",
				note: nth(n + 5),
			}),
		),
		state: {
			openSwitch: openSwitch({ from: nth(2), to: nth(3) }),
			dispatch: { paused: true, all: true, since: NOW },
			checkpoints: numbers.map((n) =>
				checkpoint(`${nth(n)}${n}`, { session: nth(n + 1), why: nth(n + 2), file: nth(n + 7) }),
			),
		},
	});
}

/** A client over a store that the test holds; it keeps what it was asked to do. */
export interface TestClient extends EngineClient {
	readonly store: StoreApi<Snapshot>;
	readonly link: StoreApi<Link>;
	readonly calls: string[];
	nextPlan: Plan;
	nextReply: SwitchReply;
	previewLines: readonly string[] | null;
	passes: readonly LoopPass[];
}

/** Makes a client: planned switches answer `nextPlan`, runs answer `nextReply`. */
export function testClient(
	first: Snapshot,
	link: Link = { kind: "attached", pid: 4121 },
): TestClient {
	const client: TestClient = {
		store: createStore<Snapshot>(() => first),
		link: createStore<Link>(() => link),
		calls: [],
		nextPlan: plan(),
		nextReply: { kind: "started", switchId: "sw-1" },
		previewLines: ["> run the tests", "all 14 tests pass"],
		passes: [],
		janitor: {
			look: async () => ({ items: [], troubles: [] }),
			tidy: async () => ({ items: [], troubles: [] }),
		},
		async explain() {
			const grounds = { accounts: [], candidates: [], wouldChange: [] };
			const none = { from: null, to: null, model: null, until: null, sessions: [] };
			return { ...none, at: NOW, kind: "none", why: "work-1 is ok", grounds };
		},
		loops: async () => client.passes,
		async planSwitch({ to }) {
			client.calls.push(`plan ${to}`);
			return to === null ? client.nextPlan : { ...client.nextPlan, id: `plan-${to}`, to };
		},
		async runSwitch(planId) {
			client.calls.push(`run ${planId}`);
			return client.nextReply;
		},
		async scheduleSwitch({ at }) {
			client.calls.push(`schedule ${at}`);
			return { kind: "scheduled", id: "later", at };
		},
		async cancelSwitch() {
			client.calls.push("cancel");
			return { kind: "done" };
		},
		async refresh() {
			client.calls.push("refresh");
			return { kind: "done" };
		},
		async setUse(account, to) {
			client.calls.push(`${account} ${to}`);
			return { kind: "done" };
		},
		async pause(all) {
			client.calls.push(`pause ${all}`);
			return { kind: "done" };
		},
		async resume() {
			client.calls.push("resume");
			return { kind: "done" };
		},
		async restart(name) {
			client.calls.push(`restart ${name}`);
			return { kind: "done" };
		},
		async stop(name, { force }) {
			client.calls.push(`stop ${name}${force ? " force" : ""}`);
			return { kind: "done" };
		},
		async send(name, line) {
			client.calls.push(`send ${name}: ${line}`);
			return { kind: "accepted" };
		},
		checkpoints: fixtureCheckpoints(NOW),
		tasks: fixtureTasks(),
		async preview() {
			return client.previewLines;
		},
		attachCommand: (name) => ["tmux", "-L", "ccl", "attach", "-t", name],
		async close() {},
	};
	return client;
}
