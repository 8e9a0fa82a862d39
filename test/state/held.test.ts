import { expect, test } from "vitest";
import { heldBy } from "../../src/state/held.ts";
import type { State, Task } from "../../src/state/model.ts";
import { isProjectPaused } from "../../src/state/pauses.ts";
import { selectWaits } from "../../src/state/waits.ts";
import { account, NOW, stateOf, task } from "../support/state-builder.ts";

const held = (one: Partial<Task>, ...others: readonly Task[]): string | null => {
	const it = task("app.it", one);
	return heldBy(stateOf({ tasks: [it, ...others] }), it)?.words ?? null;
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

const dispatch = { paused: false, all: false, since: null };
const waits = (over: Partial<State>, one: Partial<Task> = {}) => {
	const it = task("app.it", one);
	const wait = selectWaits(stateOf({ accounts: [account("a")], tasks: [it] }, over), NOW)(it);
	return wait === null ? null : `${wait.kind}: ${wait.words}`;
};

test("a marker comes before all else, and the pause before the want of a session", () => {
	const marker = "its marker it.md.blocked to be removed";
	expect(held({ ...after, blockedBy: "it.md.blocked" })).toBe(marker);
	expect(waits({ dispatch: { ...dispatch, paused: true } })).toBe("paused: dispatch to go on");
	expect(waits({ dispatch }, { state: "running" })).toBeNull();
});

test("what the dispatcher recorded is told by the model that the task chooses", () => {
	const wants = {
		"": { kind: "no-session", why: "an idle session" },
		opus: { kind: "quota", why: "quota of a" },
	} as const;
	const recorded = { dispatch: { ...dispatch, waitsFor: "an idle session", wants } };
	expect(waits(recorded)).toBe("no-session: an idle session");
	expect(waits(recorded, { choices: { model: "opus" } })).toBe("quota: quota of a");
});

test("before it recorded anything, and as older versions did, the sentence or the note is told", () => {
	expect(waits({ dispatch: { ...dispatch, waitsFor: "room" } })).toBe("no-session: room");
	expect(waits({ dispatch }, { note: "its file is locked" })).toBe(
		"no-session: its file is locked",
	);
	expect(waits({ dispatch })).toBe("no-session: an idle session");
});

test("a project is paused with all others, or alone", () => {
	const projects = { "/srv/app": { since: NOW, until: null } };
	expect(isProjectPaused({ dispatch: { ...dispatch, projects } }, "/srv/app")).toBe(true);
	expect(isProjectPaused({ dispatch: { ...dispatch, projects } }, "/srv/api")).toBe(false);
	expect(isProjectPaused({ dispatch: { ...dispatch, paused: true } }, "/srv/api")).toBe(true);
});
