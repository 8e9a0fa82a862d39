import { describe, expect, test } from "vitest";
import { decideDispatch } from "../../../src/engine/decide/dispatch.ts";
import type { Account, DispatchPolicy, Session, State, Task } from "../../../src/state/model.ts";
import {
	account,
	MINUTE,
	NOW,
	quota,
	session,
	stateOf,
	task,
} from "../../support/state-builder.ts";
import { waitsAfter } from "./waits-after.ts";

const good = account("a", [quota("five_hour", 0.3)]);
const noOpus = account("a", [quota("five_hour", 0.3), quota("seven_day_opus", 1)]);
const rules = (over: Partial<DispatchPolicy> = {}): Partial<State> => {
	const dispatch = { projects: {}, models: ["opus", "sonnet"], capabilities: [], ...over };
	return { policy: { ...stateOf({}).policy, dispatch } };
};
const world = (
	sessions: readonly Session[],
	tasks: readonly Task[],
	over: Partial<State> = {},
	accounts: readonly Account[] = [good],
): State => stateOf({ accounts, sessions, tasks }, { ...rules(), ...over });
/** Who goes where, and what each of the others waits for. */
const told = (state: State, noMore: string | null = null): readonly string[] => {
	const decision = decideDispatch(state, NOW, new Set(), noMore);
	return [
		...decision.assignments.map((a) => `${a.task} → ${a.session}`),
		...[...waitsAfter(state, decision)].map(([id, { kind, words }]) => `${id}: ${kind}: ${words}`),
	];
};
const one = session("ccl-auto-11");
const two = session("ccl-auto-12");
const opus = { choices: { model: "opus" } };

describe("each waiting task is told what it waits for", () => {
	test("an idle session, when all have work", () => {
		expect(told(world([one], [task("x"), task("y")]))).toEqual([
			"x → ccl-auto-11",
			"y: no-session: an idle session",
		]);
	});

	test("memory, when the pool might grow and the machine cannot hold one more", () => {
		expect(told(world([], [task("x")]), "memory for one more session (…)")).toEqual([
			"x: no-session: memory for one more session (…)",
		]);
	});

	test("an account with room, when none has any", () => {
		const near = account("a", [quota("five_hour", 0.93)]);
		expect(told(world([one], [task("x")], {}, [near]))).toEqual([
			"x: quota: an account with room: a is near",
		]);
	});

	test("a marker, a task before it, a pause of all or of its project", () => {
		const tasks = [
			task("m", { blockedBy: "m.md.blocked" }),
			task("after", { dependsOn: ["m"] }),
			task("there", { project: "/srv/api" }),
		];
		const projects = { "/srv/api": { since: NOW, until: null } };
		const dispatch = { paused: false, all: false, since: null, projects };
		expect(told(world([one], tasks, { dispatch }))).toEqual([
			"m: blocked: its marker m.md.blocked to be removed",
			"after: depends-on: m",
			"there: paused: dispatch of its project to go on",
		]);
		const paused = { paused: true, all: false, since: NOW };
		expect(told(world([one], [task("x")], { dispatch: paused }))).toEqual([
			"x: paused: dispatch to go on",
		]);
	});

	test("the time of its next attempt, and goes once it has come", () => {
		const later = task("x", { notBefore: NOW + MINUTE });
		expect(told(world([one], [later]))).toEqual(["x: later: its next attempt in 60 s"]);
		expect(told(world([one], [{ ...later, notBefore: NOW }]))).toEqual(["x → ccl-auto-11"]);
	});

	test("what no session offers", () => {
		const it = task("x", { choices: { capabilities: ["browser", "gpu"] } });
		expect(told(world([one], [it], rules({ capabilities: ["gpu"] })))).toEqual([
			"x: capability: sessions that offer browser",
		]);
		expect(told(world([one], [it], rules({ capabilities: ["gpu", "browser"] })))).toEqual([
			"x → ccl-auto-11",
		]);
	});

	test("one of the tasks of its project that may run, those of this very decision counted", () => {
		const projects = { "/srv/app": { priority: 10, maxRunning: 2 } };
		const tasks = [task("r", { state: "running" }), task("x"), task("y")];
		expect(told(world([one, two], tasks, rules({ projects })))).toEqual([
			"x → ccl-auto-11",
			"y: project-limit: one of the 2 tasks of its project that may run",
		]);
	});
});

describe("a task that chooses a model", () => {
	test("waits for its quota where there is quota for others, and keeps no session from them", () => {
		expect(told(world([one], [task("x", opus), task("y")], {}, [noOpus]))).toEqual([
			"y → ccl-auto-11",
			"x: model: quota of the model opus: a is spent for it",
		]);
	});

	test("waits when the configuration does not allow it any more", () => {
		expect(told(world([one], [task("x", opus)], rules({ models: ["sonnet"] })))).toEqual([
			"x: model: the model opus, which dispatch.models does not allow",
		]);
	});

	test("goes to the session whose account has room in the window of that model", () => {
		const there = session("ccl-auto-12", { account: "b" });
		const b = account("b", [quota("five_hour", 0.8), quota("seven_day_opus", 0.1)]);
		const a = account("a", [quota("five_hour", 0.1), quota("seven_day_opus", 0.9)]);
		expect(told(world([one, there], [task("x", opus)], {}, [a, b]))).toEqual(["x → ccl-auto-12"]);
	});

	test("says so when only sessions without room for it are idle, and others say what they wait for", () => {
		const there = session("ccl-auto-12", { account: "b", state: "working" });
		const state = world([one, there], [task("x", opus), task("y"), task("z")], {}, [
			noOpus,
			account("b", [quota("five_hour", 0.1)]),
		]);
		expect(told(state)).toEqual([
			"y → ccl-auto-11",
			"x: no-session: an idle session on an account with room for opus",
			"z: no-session: an idle session",
		]);
	});

	test("leaves its model behind: the next task is not held by the window of that one", () => {
		const used = session("ccl-auto-11", { model: "claude-opus-5", chosenModel: "opus" });
		expect(told(world([used], [task("y")], {}, [noOpus]))).toEqual(["y → ccl-auto-11"]);
		const own = session("ccl-auto-11", { model: "claude-opus-5" });
		expect(told(world([own], [task("y")], {}, [noOpus]))).toEqual([
			"y: no-session: an idle session",
		]);
	});
});

test("every task that waits is told why, whatever holds it back", () => {
	const near = account("b", [quota("five_hour", 0.93)]);
	const projects = { "/srv/api": { priority: 10, maxRunning: 1 } };
	const tasks = [
		task("m", { blockedBy: "m.md.blocked" }),
		task("limited", { project: "/srv/api" }),
		task("r", { project: "/srv/api", state: "running" }),
		task("opus", opus),
		task("later", { notBefore: NOW + 5 * MINUTE }),
		task("plain"),
	];
	const busy = session("ccl-auto-11", { state: "working" });
	const before = world([busy], tasks, rules({ projects }), [noOpus, near]);
	const waits = waitsAfter(before, decideDispatch(before, NOW));
	expect([...waits.values()].map((w) => w.kind).toSorted()).toEqual([
		"blocked",
		"later",
		"model",
		"no-session",
		"project-limit",
	]);
});
