import { expect, test } from "vitest";
import { decideIdleStop } from "../../../src/engine/decide/idle-stop.ts";
import type { State, Task } from "../../../src/state/model.ts";
import { MINUTE, NOW, session, stateOf, task } from "../../support/state-builder.ts";

const names = ["ccl-auto-11", "ccl-auto-12", "ccl-auto-13"];
const idle = (ms: number) => names.map((name) => session(name, { stateSince: NOW - ms }));
const stopped = (
	ms: number,
	tasks: readonly Task[] = [],
	over: Partial<State> = {},
): string | null => {
	const rules = { min: 1, idleStopMs: 30 * MINUTE };
	return decideIdleStop(stateOf({ sessions: idle(ms), tasks }, over), names, rules, NOW);
};

test("the last of the pool that had nothing to do for so long is stopped, the first ones are kept", () => {
	expect(stopped(30 * MINUTE)).toBe("ccl-auto-13");
	expect(stopped(30 * MINUTE - 1)).toBeNull();
});

test("none while a task waits for a session; one that is held back waits for none", () => {
	expect(stopped(30 * MINUTE, [task("t1"), task("t2")])).toBeNull();
	expect(stopped(30 * MINUTE, [task("t1")])).toBe("ccl-auto-13");
	expect(stopped(30 * MINUTE, [task("t1", { blockedBy: "t1.md.blocked" })])).toBe("ccl-auto-13");
});

test("one that the configuration no longer has goes at once, whatever waits", () => {
	const rules = { min: 2, idleStopMs: 30 * MINUTE };
	const state = stateOf({ sessions: idle(0), tasks: [task("t1")] });
	expect(decideIdleStop(state, names.slice(0, 2), rules, NOW)).toBe("ccl-auto-13");
	expect(decideIdleStop(state, names, rules, NOW)).toBeNull();
});

test("one that is paused, or beyond the limit of its project, keeps no session either", () => {
	const dispatch = { paused: true, all: false, since: NOW };
	expect(stopped(30 * MINUTE, [task("t1")], { dispatch })).toBe("ccl-auto-13");
	const projects = { "/srv/app": { priority: 10, maxRunning: 1 } };
	const rules = { projects, models: [], capabilities: [] };
	const policy = { ...stateOf({}).policy, dispatch: rules };
	const tasks = [task("r", { state: "running" }), task("t1")];
	expect(stopped(30 * MINUTE, tasks, { policy })).toBe("ccl-auto-13");
});
