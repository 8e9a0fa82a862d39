import type { FailoverRules } from "../../src/engine/decide/failover.ts";
import type { SwitchRules } from "../../src/engine/decide/switch-rules.ts";
import type { Event } from "../../src/state/events.ts";
import {
	type Account,
	type Incarnation,
	initialState,
	type Move,
	type QuotaWindow,
	type Session,
	type State,
	type Switch,
	type Task,
	type Turn,
} from "../../src/state/model.ts";
import { reduce } from "../../src/state/reduce.ts";
import { taskTable } from "../../src/state/task-table.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** The time that tests of pure functions play at. */
export const NOW = Date.UTC(2026, 10, 22, 12);

/** The rules of a configuration that says nothing about switches, but for the wait for a reset: there is none. */
export function failoverRules(over: Partial<FailoverRules> = {}): FailoverRules {
	return {
		policy: "auto",
		minDwellMs: 15 * MINUTE,
		maxPerHour: 4,
		candidateMax: 0.6,
		reactivateCooldownMs: 5 * MINUTE,
		failback: "never",
		waitForResetMs: 0,
		...over,
	};
}

/** The rules of a running switch as a configuration that says nothing has them, on a machine with two launch slots. */
export function switchRules(): SwitchRules {
	return {
		drainTimeoutMs: 120 * SECOND,
		drainMaxMs: 30 * MINUTE,
		drainPolicy: "leave",
		slots: 2,
		crossAccountResume: "ask",
	};
}

/** One quota window, read just now, that resets in two hours. */
export function quota(
	window: string,
	usedRatio: number,
	over: Partial<QuotaWindow> = {},
): QuotaWindow {
	return {
		window,
		usedRatio,
		resetsAt: NOW + 2 * HOUR,
		source: "statusline",
		observedAt: NOW,
		incarnation: null,
		spent: usedRatio >= 1,
		...over,
	};
}

/** An enabled login account whose windows are given as readings. */
export function account(
	name: string,
	windows: readonly QuotaWindow[] = [],
	over: Partial<Account> = {},
): Account {
	return {
		name,
		home: `/homes/${name}`,
		kind: "login",
		priority: 1,
		enabled: true,
		uuid: `uuid-of-${name}`,
		windows: Object.fromEntries(windows.map((w) => [w.window, w])),
		trouble: null,
		leftAt: null,
		answeredAt: null,
		told: null,
		...over,
	};
}

/** A process life that has said that it is there. */
export function life(id: string, over: Partial<Incarnation> = {}): Incarnation {
	return {
		id,
		account: "a",
		pane: "%1",
		pid: 4_000_001,
		startTime: "100",
		epoch: 1,
		launchedAt: NOW - MINUTE,
		conversation: `conversation-of-${id}`,
		resumed: false,
		carries: "nothing",
		confirmedAt: NOW - MINUTE + 700,
		...over,
	};
}

/** A turn that began just now. */
export function turn(over: Partial<Turn> = {}): Turn {
	const base = { startedAt: NOW, promptId: null, nonce: null, activeAt: NOW, toolInFlight: false };
	return { ...base, ...over };
}

/** An autonomous session that is idle on account a. */
export function session(name: string, over: Partial<Session> = {}): Session {
	const incarnation = over.incarnation === undefined ? life(`${name}-1`) : over.incarnation;
	return {
		name,
		kind: "autonomous",
		project: "/srv/app",
		move: "auto",
		keepAlive: true,
		state: "idle",
		stateSince: NOW - MINUTE,
		note: null,
		account: incarnation?.account ?? "a",
		conversation: incarnation?.conversation ?? `conversation-of-${name}-1`,
		conversationStarted: true,
		task: null,
		turn: null,
		owed: null,
		doing: null,
		contextUsedRatio: null,
		turnsDone: 0,
		failedTurns: 0,
		deaths: [],
		...over,
		incarnation,
	};
}

/** One of the operator's own sessions, idle on account a. */
export function dedicated(name: string, over: Partial<Session> = {}): Session {
	return session(name, { kind: "dedicated", ...over });
}

/** A waiting task. */
export function task(id: string, over: Partial<Task> = {}): Task {
	return {
		id,
		project: "/srv/app",
		title: id,
		priority: "normal",
		file: `/srv/app/.agent-queue/inbox/${id}.md`,
		state: "waiting",
		attempt: 0,
		session: null,
		conversation: null,
		nonce: null,
		addedAt: NOW,
		startedAt: null,
		acceptedAt: null,
		answeredAt: null,
		endedAt: null,
		note: null,
		...over,
	};
}

/** A move that has not begun. */
export function move(name: string, over: Partial<Move> = {}): Move {
	return {
		session: name,
		canary: false,
		step: "pending",
		outcome: null,
		note: null,
		conversation: `conversation-of-${name}-1`,
		fromIncarnation: `${name}-1`,
		toIncarnation: null,
		owed: false,
		checkpoint: null,
		startedAt: null,
		endedAt: null,
		...over,
	};
}

/** A switch from a to b that began just now. */
export function switchOf(moves: readonly Move[], over: Partial<Switch> = {}): Switch {
	return {
		id: "s1",
		from: "a",
		to: "b",
		reason: "threshold",
		why: "a: five_hour is at 92 %",
		force: false,
		begunAt: NOW,
		committedAt: null,
		endedAt: null,
		outcome: null,
		note: null,
		moves,
		...over,
	};
}

/** A state with these things in it; the first account is the active one. */
export function stateOf(
	things: {
		readonly accounts?: readonly Account[];
		readonly sessions?: readonly Session[];
		readonly tasks?: readonly Task[];
	},
	over: Partial<State> = {},
): State {
	const byName = <T extends { readonly name: string }>(list: readonly T[] = []) =>
		Object.fromEntries(list.map((one) => [one.name, one]));
	return {
		...initialState,
		accounts: byName(things.accounts),
		sessions: byName(things.sessions),
		tasks: taskTable(things.tasks),
		active: things.accounts?.[0]?.name ?? null,
		...over,
	};
}

/** The state after these events, one second apart unless they carry their own time. */
export function replay(
	state: State,
	...events: readonly (Event | { readonly at: number; readonly event: Event })[]
): State {
	return events.reduce((s, one, i) => {
		const { at, event } = "event" in one ? one : { at: NOW + i * SECOND, event: one };
		return reduce(s, event, at);
	}, state);
}

/** Numbers from 0 (with) to 1 (without) that a seed fixes for ever. */
export type Dice = () => number;

export function dice(seed: number): Dice {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** One of several, as the dice fall. */
export function pick<T>(roll: Dice, ...choices: readonly T[]): T {
	const chosen = choices[Math.floor(roll() * choices.length)];
	if (chosen === undefined) throw new Error("there is nothing to pick from");
	return chosen;
}

/** The same things in another order. */
export function shuffled<T>(roll: Dice, things: readonly T[]): readonly T[] {
	return things
		.map((thing) => ({ thing, key: roll() }))
		.sort((x, y) => x.key - y.key)
		.map(({ thing }) => thing);
}
