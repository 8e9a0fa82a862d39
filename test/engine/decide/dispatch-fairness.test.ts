import { expect, test } from "vitest";
import { decideDispatch } from "../../../src/engine/decide/dispatch.ts";
import type { State, Task } from "../../../src/state/model.ts";
import { selectQueue } from "../../../src/state/select.ts";
import { taskTable } from "../../../src/state/task-table.ts";
import {
	account,
	type Dice,
	dice,
	HOUR,
	MINUTE,
	NOW,
	pick,
	quota,
	session,
	shuffled,
	stateOf,
	task,
} from "../../support/state-builder.ts";
import { waitsAfter } from "./waits-after.ts";

const accounts = [
	account("a", [quota("five_hour", 0.3), quota("seven_day_opus", 1)]),
	account("b", [quota("five_hour", 0.2)]),
];
const PROJECTS = ["/srv/a", "/srv/b", "/srv/c", "/srv/d"];

function policyOf(roll: Dice): State["policy"] {
	const projects = Object.fromEntries(
		PROJECTS.map((path) => {
			const rules = { priority: pick(roll, 1, 10, 10), maxRunning: pick(roll, 0, 0, 1, 3) };
			return [path, rules] as const;
		}),
	);
	const dispatch = { projects, models: ["opus"], capabilities: ["gpu"] };
	return { ...stateOf({}).policy, dispatch };
}

function someTask(roll: Dice, id: string): Task {
	const model = roll() < 0.2 ? { model: "opus" } : {};
	const needs = roll() < 0.1 ? { capabilities: [pick(roll, "gpu", "browser")] } : {};
	return task(id, {
		project: pick(roll, ...PROJECTS),
		priority: pick(roll, "critical", "high", "normal", "normal", "low"),
		addedAt: NOW - Math.floor(roll() * 3 * HOUR),
		choices: { ...model, ...needs },
		...(roll() < 0.1 && { blockedBy: `${id}.md.blocked` }),
		...(roll() < 0.1 && { notBefore: NOW + MINUTE }),
		...(roll() < 0.1 && { dependsOn: ["t0"] }),
		...(roll() < 0.1 && { state: "running" as const, startedAt: NOW - MINUTE }),
	});
}

function someWorld(seed: number): State {
	const roll = dice(seed);
	const sessions = Array.from({ length: 5 }, (_, n) => {
		const state = pick(roll, "idle", "idle", "working");
		return session(`s${n}`, { account: pick(roll, "a", "b"), state, project: "/srv/a" });
	});
	const tasks = Array.from({ length: 30 }, (_, n) => someTask(roll, `t${n}`));
	return stateOf({ accounts, sessions, tasks }, { policy: policyOf(roll) });
}

const pairs = (state: State): readonly string[] =>
	decideDispatch(state, NOW).assignments.map((a) => `${a.task} → ${a.session}`);

test("each session gets at most one task, each task goes once or is told what it waits for", () => {
	for (let seed = 1; seed <= 500; seed++) {
		const state = someWorld(seed);
		const decision = decideDispatch(state, NOW);
		const { assignments } = decision;
		const waits = waitsAfter(state, decision);
		const given = new Set(assignments.map((a) => a.task));
		expect(new Set(assignments.map((a) => a.session)).size).toBe(assignments.length);
		for (const { id, state: of } of state.tasks.values()) {
			const told = Number(given.has(id)) + Number(waits.has(id));
			expect([seed, id, told]).toEqual([seed, id, of === "waiting" ? 1 : 0]);
		}
	}
});

test("the same state leads to the same decision, whatever order it is kept in", () => {
	for (let seed = 1; seed <= 200; seed++) {
		const state = someWorld(seed);
		const tasks = taskTable(shuffled(dice(seed), [...state.tasks.values()]));
		const sessions = Object.fromEntries(shuffled(dice(seed), Object.entries(state.sessions)));
		expect([seed, pairs({ ...state, tasks, sessions })]).toEqual([seed, pairs(state)]);
	}
});

