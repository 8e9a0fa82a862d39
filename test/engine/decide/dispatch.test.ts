import { describe, expect, test } from "vitest";
import {
	canTakeTask,
	decideDispatch,
	wantedSessions,
} from "../../../src/engine/decide/dispatch.ts";
import type { Account, Session, State, Task } from "../../../src/state/model.ts";
import {
	account,
	type Dice,
	dedicated,
	dice,
	life,
	move,
	NOW,
	pick,
	quota,
	session,
	stateOf,
	switchOf,
	task,
	turn,
} from "../../support/state-builder.ts";

const good = account("a", [quota("five_hour", 0.3)]);
const decide = (
	sessions: readonly Session[],
	tasks: readonly Task[],
	over: Partial<State> = {},
	accounts: readonly Account[] = [good],
) => decideDispatch(stateOf({ accounts, sessions, tasks }, over), NOW);
const pairs = (decision: ReturnType<typeof decideDispatch>): readonly string[] =>
	decision.assignments.map((a) => `${a.task} → ${a.session}`);

describe("which task goes first", () => {
	test("by priority, then by age", () => {
		const tasks = [
			task("normal"),
			task("older", { addedAt: NOW - 1 }),
			task("critical", { priority: "critical" }),
		];
		const sessions = [session("ccl-auto-11"), session("ccl-auto-12")];
		expect(pairs(decide(sessions, tasks))).toEqual([
			"critical → ccl-auto-11",
			"older → ccl-auto-12",
		]);
	});

	test("a session keeps to its project when there is a task for it", () => {
		const tasks = [task("api", { project: "/srv/api" }), task("app", { project: "/srv/app" })];
		const sessions = [
			session("ccl-auto-11", { project: "/srv/app" }),
			session("ccl-auto-12", { project: "/srv/api" }),
		];
		expect(pairs(decide(sessions, tasks))).toEqual(["api → ccl-auto-12", "app → ccl-auto-11"]);
	});

	test("rather another project than none", () => {
		const sessions = [session("ccl-auto-11", { project: "/srv/app" })];
		expect(pairs(decide(sessions, [task("api", { project: "/srv/api" })]))).toEqual([
			"api → ccl-auto-11",
		]);
	});

	test("one that is held back is passed over, and keeps no session from the next", () => {
		const tasks = [
			task("blocked", { priority: "critical", blockedBy: "blocked.md.blocked" }),
			task("later", { priority: "critical", dependsOn: ["now"] }),
			task("now"),
		];
		expect(pairs(decide([session("ccl-auto-11")], tasks))).toEqual(["now → ccl-auto-11"]);
		expect(decide([], tasks.slice(0, 1)).waitsFor).toBeNull();
	});

	test("a task that runs or has ended is not given out again", () => {
		const tasks = (["running", "done", "failed", "uncertain"] as const).map((state) =>
			task(state, { state }),
		);
		expect(decide([session("ccl-auto-11")], tasks)).toEqual({ assignments: [], waitsFor: null });
	});
});

describe("what the rest waits for", () => {
	test("an idle session", () => {
		const decision = decide([session("ccl-auto-11")], [task("one"), task("two")]);
		expect(decision.assignments).toHaveLength(1);
		expect(decision.waitsFor).toBe("an idle session");
	});

	test("the end of the pause", () => {
		const dispatch = { paused: true, all: false, since: NOW };
		expect(decide([session("ccl-auto-11")], [task("one")], { dispatch })).toEqual({
			assignments: [],
			waitsFor: "dispatch is paused",
		});
	});

	test("nothing, when no task waits", () => {
		expect(decide([session("ccl-auto-11")], []).waitsFor).toBeNull();
	});
});

describe("who is never given a task", () => {
	test.each([
		["the operator's own session, idle or not", dedicated("ccl-0")],
		["one that was started by hand", session("x", { kind: "observed" })],
		["one that works", session("s", { state: "working", turn: turn() })],
		["one of which nothing is known", session("s", { state: "unknown" })],
		["one that waits for a person", session("s", { state: "waiting" })],
		["one that is just starting", session("s", { state: "starting" })],
		["one that is limited", session("s", { state: "limited" })],
		["one that has a task", session("s", { task: "app.other" })],
		["one that is owed a turn", session("s", { owed: { since: NOW, cause: "failure" } })],
		["one without a process", session("s", { incarnation: null })],
		[
			"one that has not said that it is there",
			session("s", { incarnation: life("l", { confirmedAt: null }) }),
		],
		["one whose account is gone", session("s", { account: "gone" })],
	])("%s", (_who, one) => {
		expect(decide([one], [task("one")]).assignments).toEqual([]);
	});

	test.each([
		["near its limit", account("a", [quota("five_hour", 0.93)])],
		["spent", account("a", [quota("five_hour", 1)])],
		["disabled", account("a", [], { enabled: false })],
	])("one whose account is %s", (_how, a) => {
		expect(decide([session("s")], [task("one")], {}, [a]).assignments).toEqual([]);
	});

	test("one whose turn failed, as long as it is gone on with; once that is given up, it takes the next", () => {
		const { policy } = stateOf({});
		const failed = (failedTurns: number, cause: "failure" | "limit" = "failure"): Session =>
			session("s", { owed: { since: NOW, cause }, failedTurns });
		const given = (one: Session): readonly string[] =>
			pairs(decide([one], [task("one")], { policy: { ...policy, retries: 2 } }));
		expect(given(failed(2))).toEqual([]);
		expect(given(failed(3))).toEqual(["one → s"]);
		expect(given(failed(3, "limit"))).toEqual([]);
	});

	test("one that an open switch is going to move, also before its move begins", () => {
		const openSwitch = switchOf([move("ccl-auto-11")]);
		expect(decide([session("ccl-auto-11")], [task("one")], { openSwitch }).assignments).toEqual([]);
		const moved = switchOf([move("ccl-auto-11", { outcome: "moved" })]);
		expect(
			decide([session("ccl-auto-11")], [task("one")], { openSwitch: moved }).assignments,
		).toHaveLength(1);
	});
});

