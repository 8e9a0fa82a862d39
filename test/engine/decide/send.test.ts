import { describe, expect, test } from "vitest";
import { obstacleToSend } from "../../../src/engine/decide/send.ts";
import type { Owed, Session, State } from "../../../src/state/model.ts";
import {
	dedicated,
	life,
	move,
	NOW,
	SECOND,
	session,
	stateOf,
	switchOf,
	turn,
} from "../../support/state-builder.ts";

function why(one: Session, over: Partial<State> = {}): string | null {
	const state = stateOf({ accounts: [], sessions: [one] }, over);
	return obstacleToSend(state, one, NOW)?.why ?? null;
}

const own = (over: Partial<Session> = {}): Session => dedicated("ccl-0", over);
const owed = (cause: Owed["cause"]): Owed => ({ since: NOW, cause });

describe("a line goes into", () => {
	test("a session that rests", () => {
		expect(why(own())).toBeNull();
	});

	test("the operator's own session whose process died in a turn: nobody else goes on with that", () => {
		expect(why(own({ owed: owed("death") }))).toBeNull();
	});
});

describe("a line does not go into", () => {
	test.each<[string, Partial<Session>]>([
		["it was started by hand", { kind: "observed" }],
		["it is not running", { incarnation: null, state: "stopped" }],
		["it was asked to end", { incarnation: life("ccl-0-1", { stoppingAt: NOW }) }],
		["it is at work on a task", { kind: "autonomous", task: "job-1" }],
		["its turn was cut, and is continued first", { owed: owed("limit"), state: "limited" }],
		["it is in the middle of a turn", { state: "working", turn: turn() }],
		["it is in the middle of a turn", { state: "idle", turn: turn() }],
		["it is just starting", { state: "starting" }],
		["it waits for an answer: Allow rm?", { state: "waiting", note: "Allow rm?" }],
		["the quota of its account is spent", { state: "limited" }],
		["it is unknown", { state: "unknown" }],
		["it is stalled", { state: "stalled" }],
		[
			"it is in the middle of a turn",
			{ incarnation: life("ccl-0-1", { carries: "continue", launchedAt: NOW - SECOND }) },
		],
	])("one of which is true: %s", (words, over) => {
		expect(why(own(over))).toBe(words);
	});

	test("one that the open switch moves", () => {
		expect(why(session("ccl-0"), { openSwitch: switchOf([move("ccl-0")]) })).toBe(
			"the open switch moves it",
		);
	});
});
