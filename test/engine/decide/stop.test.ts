import { describe, expect, test } from "vitest";
import { obstacleToStop } from "../../../src/engine/decide/stop.ts";
import type { Session, State } from "../../../src/state/model.ts";
import {
	dedicated,
	life,
	move,
	NOW,
	SECOND,
	session,
	stateOf,
	switchOf,
	task,
	turn,
} from "../../support/state-builder.ts";

function why(one: Session, force = false, over: Partial<State> = {}): string | null {
	const state = stateOf({ accounts: [], sessions: [one] }, over);
	return obstacleToStop(state, one, { force }, NOW)?.why ?? null;
}

const own = (over: Partial<Session> = {}): Session => dedicated("ccl-0", over);

describe("a session that rests", () => {
	test.each(["idle", "limited", "parked", "quarantined"] as const)("is stopped: %s", (state) => {
		expect(why(own({ state }))).toBeNull();
	});
});

describe("what would be cut is asked for by force", () => {
	test.each<[string, Partial<Session>]>([
		["it is in the middle of a turn", { state: "working", turn: turn() }],
		["it is in the middle of a turn", { state: "working" }],
		["it is just starting", { state: "starting" }],
		["it is at work on task job-1", { task: "job-1" }],
		["it has task job-1 to go on with", { task: "job-1", incarnation: null, state: "unknown" }],
		["it waits for an answer: Allow rm?", { state: "waiting", note: "Allow rm?" }],
		["there is text in its input box, which would be lost", { draft: true }],
		["somebody is typing in it", { attendedAt: NOW - 59 * SECOND }],
	])("%s", (words, over) => {
		expect(why(own(over))).toBe(words);
		expect(why(own(over), true)).toBeNull();
	});

	test("nobody has been at it for a minute: it is stopped", () => {
		expect(why(own({ attendedAt: NOW - 61 * SECOND, draft: false }))).toBeNull();
	});
});

describe("also by force it is not stopped", () => {
	test("when it was started by hand", () => {
		expect(why(session("mine", { kind: "observed" }), true)).toBe("it was started by hand");
	});

	test("while the open switch moves it", () => {
		const openSwitch = switchOf([move("ccl-0")]);
		expect(why(own(), true, { openSwitch })).toBe("the open switch moves it");
	});

	test("while a task is just being given to it", () => {
		const one = session("ccl-auto-11");
		const given = task("job-1", { state: "running", session: one.name });
		const state = stateOf({ accounts: [], sessions: [one], tasks: [given] });
		expect(obstacleToStop(state, one, { force: true }, NOW)?.why).toBe(
			"a task is just being given to it",
		);
	});

	test("while nobody could tell whether its prompt arrived", () => {
		const incarnation = life("ccl-0-1", { carries: "continue", launchedAt: NOW - SECOND });
		expect(why(own({ incarnation }), true)).toBe("its prompt is on its way");
	});
});
