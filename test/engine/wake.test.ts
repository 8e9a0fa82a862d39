import { describe, expect, test } from "vitest";
import { loopsToWake } from "../../src/engine/wake.ts";
import type { Event } from "../../src/state/events.ts";
import { everyEvent } from "../state/every-event.ts";
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

	test.each([
		"loop.failed",
		"verdict.reached",
		"turn.advanced",
		"checkpoint.taken",
		"engine.started",
	] as const)("%s wakes nobody: it would go round in circles, or is too frequent", (type) => {
		expect(woken(everyEvent[type])).toEqual([]);
	});
});
