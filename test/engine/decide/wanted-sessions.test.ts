import { describe, expect, test } from "vitest";
import { wantedSessions } from "../../../src/engine/decide/wanted-sessions.ts";
import type { Account, DispatchPolicy, Session, State, Task } from "../../../src/state/model.ts";
import {
	account,
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

const [FIRST, SECOND, THIRD, FOURTH] = [11, 12, 13, 14].map((n) => `ccl-auto-${n}`);
const names = [FIRST, SECOND, THIRD, FOURTH].map(String);
const good = account("a", [quota("five_hour", 0.3)]);
const down = (name: string, over: Partial<Session> = {}): Session =>
	session(name, { incarnation: null, state: "unknown", ...over });
const rest = names.map((name) => down(name));
const waiting = (count: number, over: Partial<Task> = {}): readonly Task[] =>
	Array.from({ length: count }, (_, i) => task(`t${i}`, over));
const decide = (
	sessions: readonly Session[],
	tasks: readonly Task[],
	over: Partial<State> = {},
	accounts: readonly Account[] = [good],
	room = Number.POSITIVE_INFINITY,
) => {
	const all = [...sessions, ...rest.filter((r) => sessions.every((s) => s.name !== r.name))];
	const state = stateOf({ accounts, sessions: all, tasks }, over);
	return wantedSessions(state, names, { min: 1, room }, NOW);
};
const wanted = (...of: Parameters<typeof decide>): readonly string[] => [
	...decide(...of).sessions.keys(),
];
const rules = (over: Partial<DispatchPolicy>): Partial<State> => {
	const dispatch = { projects: {}, models: ["opus"], capabilities: [], ...over };
	return { policy: { ...stateOf({}).policy, dispatch } };
};

describe("how many autonomous sessions are to run", () => {
	test("the first `min` when there is nothing to do", () => {
		expect(wanted([], [])).toEqual([FIRST]);
	});

	test("one more for each task that finds no idle one, up to `max`", () => {
		expect(wanted([], waiting(3))).toEqual(names.slice(0, 3));
		expect(wanted([], waiting(9))).toEqual(names);
	});

	test("another one where the start of the next is refused, which is not waited for", () => {
		const busy = session("ccl-auto-11", { state: "working", turn: turn() });
		const state = stateOf({
			accounts: [good],
			sessions: [busy, ...rest.slice(1)],
			tasks: waiting(1),
		});
		const bounds = { min: 1, room: 1, refused: new Set([SECOND ?? ""]) };
		expect([...wantedSessions(state, names, bounds, NOW).sessions.keys()]).toEqual([FIRST, THIRD]);
		const both = wantedSessions(state, names, { ...bounds, min: 2, room: 2 }, NOW);
		expect([...both.sessions.keys()]).toEqual([FIRST, THIRD, SECOND]);
	});

	test("one more while the only one is in a turn that is nobody's task", () => {
		const typed = session("ccl-auto-11", { state: "working", turn: turn() });
		expect(wanted([typed], waiting(1))).toEqual([FIRST, SECOND]);
	});

	test("no more while one that is idle, or just coming up, can take it", () => {
		expect(wanted([session("ccl-auto-11")], waiting(1))).toEqual([FIRST]);
		const coming = session("ccl-auto-11", {
			state: "starting",
			incarnation: life("l", { confirmedAt: null }),
		});
		expect(wanted([coming], waiting(1))).toEqual([FIRST]);
		expect(wanted([session("ccl-auto-11", { task: "t9" })], waiting(1))).toEqual([FIRST, SECOND]);
	});

	test("who runs goes on, and who has work of its own comes back to it", () => {
		expect(wanted([session("ccl-auto-14")], [])).toEqual([FOURTH, FIRST]);
		const died = down("ccl-auto-13", { task: "t9" });
		expect(wanted([died], [])).toEqual([THIRD, FIRST]);
	});

	test("one that a task is just being given to is neither idle nor missing", () => {
		const given = task("given", { state: "running", session: "ccl-auto-11" });
		expect(wanted([down("ccl-auto-11")], [given, task("next")])).toEqual([FIRST, SECOND]);
	});

	test("one that waits for a person, a reset, or was left by its operator, is passed over", () => {
		const aside = [
			session("ccl-auto-11", { state: "waiting" }),
			down("ccl-auto-12", { state: "quarantined" }),
			down("ccl-auto-13", { state: "stopped" }),
		];
		expect(wanted(aside, waiting(1))).toEqual([FIRST, FOURTH]);
		const limited = session("ccl-auto-11", { state: "limited" });
		expect(wanted([limited], waiting(1))).toEqual([FIRST, SECOND]);
	});

	test("one that a switch moves counts as coming back", () => {
		const openSwitch = switchOf([move("ccl-auto-11")]);
		expect(wanted([session("ccl-auto-11")], waiting(1), { openSwitch })).toEqual([FIRST]);
	});
});

describe("tasks that start no session", () => {
	test("those that are held back, paused, or tried again later", () => {
		expect(wanted([], waiting(3, { blockedBy: "t.md.blocked" }))).toEqual([FIRST]);
		expect(wanted([], waiting(3, { notBefore: NOW + MINUTE }))).toEqual([FIRST]);
		const dispatch = { paused: true, all: false, since: NOW };
		expect(wanted([], waiting(3), { dispatch })).toEqual([FIRST]);
		const projects = { "/srv/app": { since: NOW, until: null } };
		const one = { paused: false, all: false, since: null, projects };
		expect(wanted([], waiting(3), { dispatch: one })).toEqual([FIRST]);
	});

	test("those beyond the limit of their project", () => {
		const projects = { "/srv/app": { priority: 10, maxRunning: 2 } };
		expect(wanted([], waiting(9), rules({ projects }))).toEqual([FIRST, SECOND]);
	});

	test("those that ask for what no session offers, or for a model without quota", () => {
		const gpu = { choices: { capabilities: ["gpu"] } };
		expect(wanted([], waiting(3, gpu), rules({}))).toEqual([FIRST]);
		const noOpus = account("a", [quota("five_hour", 0.3), quota("seven_day_opus", 1)]);
		const opus = { choices: { model: "opus" } };
		expect(wanted([], waiting(3, opus), rules({}), [noOpus])).toEqual([FIRST]);
	});
});

describe("quota", () => {
	test.each([
		["spent", quota("five_hour", 1)],
		["near its limit", quota("five_hour", 0.93)],
	])("no more while the active account is %s", (_how, window) => {
		expect(wanted([], waiting(3), {}, [account("a", [window])])).toEqual([FIRST]);
	});

	test("no more where the next turn would probably be cut", () => {
		const trace = Array.from({ length: 11 }, (_, n) => ({
			at: NOW - (10 - n) * MINUTE,
			usedRatio: 0.06 + 0.08 * n,
			turns: n,
		}));
		const tight = account("a", [quota("five_hour", 0.86, { trace })]);
		expect(wanted([], waiting(3), {}, [tight])).toHaveLength(3);
		const full = account("a", [quota("seven_day", 0.94, { trace })]);
		expect(wanted([], waiting(3), {}, [full])).toEqual([FIRST]);
	});

	test("where its old account has no room, and the active one has, a session starts there", () => {
		const old = rest.map((s) => ({ ...s, account: "b" }));
		const near = account("b", [quota("five_hour", 0.93)]);
		expect(wanted(old, waiting(3), {}, [good, near])).toEqual(names.slice(0, 3));
	});

	test("a session that is started for a task which chooses a model is put where that has room", () => {
		const { policy } = stateOf({});
		const noOpus = account("a", [quota("five_hour", 0.1), quota("seven_day_opus", 1)]);
		const other = account("b", [quota("five_hour", 0.5)]);
		const { sessions } = decide(
			[session("ccl-auto-11")],
			waiting(2, { choices: { model: "opus" } }),
			{ policy: { ...policy, strategy: "spread" } },
			[noOpus, other],
		);
		expect([...sessions]).toEqual([
			[FIRST, null],
			[SECOND, "opus"],
			[THIRD, "opus"],
		]);
	});
});

describe("memory", () => {
	test("bounds how many are started, and how many more would be is told", () => {
		const { sessions, starts, lacking } = decide([], waiting(9), {}, [good], 2);
		expect([[...sessions.keys()], starts, lacking]).toEqual([[FIRST, SECOND], 2, 2]);
	});

	test("starts none where there is none, not even the first ones, and ends none that runs", () => {
		expect(wanted([], waiting(3), {}, [good], 0)).toEqual([]);
		const running = names.map((name) => session(name, { task: "t9" }));
		expect(wanted(running, waiting(3), {}, [good], 0)).toEqual(names);
	});

	test("does not bind a session that comes back to its work", () => {
		expect(wanted([down("ccl-auto-12", { task: "t9" })], [], {}, [good], 0)).toEqual([SECOND]);
	});
});
