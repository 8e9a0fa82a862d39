import type { Fact } from "../facts-on-disk.ts";
import { failureLine, type LookAlike } from "./look-alike.ts";

type Trouble = readonly [what: string, error: string, status: number | undefined, text: string];

/** How requests fail without any limit. */
const TROUBLES: readonly Trouble[] = [
	["500", "server_error", 500, "API Error: 500 Internal server error"],
	[
		"500 that speaks of a rate limit",
		"server_error",
		500,
		"API Error: 500 upstream rate limit exceeded",
	],
	["502", "server_error", 502, "API Error: 502 Bad gateway"],
	["503", "server_error", 503, "API Error: 503 rate limit exceeded upstream, usage limit reached"],
	["504", "server_error", 504, "API Error: 504 Gateway timeout"],
	["529", "server_error", 529, "API Error: 529 Overloaded. This is a server-side issue"],
	["529 called overloaded", "overloaded", 529, "API Error: 529 Overloaded"],
	[
		"429 without a quota",
		"rate_limit",
		429,
		"API Error: Server is temporarily limiting requests (not your usage limit) · This request would exceed your organization's rate limit of 50 requests per minute",
	],
	["429 with a new word", "too_many_requests", 429, "API Error: 429 Too many requests"],
	[
		"401",
		"authentication_failed",
		401,
		"Please run /login · API Error: 401 OAuth token has expired",
	],
	["401 of a cloud", "cloud_credential_error", 401, "API Error: 401 The security token is expired"],
	["403", "oauth_org_not_allowed", 403, "Claude Code can't use your Claude subscription"],
	["403 of an account on hold", "account_on_hold", 403, "Your account is on hold"],
	["402", "billing_error", 402, "Credit balance is too low"],
	["400", "invalid_request", 400, "API Error: 400 messages: text content blocks must be non-empty"],
	["404 for the model", "model_not_found", 404, "There's an issue with the selected model"],
	["413", "invalid_request", 413, "Prompt is too long"],
	["no answer at all", "server_error", undefined, "API Error: Connection error · fetch failed"],
	[
		"an answer that is too long",
		"max_output_tokens",
		undefined,
		"API Error: Claude's response exceeded the maximum",
	],
	["something unknown", "unknown", undefined, "API Error: usage limit"],
];

const hook = ([, error, , text]: Trouble): Fact => ({
	hook: "StopFailure-server_error",
	with: { error, last_assistant_message: text },
});
const line = ([, error, status, text]: Trouble): Fact => failureLine(error, status, text);
const idle: Fact = { registry: "idle" };

/** How much of a failure is seen, and in which order. */
const SIGHTS: readonly (readonly [string, (trouble: Trouble) => readonly Fact[]])[] = [
	["in its hook alone", (t) => [hook(t), idle]],
	["in the transcript alone", (t) => [line(t), idle]],
	["in the transcript, then its hook", (t) => [line(t), hook(t), idle]],
	["in its hook, a second before the transcript", (t) => [hook(t), { wait: 1_000 }, line(t), idle]],
	["in a hook that repeats without text", (t) => [line(t), silent(t), silent(t), idle]],
];

function silent([, error]: Trouble): Fact {
	return { hook: "StopFailure-server_error", with: { error, last_assistant_message: undefined } };
}

const limitWords: Trouble = [
	"500",
	"server_error",
	500,
	"You've hit your 5-hour limit · resets 1:55pm (UTC)",
];

const storms: readonly LookAlike[] = [
	{
		what: "one of each, one after the other",
		facts: TROUBLES.flatMap((t) => [line(t), hook(t), { wait: 500 }]),
	},
	{
		what: "a 500 each second for a minute, in words of a limit",
		facts: Array.from({ length: 60 }, () => limitWords).flatMap((t) => [
			line(t),
			hook(t),
			{ wait: 1_000 },
		]),
	},
];

/** Every failure, however it is seen. */
export const failures: readonly LookAlike[] = [
	...TROUBLES.flatMap((trouble) =>
		SIGHTS.map(([sight, facts]) => ({
			what: `${trouble[0]}, seen ${sight}`,
			facts: facts(trouble),
		})),
	),
	...storms,
];
