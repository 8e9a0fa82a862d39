import { describe, expect, test } from "vitest";
import { decideStalledRestart } from "../../../src/engine/decide/stalled.ts";
import type { Session } from "../../../src/state/model.ts";
import {
	dedicated,
	life,
	MINUTE,
	move,
	NOW,
	session,
	stateOf,
	switchOf,
	turn,
} from "../../support/state-builder.ts";

const stalled = { state: "stalled" as const, turn: turn({ startedAt: NOW, activeAt: NOW }) };
const decide = (sessions: readonly Session[], tried: readonly string[] = [], over = {}) =>
	decideStalledRestart(stateOf({ sessions }, over), new Set(tried));

describe("a stalled session", () => {
	test("that is fed is restarted, one at a time", () => {
		const all = [session("ccl-auto-11"), session("ccl-auto-13", stalled)];
		expect(decide([...all, session("ccl-auto-12", stalled)])).toBe("ccl-auto-12");
	});

	test("of the operator's own is left to its operator", () => {
		expect(decide([dedicated("ccl-0", stalled)])).toBeNull();
	});

	test("is not restarted twice in one process life", () => {
		expect(decide([session("s", stalled)], ["s-1"])).toBeNull();
	});

	test("that was told to continue and has shown nothing since is left to a person", () => {
		const incarnation = life("s-2", { carries: "continue" });
		expect(decide([session("s", { ...stalled, incarnation })])).toBeNull();
		expect(decide([session("s", { ...stalled, turn: null, incarnation })])).toBeNull();
		const worked = { ...stalled, turn: turn({ startedAt: NOW - MINUTE, activeAt: NOW }) };
		expect(decide([session("s", { ...worked, incarnation })])).toBe("s");
	});

	test("that a switch moves is the switch's", () => {
		const openSwitch = switchOf([move("s")]);
		expect(decide([session("s", stalled)], [], { openSwitch })).toBeNull();
	});
});
