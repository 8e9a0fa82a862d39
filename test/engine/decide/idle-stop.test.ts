import { expect, test } from "vitest";
import { decideIdleStop } from "../../../src/engine/decide/idle-stop.ts";
import type { Task } from "../../../src/state/model.ts";
import { MINUTE, NOW, session, stateOf, task } from "../../support/state-builder.ts";

const names = ["ccl-auto-11", "ccl-auto-12", "ccl-auto-13"];
const idle = (ms: number) => names.map((name) => session(name, { stateSince: NOW - ms }));
const stopped = (ms: number, tasks: readonly Task[] = []): string | null => {
	const rules = { min: 1, idleStopMs: 30 * MINUTE };
	return decideIdleStop(stateOf({ sessions: idle(ms), tasks }), names, rules, NOW);
};

test("the last of the pool that had nothing to do for so long is stopped, the first ones are kept", () => {
	expect(stopped(30 * MINUTE)).toBe("ccl-auto-13");
	expect(stopped(30 * MINUTE - 1)).toBeNull();
});

test("none while a task waits for a session; one that is held back waits for none", () => {
	expect(stopped(30 * MINUTE, [task("t1")])).toBeNull();
	expect(stopped(30 * MINUTE, [task("t1", { blockedBy: "t1.md.blocked" })])).toBe("ccl-auto-13");
});
