import { expect, test } from "vitest";
import { heldBy, selectWaitsFor } from "../../src/state/held.ts";
import type { Task } from "../../src/state/model.ts";
import { stateOf, task } from "../support/state-builder.ts";

const held = (one: Partial<Task>, ...others: readonly Task[]): string | null => {
	const it = task("app.it", one);
	return heldBy(stateOf({ tasks: [it, ...others] }), it);
};
const after = { dependsOn: ["app.one", "app.two"] };

test("a task is held by the first of those before it that is not done", () => {
	const done = task("app.one", { state: "done" });
	expect(held(after, done, task("app.two"))).toBe("app.two");
	expect(held(after, done, task("app.two", { state: "running" }))).toBe("app.two");
	expect(held(after, done, task("app.two", { state: "done" }))).toBeNull();
});

test("that one of them failed, or nobody knows it, is said", () => {
	expect(held(after, task("app.one", { state: "failed" }))).toBe("app.one, which is failed");
	expect(held(after, task("app.one", { state: "uncertain" }))).toBe("app.one, which is uncertain");
	expect(held(after)).toBe("app.one, which is not known");
});

test("a marker comes before all else, and the pause before the want of a session", () => {
	expect(held({ ...after, blockedBy: "it.md.blocked" })).toBe(
		"its marker it.md.blocked to be removed",
	);
	const waits = (over: Parameters<typeof stateOf>[1], one: Partial<Task> = {}) => {
		const it = task("app.it", one);
		return selectWaitsFor(stateOf({ tasks: [it] }, over), it);
	};
	const dispatch = { paused: false, all: false, since: null };
	expect(waits({ dispatch: { ...dispatch, paused: true } })).toBe("dispatch to go on");
	expect(waits({ dispatch: { ...dispatch, waitsFor: "room" } })).toBe("room");
	expect(waits({ dispatch }, { note: "its file is locked" })).toBe("its file is locked");
	expect(waits({ dispatch }, { state: "running" })).toBeNull();
});