test("a task that cannot go never keeps another from going", () => {
	for (let seed = 1; seed <= 500; seed++) {
		const state = someWorld(seed);
		const waits = waitsAfter(state, decideDispatch(state, NOW));
		const stuck = new Set(
			[...waits].flatMap(([id, { kind }]) =>
				["blocked", "later", "capability"].includes(kind) ? [id] : [],
			),
		);
		const without = { ...state, tasks: state.tasks.filter(({ id }) => !stuck.has(id)) };
		// Who waits for a task that is gone waits on.
		expect([seed, pairs(without)]).toEqual([seed, pairs(state)]);
	}
});

test("no session stays idle while a task that it could take waits for one", () => {
	for (let seed = 1; seed <= 500; seed++) {
		const state = someWorld(seed);
		const decision = decideDispatch(state, NOW);
		const { assignments } = decision;
		const waits = waitsAfter(state, decision);
		const taken = new Set(assignments.map((a) => a.session));
		const idle = Object.values(state.sessions).filter((s) => s.state === "idle");
		const free = idle.filter((s) => !taken.has(s.name));
		for (const [id, { kind }] of waits) {
			if (kind !== "no-session" || free.length === 0) continue;
			// Only those of account b have room for the model.
			expect([seed, id, state.tasks.get(id)?.choices?.model]).toEqual([seed, id, "opus"]);
			expect([seed, free.map((s) => s.account).includes("b")]).toEqual([seed, false]);
		}
	}
});

/** A pool in which a task takes ten minutes, and every one that is done is followed by another of the same project. */
function served(priority: Readonly<Record<string, number>>, hours: number): Record<string, number> {
	const projects = Object.fromEntries(
		Object.entries(priority).map(([path, p]) => [path, { priority: p, maxRunning: 0 }]),
	);
	const policy = {
		...stateOf({}).policy,
		dispatch: { projects, models: [], capabilities: [] },
	};
	const names = ["s1", "s2"];
	let tasks: readonly Task[] = Object.keys(priority).flatMap((project) =>
		Array.from({ length: 20 }, (_, n) => task(`${project}-${n}`, { project })),
	);
	const counts: Record<string, number> = {};
	for (let at = NOW; at < NOW + hours * HOUR; at += 10 * MINUTE) {
		const ended = tasks.filter((t) => t.state === "running");
		const more = ended.map((t) => task(`${t.id}+`, { project: t.project, addedAt: at }));
		const done = ended.map((t) => ({ ...t, state: "done" as const, endedAt: at }));
		tasks = [...tasks.filter((t) => t.state !== "running"), ...done, ...more];
		const sessions = names.map((name) => session(name));
		const roomy = [account("a", [quota("five_hour", 0.3, { resetsAt: at + HOUR })])];
		const { assignments } = decideDispatch(
			stateOf({ accounts: roomy, sessions, tasks }, { policy }),
			at,
		);
		const given = new Set(assignments.map((a) => a.task));
		tasks = tasks.map((t) =>
			given.has(t.id) ? { ...t, state: "running" as const, startedAt: at } : t,
		);
		for (const t of tasks.filter((one) => given.has(one.id))) {
			counts[t.project] = (counts[t.project] ?? 0) + 1;
		}
	}
	return counts;
}

test("a project of a worse priority gets one task an hour although a better one never runs dry", () => {
	expect(served({ "/first": 1, "/last": 99 }, 10)).toEqual({ "/first": 111, "/last": 9 });
});

test("projects of equal priority get as much as each other", () => {
	expect(served({ "/a": 10, "/b": 10 }, 10)).toEqual({ "/a": 60, "/b": 60 });
});

test("the queue is shown in the order in which it is given out", () => {
	const tasks = [
		task("a1", { addedAt: NOW - 2 }),
		task("a2", { addedAt: NOW - 1 }),
		task("b1", { project: "/srv/b" }),
	];
	const names = ["s1", "s2", "s3"].map((name) => session(name));
	const state = stateOf({ accounts, sessions: names, tasks });
	const given = decideDispatch(state, NOW).assignments.map((a) => a.task);
	expect(given).toEqual(["a1", "b1", "a2"]);
	expect(selectQueue(state).map((t) => t.id)).toEqual(given);
});
