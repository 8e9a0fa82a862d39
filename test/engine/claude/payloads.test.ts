import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type HookPayload, parseHook } from "../../../src/engine/claude/hooks.ts";
import { parseStatusline } from "../../../src/engine/claude/statusline.ts";
import { sample } from "./support.ts";

const data = join(import.meta.dirname, "..", "..", "data", "claude-code");
const hookSamples = readdirSync(data).filter((name) => /^hook-[A-Z].*\.json$/.test(name));

function hook(source: string): HookPayload {
	const parsed = parseHook(source);
	if (!parsed.ok) throw new Error(parsed.reason);
	return parsed.payload;
}

test.each(hookSamples)("%s parses as what its name says", (name) => {
	const event = name.split("-")[1]?.replace(".json", "");
	const payload = hook(sample(name));
	expect(payload.event === "other" ? payload.name : payload.event).toBe(event);
	expect(payload.sessionId).toMatch(/^[\w-]{36}$/);
	expect(payload.transcriptPath).toContain(payload.sessionId);
});

test.each<[string, Record<string, unknown>]>([
	["hook-SessionStart-startup", { source: "startup", model: "claude-opus-5-5" }],
	["hook-SessionStart-resume", { source: "resume", model: null, contextTokens: 2135 }],
	["hook-SessionEnd-other", { reason: "other" }],
	["hook-UserPromptSubmit", { prompt: "sub [[agent:do a thing [[bash:echo in-subagent]] ]]" }],
	["hook-Stop", { lastAssistantMessage: "Tool finished; all done.", backgroundTasks: 0 }],
	["hook-StopFailure-server_error", { error: "server_error" }],
	["hook-Notification-permission_prompt", { notificationType: "permission_prompt" }],
	["hook-PermissionRequest-Bash", { toolName: "Bash" }],
	["hook-PreToolUse-Write", { toolName: "Write", toolUseId: "toolu_9a471b71b1e6b734" }],
	["hook-SubagentStop", { event: "other", name: "SubagentStop" }],
])("%s keeps its own fields", (name, fields) => {
	expect(hook(sample(`${name}.json`))).toMatchObject(fields);
});

test("odd and unknown fields never make a payload unreadable", () => {
	const odd = {
		session_id: "s",
		hook_event_name: "Stop",
		background_tasks: [{ id: "a" }, { id: "b" }],
		last_assistant_message: { nested: true },
		cwd: 7,
		brand_new: [1],
	};
	expect(hook(JSON.stringify(odd))).toMatchObject({
		event: "Stop",
		backgroundTasks: 2,
		lastAssistantMessage: null,
		cwd: null,
	});
});

test.each(["", "{", "null", "[]", '{"session_id":"s"}', '{"hook_event_name":"Stop"}'])(
	"%j is no hook payload",
	(source) => {
		expect(parseHook(source).ok).toBe(false);
	},
);

test("a statusline before the first answer knows no usage", () => {
	expect(parseStatusline(sample("statusline-t1-first.json"))).toEqual({
		sessionId: "071b8f15-47e2-41a0-97c9-8fd6e97ef8a8",
		model: "claude-sonnet-5-5",
		version: "2.1.330",
		contextUsedRatio: null,
		contextTokens: null,
		costUsd: 0,
		cacheWarm: null,
		windows: [],
	});
});

test("a statusline after answers has ratios and times in milliseconds", () => {
	expect(parseStatusline(sample("statusline-n4-last.json"))).toMatchObject({
		contextUsedRatio: 0,
		contextTokens: 2110,
		costUsd: 0.00576,
		cacheWarm: true,
		windows: [
			{ window: "five_hour", usedRatio: 0.93, resetsAt: 1795356153000 },
			{ window: "seven_day", usedRatio: 0.8, resetsAt: 1795648953000 },
		],
	});
});

test("windows of any name count, entries of another shape are skipped", () => {
	const line = JSON.stringify({
		session_id: "s",
		rate_limits: {
			seven_day_opus: { used_percentage: 100 },
			spend_limit: { used: 3 },
			odd: null,
		},
	});
	expect(parseStatusline(line)?.windows).toEqual([
		{ window: "seven_day_opus", usedRatio: 1, resetsAt: null },
	]);
	expect(parseStatusline('{"session_id":"s","rate_limits":7}')?.windows).toEqual([]);
	expect(parseStatusline("{}")).toBeNull();
	expect(parseStatusline("{")).toBeNull();
});

test.each([
	[-1, 1795356153],
	[1e6, 1795356153],
	[100, -1],
	[100, 1795356153000],
])("a window with %d %% until %d is beyond sense, and skipped", (used_percentage, resets_at) => {
	const line = { session_id: "s", rate_limits: { five_hour: { used_percentage, resets_at } } };
	expect(parseStatusline(JSON.stringify(line))?.windows).toEqual([]);
});

test("a window can be some more than used up", () => {
	const window = { used_percentage: 104, resets_at: 1795356153 };
	const line = JSON.stringify({ session_id: "s", rate_limits: { five_hour: window } });
	expect(parseStatusline(line)?.windows).toMatchObject([{ usedRatio: 1.04 }]);
});
