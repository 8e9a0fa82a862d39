import { describe, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import { sentenceOf } from "../../src/state/sentences.ts";
import { NOW } from "../support/state-builder.ts";
import { everyEvent } from "./every-event.ts";

const say = (event: Event) => sentenceOf({ seq: 1, at: NOW, event });

describe("every event speaks", () => {
	test.each(Object.entries(everyEvent))("%s", (_type, event) => {
		const { level, source, text } = say(event);
		expect(["info", "warn", "error"]).toContain(level);
		expect(source).toMatch(/\S/);
		expect(text).toMatch(/^\S.*\S$/);
		expect(text).not.toMatch(/undefined|null|NaN|\[object/);
	});
});

describe("what a person must see is loud", () => {
	test.each([
		["warn", everyEvent["limit.hit"]],
		["warn", everyEvent["switch.begun"]],
		["warn", { ...everyEvent["switch.ended"], outcome: "rolled-back" }],
		["warn", { ...everyEvent["move.ended"], outcome: "failed" }],
		["warn", { ...everyEvent["session.ended"], how: "death" }],
		["warn", everyEvent["session.state-seen"]],
		["warn", { ...everyEvent["task.ended"], outcome: "uncertain" }],
		["error", everyEvent["account.troubled"]],
		["error", everyEvent["loop.gave-up"]],
	] as const)("%s: %o", (level, event) => {
		expect(say(event).level).toBe(level);
	});
});

test("good news is quiet", () => {
	for (const type of ["turn.ended", "task.ended", "move.ended", "switch.ended"] as const) {
		expect([type, say(everyEvent[type]).level]).toEqual([type, "info"]);
	}
});

test("a limit names the account, the window and who saw it", () => {
	expect(say(everyEvent["limit.hit"])).toEqual({
		level: "warn",
		source: "a",
		text: "five_hour is spent, seen by ccl-auto-11",
	});
});

test("kinds of sessions are named as people say them", () => {
	const of = (kind: "dedicated" | "autonomous") =>
		say({ ...everyEvent["session.registered"], kind }).text;
	expect(of("dedicated")).toMatch(/^is a dedicated session/);
	expect(of("autonomous")).toMatch(/^is an autonomous session/);
});