function someSession(roll: Dice, name: string): Session {
	const state = pick(
		roll,
		"idle",
		"idle",
		"idle",
		"starting",
		"working",
		"waiting",
		"limited",
		"parked",
		"stopped",
		"quarantined",
		"unknown",
	);
	const confirmedAt = pick(roll, null, NOW, NOW);
	return session(name, {
		kind: pick(roll, "autonomous", "autonomous", "dedicated", "observed"),
		state,
		account: pick(roll, "a", "b", "c", "gone", null),
		incarnation: roll() < 0.1 ? null : life(name, { confirmedAt }),
		turn: roll() < 0.1 ? turn() : null,
		owed: roll() < 0.1 ? { since: NOW, cause: "limit" } : null,
		task: roll() < 0.1 ? "other" : null,
	});
}

test("only idle autonomous sessions with room ever get a task, one each", () => {
	const accounts = [good, account("b", [quota("five_hour", 0.95)]), account("c")];
	let given = 0;
	for (let seed = 1; seed <= 2_000; seed++) {
		const roll = dice(seed);
		const sessions = Array.from({ length: 6 }, (_, i) => someSession(roll, `s${i}`));
		const tasks = Array.from({ length: 4 }, (_, i) => task(`t${i}`));
		const moving = roll() < 0.3 ? switchOf([move("s0"), move("s1")]) : null;
		const { assignments } = decide(sessions, tasks, { openSwitch: moving }, accounts);
		given += assignments.length;
		for (const { session: name } of assignments) {
			const one = sessions.find((s) => s.name === name);
			expect([seed, one?.kind, one?.state, one?.turn, one?.owed, one?.task]).toEqual([
				seed,
				"autonomous",
				"idle",
				null,
				null,
				null,
			]);
			expect([seed, one?.account]).toEqual([seed, expect.stringMatching(/^[ac]$/)]);
			expect([seed, moving?.moves.some((m) => m.session === name) ?? false]).toEqual([seed, false]);
		}
		const names = assignments.map((a) => a.session);
		expect([seed, new Set(names).size]).toEqual([seed, names.length]);
		expect(new Set(assignments.map((a) => a.task)).size).toBe(assignments.length);
	}
	expect(given).toBeGreaterThan(200);
});

test("who gets a task here can take one, by the rule that is asked again right before", () => {
	const one = session("s");
	expect(canTakeTask(stateOf({ accounts: [good], sessions: [one] }), one, NOW)).toBe(true);
});

describe("how many autonomous sessions are to run", () => {
	const names = ["ccl-auto-11", "ccl-auto-12", "ccl-auto-13", "ccl-auto-14"];
	const waiting = (count: number): readonly Task[] =>
		Array.from({ length: count }, (_, i) => task(`t${i}`));
	const rest = names.map((n) => session(n, { incarnation: null, state: "unknown" }));
	const wanted = (
		sessions: readonly Session[],
		tasks: readonly Task[],
		over: Partial<State> = {},
		accounts: readonly Account[] = [good],
	): readonly string[] => [
		...wantedSessions(stateOf({ accounts, sessions, tasks }, over), names, 1, NOW),
	];

	test("the first `min` when there is nothing to do", () => {
		expect(wanted(rest, [])).toEqual(["ccl-auto-11"]);
	});

	test("one more for each task that finds no idle one, up to `max`", () => {
		expect(wanted(rest, waiting(3))).toEqual(names.slice(0, 3));
		expect(wanted(rest, waiting(9))).toEqual(names);
	});

	test("one more while the only one is in a turn that is nobody's task", () => {
		const typed = session("ccl-auto-11", { state: "working", turn: turn() });
		expect(wanted([typed], waiting(1))).toEqual(names.slice(0, 2));
	});

	test("none for a task that is held back", () => {
		const held = task("t1", { blockedBy: "t1.md.blocked" });
		expect(wanted(rest, [held])).toEqual(["ccl-auto-11"]);
	});

	test("no more while an idle one can take it", () => {
		const running = [session("ccl-auto-11"), ...rest.slice(1)];
		expect(wanted(running, waiting(1))).toEqual(["ccl-auto-11"]);
		const busy = [session("ccl-auto-11", { task: "t9" }), ...rest.slice(1)];
		expect(wanted(busy, waiting(1))).toEqual(["ccl-auto-11", "ccl-auto-12"]);
	});

	test("who runs goes on", () => {
		const sessions = [...rest.slice(0, 3), session("ccl-auto-14")];
		expect(wanted(sessions, [])).toEqual(["ccl-auto-11", "ccl-auto-14"]);
	});

	test("no more while dispatch is paused, or the active account is spent", () => {
		const dispatch = { paused: true, all: false, since: NOW };
		expect(wanted(rest, waiting(3), { dispatch })).toEqual(["ccl-auto-11"]);
		const spent = account("a", [quota("five_hour", 1)]);
		expect(wanted(rest, waiting(3), {}, [spent])).toEqual(["ccl-auto-11"]);
	});
});
