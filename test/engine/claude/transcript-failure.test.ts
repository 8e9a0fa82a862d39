import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseHook } from "../../../src/engine/claude/hooks.ts";
import {
	apiFailureOf,
	classifyStopFailure,
	limitEventOf,
} from "../../../src/engine/claude/transcript.ts";
import { sample, sampleLine } from "./support.ts";

const quotaLine = "assistant-text-apierror-rate_limit";
const folder = join(import.meta.dirname, "..", "..", "data", "claude-code", "transcript");
const lineNames = readdirSync(folder).map((name) => name.replace(/\.json$/, ""));

function stopFailure(name: string, changes: Record<string, unknown> = {}) {
	const json = { ...JSON.parse(sample(`hook-StopFailure-${name}.json`)), ...changes };
	const parsed = parseHook(JSON.stringify(json));
	if (!parsed.ok || parsed.payload.event !== "StopFailure") throw new Error("not a StopFailure");
	return parsed.payload;
}

test("the captured quota line is a limit event", () => {
	expect(limitEventOf(sampleLine(quotaLine))).toEqual({
		window: "five_hour",
		resetsAt: 1795356273000,
		at: Date.parse("2026-11-22T12:07:55.188Z"),
		uuid: "a6e0f776-da2f-4e44-adc2-0ca7241779ec",
	});
});

test.each(lineNames.filter((name) => name !== quotaLine))("%s is no limit event", (name) => {
	expect(limitEventOf(sampleLine(name))).toBeNull();
	expect(apiFailureOf(sampleLine(name)) !== null).toBe(name.includes("apierror"));
});

const limitText = "You've hit your 5-hour limit · resets 2:04pm (UTC)";

test.each<[string, Record<string, unknown>]>([
	[
		"an answer that begins like the message",
		sampleLine("assistant-text", { message: answer(limitText, "claude-opus-5-5") }),
	],
	["the same text as a made-up line", sampleLine("assistant-text", { message: answer(limitText) })],
	["a prompt with the text", sampleLine("user-string", { message: { content: limitText } })],
	["a tool that printed a limit line", toolResult(JSON.stringify(sampleLine(quotaLine)))],
	["a quota record without the flag", sampleLine(quotaLine, { isApiErrorMessage: false })],
	["a quota record without its error", sampleLine(quotaLine, { apiError: undefined })],
	["a quota record of another error", sampleLine(quotaLine, { apiError: "rate_limited" })],
	["a quota record without limits", sampleLine(quotaLine, { quotaLimits: null })],
	["limits without a window", sampleLine(quotaLine, { quotaLimits: { resetsAt: 1795356273 } })],
	["a quota record of a model", sampleLine(quotaLine, { message: answer(limitText, "opus") })],
	["a quota record in a user line", sampleLine(quotaLine, { type: "user" })],
	["a quota record of a subagent", sampleLine(quotaLine, { isSidechain: true })],
	["a quota record without a time", sampleLine(quotaLine, { timestamp: "soon" })],
])("%s is no limit event", (_name, line) => {
	expect(limitEventOf(line)).toBeNull();
	expect(apiFailureOf(line)?.cause).not.toBe("quota");
});

function answer(text: string, model = "<synthetic>"): Record<string, unknown> {
	return { model, stop_reason: "end_turn", content: [{ type: "text", text }] };
}

function toolResult(content: string): Record<string, unknown> {
	return sampleLine("user-tool_result", {
		message: { content: [{ type: "tool_result", content }] },
	});
}

test("a limit without a reset time is still proof", () => {
	const line = sampleLine(quotaLine, { quotaLimits: { rateLimitType: "seven_day_opus" } });
	expect(limitEventOf(line)).toMatchObject({ window: "seven_day_opus", resetsAt: null });
});

const plain = { apiError: undefined, quotaLimits: undefined, apiErrorParams: undefined };

test.each<[string, Record<string, unknown>, string]>([
	["a quota 429", {}, "quota"],
	["a plain 429", plain, "throttled"],
	["a plain 429 with another word", { ...plain, error: "unknown" }, "throttled"],
	["529", { ...plain, error: "server_error", apiErrorStatus: 529 }, "overloaded"],
	["503", { ...plain, error: "server_error", apiErrorStatus: 503 }, "overloaded"],
	["500 with a new word", { ...plain, error: "hiccup", apiErrorStatus: 500 }, "overloaded"],
	["401", { ...plain, error: "authentication_failed", apiErrorStatus: 401 }, "login-needed"],
	["a refused refresh", { ...plain, error: "authentication_failed" }, "login-needed"],
	["403", { ...plain, error: "oauth_org_not_allowed", apiErrorStatus: 403 }, "org-disabled"],
	["billing", { ...plain, error: "billing_error" }, "billing"],
	["402 with a new word", { ...plain, error: "hiccup", apiErrorStatus: 402 }, "billing"],
	[
		"no connection",
		{ ...plain, apiError: "connection_failed", error: "server_error", apiErrorStatus: undefined },
		"network",
	],
	["400", { ...plain, error: "unknown", apiErrorStatus: 400 }, "unknown"],
])("%s is classified", (_name, changes, cause) => {
	const line = sampleLine(quotaLine, changes);
	expect(apiFailureOf(line)?.cause).toBe(cause);
	expect(limitEventOf(line) !== null).toBe(cause === "quota");
});

test("server trouble is never a limit, even when its text says so", () => {
	for (const apiErrorStatus of [500, 503, 529, 429]) {
		const message = answer(
			"API Error: rate limit: You've hit your 5-hour limit · usage_limit_reached",
		);
		const line = sampleLine(quotaLine, { ...plain, apiErrorStatus, message });
		expect(limitEventOf(line)).toBeNull();
		expect(classifyStopFailure(stopFailure("rate_limit-quota"), line).limit).toBeNull();
	}
});

test("a quota StopFailure is a limit only with its line; before that it says: look again", () => {
	const hook = stopFailure("rate_limit-quota");
	expect(classifyStopFailure(hook, null)).toMatchObject({
		cause: "throttled",
		limit: null,
		lookAgain: true,
	});
	expect(classifyStopFailure(hook, sampleLine(quotaLine))).toMatchObject({
		cause: "quota",
		limit: { window: "five_hour" },
		lookAgain: false,
	});
});

test("a plain 429 is not blamed on an older limit's line", () => {
	const verdict = classifyStopFailure(stopFailure("rate_limit-plain429"), sampleLine(quotaLine));
	expect(verdict).toMatchObject({ cause: "throttled", limit: null, lookAgain: true });
});

test("the hook of a server error, even one without words, is not blamed on an older limit's line", () => {
	const hook = stopFailure("server_error", { last_assistant_message: undefined });
	const verdict = classifyStopFailure(hook, sampleLine(quotaLine));
	expect(verdict).toMatchObject({ cause: "overloaded", limit: null });
});

test.each([
	["server_error", "overloaded"],
	["authentication_failed", "login-needed"],
	["oauth_org_not_allowed", "org-disabled"],
])("a StopFailure %s is settled without a line", (name, cause) => {
	expect(classifyStopFailure(stopFailure(name), null)).toMatchObject({ cause, lookAgain: false });
});

test("an unknown error word is unknown", () => {
	const hook = stopFailure("server_error", { error: "brand_new" });
	expect(classifyStopFailure(hook, null)).toMatchObject({ cause: "unknown", limit: null });
});
