import { describe, expect, test } from "vitest";
import { loopsToWake, waker } from "../../src/engine/wake.ts";
import type { Event } from "../../src/state/events.ts";
import { everyEvent } from "../state/every-event.ts";
import { manualClock } from "../support/manual-clock.ts";
import { NOW } from "../support/state-builder.ts";

const woken = (event: Event): readonly string[] => loopsToWake({ seq: 1, at: NOW, event });

describe("events wake the loops that must act on them", () => {
	test.each([
		["limit.hit", "account-switcher"],
		["quota.read", "account-switcher"],
		["turn.ended", "account-switcher"],
		["turn.ended", "dispatcher"],
		["session.ended", "session-watcher"],
		["session.confirmed", "account-switcher"],
		["task.added", "dispatcher"],
		["dispatch.resumed", "dispatcher"],
		["dispatch.resumed", "account-switcher"],
		["switch.ended", "session-watcher"],
		["move.ended", "dispatcher"],
	] as const)("%s wakes the %s", (type, loop) => {
		expect(woken(everyEvent[type])).toContain(loop);
	});

	test("a step of a move wakes the switch alone: nobody else can act on it", () => {
		expect(woken(everyEvent["move.stepped"])).toEqual(["account-switcher"]);
	});

	test("a reading wakes those who decide by it, and not those who look at all homes", () => {
		expect(woken(everyEvent["quota.read"])).toEqual(["account-switcher"]);
		expect(woken(everyEvent["limit.hit"])).toContain("quota-monitor");
	});

	test.each([
		"session.context-seen",
		"loop.failed",
		"verdict.reached",
		"turn.advanced",
		"checkpoint.taken",
		"task.archived",
		"janitor.removing",
		"janitor.tidied",
		"engine.started",
	] as const)("%s wakes nobody: it would go round in circles, or is too frequent", (type) => {
		expect(woken(everyEvent[type])).toEqual([]);
	});
});

test("who looks at all sessions gives way to who acts, and looks once for all that happened", async () => {
	const clock = manualClock();
	const pokes: string[] = [];
	const wake = waker({ poke: (loop) => pokes.push(loop), clock });
	for (const loop of ["session-watcher", "account-switcher", "session-watcher"]) wake(loop);
	expect(pokes).toEqual(["account-switcher"]);
	await clock.advance(250);
	expect(pokes).toEqual(["account-switcher", "session-watcher"]);
	wake("session-watcher");
	await clock.advance(250);
	expect(pokes).toHaveLength(3);
});
