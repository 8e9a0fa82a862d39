import { describe, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import { NOW, replay, session, stateOf, task } from "../support/state-builder.ts";

const NAME = "ccl-auto-11";
const how = {
	file: "/srv/app/.agent-queue/inbox/one.md",
	why: "it took longer than 600 s",
	failed: true,
	notBefore: NOW + 30_000,
} as const;
const returning: Event = { type: "task.returning", task: "app.one", ...how };

const running = () =>
	stateOf({
		sessions: [session(NAME, { task: "app.one", owed: { since: NOW, cause: "stop" } })],
		tasks: [task("app.one", { state: "running", attempt: 1, session: NAME })],
	});

describe("a task whose file is about to go back into the inbox", () => {
	test("is at no session any more, so that its attempt is not gone on with", () => {
		const state = replay(running(), returning);
		expect(state.sessions[NAME]).toMatchObject({ task: null, owed: null });
		expect(state.returning).toEqual({ "app.one": how });
	});

	test.each([
		{ type: "task.returned", task: "app.one", ...how },
		{ type: "task.ended", task: "app.one", outcome: "uncertain", file: how.file, note: null },
		{ type: "task.removed", task: "app.one" },
	] as const)("is not on its way any more after $type", (event) => {
		expect(replay(running(), returning, event).returning).toEqual({});
	});

	test("keeps the length of its pause when the clock is set", () => {
		const state = replay(running(), returning, { type: "clock.jumped", byMs: -3_600_000 });
		expect(state.returning?.["app.one"]?.notBefore).toBe(how.notBefore - 3_600_000);
	});
});
