import type { Event } from "../../src/state/events.ts";
import type { Incarnation } from "../../src/state/model.ts";

export const POOL = { sessions: 200, accounts: 10, tasks: 1000 } as const;

const PROJECTS = 20;
const nameOf = (nth: number): string => `ccl-auto-${nth + 11}`;
const accountOf = (nth: number): string => `work-${nth % POOL.accounts}`;
const lifeOf = (nth: number): string => `${nameOf(nth)}-1`;
const projectOf = (nth: number): string => `/srv/app-${nth % PROJECTS}`;
const taskOf = (nth: number): string => `app-${nth % PROJECTS}.case-${nth}`;
const count = (n: number): readonly number[] => Array.from({ length: n }, (_, nth) => nth);

/** What the engine of a large pool has told until all of its sessions are at work. */
export function poolEvents(now: number): readonly Event[] {
	return [
		started,
		...count(POOL.accounts).flatMap((nth) => [registeredAccount(nth), quotaRead(nth, now)]),
		{ type: "account.activated", account: accountOf(0) },
		...count(POOL.tasks).map(addedTask),
		...count(POOL.sessions).flatMap((nth) => atWork(nth, now)),
	];
}

/** The next of the events of a pool at work: mostly tools, now and then a turn, a reading, a question, a task. */
export function loadEvent(nth: number, now: number): Event {
	const session = (nth * 7) % POOL.sessions;
	const of = { session: nameOf(session), incarnation: lifeOf(session) };
	const kind = nth % 20;
	if (kind === 0) return quotaRead(nth, now);
	if (kind === 1) return { type: "turn.ended", ...of, ...DONE };
	if (kind === 2) return { type: "turn.started", ...of, promptId: null, nonce: null };
	if (kind === 3) return { type: "session.state-seen", ...of, ...ASKS };
	if (kind === 4) return editedTask(nth);
	if (kind < 8) {
		return { type: "session.context-seen", ...of, contextUsedRatio: ((nth * 13) % 100) / 100 };
	}
	const doing = `editing src/module-${nth % 97}/file-${nth % 31}.ts`;
	return { type: "turn.advanced", ...of, doing, toolInFlight: nth % 2 === 0 };
}

const DONE = { outcome: "done", cause: null, backgroundTasks: 0 } as const;
const ASKS = { state: "waiting", note: "Allow command? npm publish" } as const;

const started: Event = {
	type: "engine.started",
	pid: process.pid,
	version: "0.1.0",
	epoch: 1,
	demo: false,
	policy: { threshold5h: 0.9, thresholdWeek: 0.95, switchPolicy: "auto" },
};

function registeredAccount(nth: number): Event {
	const account = accountOf(nth);
	const facts = { kind: "login", priority: nth, enabled: true } as const;
	return { type: "account.registered", account, home: `/home/op/${account}`, ...facts };
}

function quotaRead(nth: number, now: number): Event {
	const usedRatio = ((nth * 3) % 80) / 100;
	const windows = [
		{ window: "five_hour", usedRatio, resetsAt: now + 7_200_000 },
		{ window: "seven_day", usedRatio: usedRatio / 2, resetsAt: now + 300_000_000 },
	];
	const from = { source: "statusline", incarnation: null } as const;
	return { type: "quota.read", account: accountOf(nth), ...from, windows, observedAt: now };
}

function addedTask(nth: number): Event {
	const project = projectOf(nth);
	const file = `${project}/.agent-queue/inbox/case-${nth}.md`;
	const said = { title: `correct the case ${nth}`, priority: "normal", file } as const;
	return { type: "task.added", task: taskOf(nth), project, ...said };
}

function editedTask(nth: number): Event {
	const priority = nth % 40 === 4 ? "high" : "normal";
	const title = `correct the case ${nth % POOL.tasks}, anew`;
	return { type: "task.edited", task: taskOf(nth % POOL.tasks), title, priority, dependsOn: [] };
}

function atWork(nth: number, now: number): readonly Event[] {
	const of = { session: nameOf(nth), incarnation: lifeOf(nth) };
	const conversation = `11111111-2222-4333-8444-${String(nth).padStart(12, "0")}`;
	const incarnation: Incarnation = {
		...{ id: of.incarnation, account: accountOf(nth), pane: `%${nth}`, pid: 100_000 + nth },
		...{ startTime: "1", epoch: 1, launchedAt: now, conversation, resumed: false },
		carries: "nothing",
		confirmedAt: null,
	};
	const what = {
		kind: "autonomous",
		project: projectOf(nth),
		move: "auto",
		keepAlive: false,
	} as const;
	return [
		{ type: "session.registered", session: of.session, ...what },
		{ type: "session.launched", session: of.session, incarnation, why: "first start", task: null },
		{ type: "session.confirmed", ...of, conversation, source: "startup" },
		{ type: "turn.started", ...of, promptId: null, nonce: null },
	];
}
