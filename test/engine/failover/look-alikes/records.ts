import { MINUTE, NOW, SECOND } from "../../../support/state-builder.ts";
import type { Fact } from "../facts-on-disk.ts";
import { type LookAlike, spoken } from "./look-alike.ts";

/** The program's own record of a limit, and the hook that goes with it. */
const RECORD = "assistant-text-apierror-rate_limit";
const TEXT = "You've hit your 5-hour limit · resets 2:04pm (UTC)";
const quotaHook: Fact = { hook: "StopFailure-rate_limit-quota" };
const idle: Fact = { registry: "idle" };
const prompt: Fact = { line: "user-string" };
const LONG_AGO = { timestamp: "2026-11-22T09:00:00.000Z" };

const SOON = (NOW + 290 * MINUTE) / SECOND;
const quotaLimits = { status: "rejected", resetsAt: SOON, rateLimitType: "five_hour" };
const like = (changes: object): Fact => ({ line: RECORD, with: { quotaLimits, ...changes } });
const asText = JSON.stringify({ type: "assistant", isApiErrorMessage: true, quotaLimits: {} });
const result = (content: unknown) => [{ type: "tool_result", tool_use_id: "tool-1", content }];

/** Lines that are a limit record but for one thing. */
const LINES: readonly (readonly [string, readonly Fact[]])[] = [
	["of a user", [like({ type: "user" })]],
	["of the system", [like({ type: "system", subtype: "api_error" })]],
	["of an attachment", [like({ type: "attachment" })]],
	["of no type", [like({ type: undefined })]],
	[
		"of a tool's result",
		[like({ type: "user", message: { role: "user", content: result(TEXT) } })],
	],
	["of a model", [like({ message: spoken(TEXT) })]],
	["of a model with a short name", [like({ message: spoken(TEXT, "opus") })]],
	["of no model", [like({ message: { ...spoken(TEXT), model: undefined } })]],
	["of a subagent", [like({ isSidechain: true })]],
	["that says it is no API error", [like({ isApiErrorMessage: false })]],
	["that does not say it is an API error", [like({ isApiErrorMessage: undefined })]],
	["whose API error flag is a word", [like({ isApiErrorMessage: "true" })]],
	["of another API error", [like({ apiError: "rate_limited" })]],
	["of no API error", [like({ apiError: undefined })]],
	["whose API error has other letters", [like({ apiError: "USAGE_LIMIT_REACHED" })]],
	["without quota limits", [like({ quotaLimits: undefined })]],
	["whose quota limits are nothing", [like({ quotaLimits: null })]],
	["whose quota limits are a list", [like({ quotaLimits: ["five_hour"] })]],
	[
		"whose quota limits name no window",
		[like({ quotaLimits: { status: "rejected", resetsAt: SOON } })],
	],
	["whose window has no name", [like({ quotaLimits: { rateLimitType: "", resetsAt: SOON } })]],
	["whose window is a number", [like({ quotaLimits: { rateLimitType: 5, resetsAt: SOON } })]],
	["without a time", [like({ timestamp: undefined })]],
	["whose time is a word", [like({ timestamp: "soon" })]],
	["without an id", [like({ uuid: undefined })]],
	[
		"inside another line",
		[{ line: "assistant-text", with: { toolUseResult: { quotaLimits: {} } } }],
	],
	["as the text of an answer", [{ line: "assistant-text", with: { message: spoken(asText) } }]],
	[
		"as the output of a tool",
		[{ line: "user-tool_result", with: { message: { content: result(asText) } } }],
	],
	["as a prompt", [{ line: "user-string", with: { message: { role: "user", content: asText } } }]],
	["before this turn's prompt", [like(LONG_AGO), prompt]],
	[
		"before this turn's prompt and a tool",
		[like(LONG_AGO), prompt, { line: "assistant-tool_use" }],
	],
	["before this turn's answer", [like(LONG_AGO), { line: "assistant-text" }]],
	["of an older turn, with nothing after it", [like(LONG_AGO)]],
	["in the transcript of another conversation", [{ line: RECORD, in: "another" }]],
	["in a subagent's transcript", [{ line: RECORD, in: "own/subagents/agent-1" }]],
	[
		"copied from another conversation, with a prompt after it",
		[like({ ...LONG_AGO, sessionId: "another" }), prompt],
	],
	[
		"copied from another conversation, with nothing after it",
		[like({ ...LONG_AGO, sessionId: "another" })],
	],
	[
		"half written",
		[
			{
				bytes: `{"type":"assistant","isApiErrorMessage":true,"apiError":"usage_limit_reached","quotaLimits":{"rateLim`,
			},
		],
	],
	[
		"cut in the middle, and another line after it",
		[{ bytes: `{"type":"assistant","quotaLimits":{"rateLim\n` }, prompt],
	],
	[
		"in a line that is a list",
		[{ bytes: `[{"type":"assistant","apiError":"usage_limit_reached"}]\n` }],
	],
];

const endings: readonly (readonly [string, readonly Fact[]])[] = [
	["no hook", [idle]],
	[
		"the hook of a server error without words",
		[{ hook: "StopFailure-server_error", with: { last_assistant_message: undefined } }, idle],
	],
	["the hook of a limit", [quotaHook, idle]],
	[
		"a hook that says that all is well",
		[{ hook: "Stop", with: { last_assistant_message: TEXT } }, idle],
	],
];

/** Each with each way in which a turn ends. */
export const records: readonly LookAlike[] = LINES.flatMap(([which, lines]) =>
	endings.map(([end, facts]) => ({
		what: `a limit record ${which}, and ${end}`,
		facts: [...lines, ...facts],
	})),
);
