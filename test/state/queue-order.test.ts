import { describe, expect, test } from "vitest";
import type { State, Task } from "../../src/state/model.ts";
import { queueOrder } from "../../src/state/queue-order.ts";
import { HOUR, MINUTE, NOW, stateOf, task } from "../support/state-builder.ts";

const priorities = (by: Readonly<Record<string, number>>): Partial<State> => {
	const projects = Object.fromEntries(
		Object.entries(by).map(([path, priority]) => [path, { priority, maxRunning: 0 }]),
	);
	const { policy } = stateOf({});
	return { policy: { ...policy, dispatch: { projects, models: [], capabilities: [] } } };
};
const order = (
	tasks: readonly Task[],
	over: Partial<State> = {},
	held?: (task: Task) => boolean,
): readonly string[] => {
	const waiting = tasks.filter((t) => t.state === "waiting");
	return queueOrder(stateOf({ tasks }, over), waiting, NOW, held).map((t) => t.id);
};
const of = (project: string, id: string, over: Partial<Task> = {}): Task =>
	task(id, { project, ...over });
const running = (project: string, id: string, over: Partial<Task> = {}): Task =>
	of(project, id, { state: "running", startedAt: NOW, ...over });

describe("the order of the queue", () => {
	test("the priority of the task comes before all else", () => {
		const tasks = [
			of("/low", "l", { priority: "low", addedAt: NOW - 9 * HOUR }),
			of("/low", "c", { priority: "critical" }),
			of("/first", "n"),
			of("/low", "h", { priority: "high" }),
		];
		expect(order(tasks, priorities({ "/first": 1, "/low": 99 }))).toEqual(["c", "h", "n", "l"]);
	});

	test("then that of its project, lower first; one that is not told is 10", () => {
		const tasks = [of("/usual", "u"), of("/late", "l"), of("/first", "f")];
		expect(order(tasks, priorities({ "/first": 1, "/late": 11 }))).toEqual(["f", "u", "l"]);
	});

	test("projects of equal priority take turns, and who has most running comes last", () => {
		const tasks = [
			...[1, 2, 3].map((n) => of("/a", `a${n}`, { addedAt: NOW - 10 + n })),
			...[1, 2, 3].map((n) => of("/b", `b${n}`, { addedAt: NOW + n })),
		];
		expect(order(tasks)).toEqual(["a1", "b1", "a2", "b2", "a3", "b3"]);
		const two = [running("/a", "r1"), running("/a", "r2")];
		expect(order([...two, ...tasks])).toEqual(["b1", "b2", "a1", "b3", "a2", "a3"]);
	});

	test("within a project by age, then by id, whatever the order they are known in", () => {
		const tasks = [of("/a", "y"), of("/a", "x"), of("/a", "old", { addedAt: NOW - 1 })];
		expect(order(tasks)).toEqual(["old", "x", "y"]);
		expect(order(tasks.toReversed())).toEqual(["old", "x", "y"]);
	});

	test("one that is held back takes no turn from the others of its project", () => {
		const tasks = [
			of("/a", "held", { addedAt: NOW - 9 }),
			of("/a", "a", { addedAt: NOW - 8 }),
			of("/b", "b"),
		];
		expect(order(tasks, {}, (t) => t.id === "held")).toEqual(["held", "a", "b"]);
	});
});

describe("a project that got nothing for an hour", () => {
	const rules = priorities({ "/first": 1, "/last": 99 });
	const preferred = of("/first", "first", { addedAt: NOW - 5 * HOUR });
	const busy = running("/first", "r", { startedAt: NOW - MINUTE });
	const late = [2, 1].map((hours) => of("/last", `last${hours}`, { addedAt: NOW - hours * HOUR }));

	test("is served next among tasks of equal priority, with one task", () => {
		expect(order([busy, preferred, ...late], rules)).toEqual(["last2", "first", "last1"]);
	});

	test("is not, before the hour is over", () => {
		const young = of("/last", "young", { addedAt: NOW - HOUR + 1 });
		expect(order([busy, preferred, young], rules)).toEqual(["first", "young"]);
		const lately = running("/last", "lately", { state: "done", startedAt: NOW - HOUR + 1 });
		expect(order([busy, preferred, lately, ...late], rules)).toEqual(["first", "last2", "last1"]);
	});

	test("does not come before a task of better priority", () => {
		const high = of("/first", "high", { priority: "high" });
		expect(order([busy, high, ...late], rules)[0]).toBe("high");
	});
});
