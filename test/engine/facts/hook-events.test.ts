import { describe, expect, test } from "vitest";
import { parseHook } from "../../../src/engine/claude/hooks.ts";
import { eventsOfHook } from "../../../src/engine/facts/hook-events.ts";
import type { Event } from "../../../src/state/events.ts";
import { sample } from "./rig.ts";

const life = { session: "ccl-3", incarnation: "life-1" };

function events(name: string, changes: object = {}): readonly Event[] {
	const parsed = parseHook(JSON.stringify(sample(`hook-${name}.json`, changes)));
	if (!parsed.ok) throw new Error(parsed.reason);
	return eventsOfHook(life, parsed.payload);
}

describe("what the hooks of the genuine program say", () => {
	test("a start confirms the process life and its conversation", () => {
		expect(events("SessionStart-resume")).toEqual([
			{
				type: "session.confirmed",
				...life,
				conversation: "bbbb2222-2222-4222-8222-222222222222",
				source: "resume",
			},
		]);
		expect(events("SessionStart-startup")).toMatchObject([{ source: "startup" }]);
	});

	test("a submitted prompt begins a turn; the mark of a task's attempt is found in it", () => {
		expect(events("UserPromptSubmit")).toEqual([
			{
				type: "turn.started",
				...life,
				promptId: "b8979ed6-55cb-43e9-b9ce-95a88f09b920",
				nonce: null,
			},
		]);
		const prompt = "Do the first thing.\n\n[ccl:app.first:2]";
		expect(events("UserPromptSubmit", { prompt })).toMatchObject([{ nonce: "ccl:app.first:2" }]);
	});

	test("a tool is in flight from its call to its end", () => {
		expect(events("PreToolUse-Bash")).toEqual([
			{ type: "turn.advanced", ...life, doing: "Bash echo in-subagent", toolInFlight: true },
		]);
		expect(events("PostToolUse-Bash")).toMatchObject([{ toolInFlight: false }]);
		expect(events("PostToolUse-Write")).toMatchObject([
			{ doing: expect.stringMatching(/^Write \//) },
		]);
	});

	test("what it does is one short line, whatever the command", () => {
		const command = `${"x".repeat(300)}\n\tsecond line`;
		const [event] = events("PreToolUse-Bash", { tool_input: { command } });
		expect(event).toMatchObject({ doing: `Bash ${"x".repeat(115)}` });
		const [lines] = events("PreToolUse-Bash", { tool_input: { command: "a\n\n b" } });
		expect(lines).toMatchObject({ doing: "Bash a b" });
	});

	test("what it does shows no secret, not even the beginning of one at the end of the line", () => {
		const command = `: ${"x".repeat(100)} ghp_${"s".repeat(36)}`;
		const [event] = events("PreToolUse-Bash", { tool_input: { command } });
		expect(event).toMatchObject({ doing: `Bash : ${"x".repeat(100)} [secret]` });
	});

	test("a request for permission waits for a person, with the question", () => {
		expect(events("PermissionRequest-Bash")).toMatchObject([
			{
				type: "session.state-seen",
				state: "waiting",
				note: expect.stringMatching(/^allow Bash .*\?$/),
			},
		]);
	});

	test("a stop ends the turn well, and says what still runs in the background", () => {
		expect(events("Stop")).toEqual([
			{ type: "turn.ended", ...life, outcome: "done", cause: null, backgroundTasks: 0 },
		]);
		expect(events("Stop", { background_tasks: [{}, {}] })).toMatchObject([{ backgroundTasks: 2 }]);
	});

	test("the operator's own exit ends the session by its wish; other ends are for the process to tell", () => {
		expect(events("SessionEnd-prompt_input_exit")).toMatchObject([
			{ type: "session.ended", how: "exit" },
		]);
		expect(events("SessionEnd-other")).toEqual([]);
	});

	test.each([
		"Notification-idle_prompt",
		"Notification-permission_prompt",
		"PostToolBatch",
		"PreCompact",
		"SubagentStart",
		"SubagentStop",
		"StopFailure-server_error",
	])("%s alone says nothing", (name) => {
		expect(events(name)).toEqual([]);
	});

	test("an event that a later version invents says nothing either", () => {
		expect(events("Stop", { hook_event_name: "BrandNewEvent" })).toEqual([]);
	});
});
