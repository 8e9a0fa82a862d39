import { describe, expect, test } from "vitest";
import { decideDispatch } from "../../../src/engine/decide/dispatch.ts";
import { canTakeTask } from "../../../src/engine/decide/takes-task.ts";
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
		expect(decide([], tasks.slice(0, 1)).wants).toEqual({});
	});

	test("a task that runs or has ended is not given out again", () => {
		const tasks = (["running", "done", "failed", "uncertain"] as const).map((state) =>
			task(state, { state }),
		);
		const decision = decide([session("ccl-auto-11")], tasks);
		expect(decision).toEqual({ assignments: [], wants: {} });
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
