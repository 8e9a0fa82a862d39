import { expect, test } from "vitest";
import { memoryRoom } from "../../../src/engine/decide/memory-room.ts";
import { life, NOW, session, stateOf } from "../../support/state-builder.ts";

const MB = 1_000_000;
const starting = session("s1", {
	incarnation: life("l", { confirmedAt: null, launchedAt: NOW - 1 }),
});
const room = (available: number | null, each: number, sessions = [session("s0")]) =>
	memoryRoom(stateOf({ sessions }), available, each, NOW);

test("as many fit as the memory that is free holds", () => {
	expect(room(1_300 * MB, 400 * MB)).toEqual({ more: 3, words: null });
});

test("what one more would take is told when none fits", () => {
	expect(room(310.5 * MB, 400 * MB)).toEqual({
		more: 0,
		words: "memory for one more session (310 MB free, 400 MB needed)",
	});
});

test("a session that is just starting has not taken its part yet", () => {
	expect(room(700 * MB, 400 * MB, [session("s0"), starting]).more).toBe(0);
	expect(room(1_200 * MB, 400 * MB, [session("s0"), starting]).more).toBe(2);
});

test("one that has asked something for long has taken its part", () => {
	const asking = session("s1", {
		incarnation: life("l", { confirmedAt: null, launchedAt: NOW - 60_000 }),
	});
	expect(room(700 * MB, 400 * MB, [session("s0"), asking]).more).toBe(1);
});

test("what nobody can tell, or nobody wants to know, bounds nothing", () => {
	expect(room(null, 400 * MB)).toEqual({ more: Number.POSITIVE_INFINITY, words: null });
	expect(room(0, 0)).toEqual({ more: Number.POSITIVE_INFINITY, words: null });
});
