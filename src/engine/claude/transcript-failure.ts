import * as z from "zod";
import type { HookPayload } from "./hooks.ts";
import { number } from "./lenient.ts";
import type { TranscriptLine } from "./transcript-lines.ts";
import { type Message, messageOf } from "./transcript-message.ts";

/** Proof that a quota window is spent. */
export interface LimitEvent {
	readonly window: string;
	/** Epoch ms; `null` when the line names no time. */
	readonly resetsAt: number | null;
	/** Epoch ms of the line. */
	readonly at: number;
	readonly uuid: string;
}

/** Why a request failed for good. Only `quota` says anything about limits. */
export type FailureCause =
	| "quota"
	| "throttled"
	| "overloaded"
	| "login-needed"
	| "org-disabled"
	| "billing"
	| "network"
	| "unknown";

export interface ApiFailure {
	readonly cause: FailureCause;
	/** HTTP status, when there was an answer. */
	readonly status: number | null;
	/** What the program showed. For people; nothing is decided by it. */
	readonly text: string;
}

const quotaLimits = z.looseObject({ rateLimitType: z.string().min(1), resetsAt: number });

/**
 * The limit event that a line proves, or `null`. Only the program's own record counts:
 * `apiError: usage_limit_reached` with `quotaLimits`, flagged as an API failure and of no model. Text
 * never counts, because an answer can look exactly like the message (both seen on 2.1.330).
 */
export function limitEventOf(line: TranscriptLine): LimitEvent | null {
	const message = messageOf(line);
	if (message === null || !message.isApiFailure) return null;
	if (message.apiError !== "usage_limit_reached") return null;
	const { uuid, at } = message;
	const quota = quotaLimits.safeParse(line.quotaLimits);
	if (!quota.success || uuid === null || at === null) return null;
	const { rateLimitType: window, resetsAt: seconds } = quota.data;
	return { window, resetsAt: seconds === null ? null : seconds * 1000, at, uuid };
}

/** What a failed request was about, or `null` for every line that is no failure record. */
export function apiFailureOf(line: TranscriptLine): ApiFailure | null {
	const message = messageOf(line);
	if (message === null || !message.isApiFailure) return null;
	return { cause: causeOf(line, message), status: message.status, text: message.text };
}

/** Error words of transcript lines and StopFailure hooks (the enumeration read on 2.1.330). */
const causeOfWord: Readonly<Record<string, FailureCause>> = {
	authentication_failed: "login-needed",
	cloud_credential_error: "login-needed",
	oauth_org_not_allowed: "org-disabled",
	account_on_hold: "org-disabled",
	verification_required: "org-disabled",
	billing_error: "billing",
	rate_limit: "throttled",
	overloaded: "overloaded",
	server_error: "overloaded",
};

function causeOf(line: TranscriptLine, message: Message): FailureCause {
	if (limitEventOf(line) !== null) return "quota";
	// No answer at all: `connection_failed` with `server_error` and no status, seen on 2.1.330.
	if (message.apiError === "connection_failed") return "network";
	return causeOfWord[message.error ?? ""] ?? causeOfStatus(message.status);
}

function causeOfStatus(status: number | null): FailureCause {
	if (status === 401) return "login-needed";
	if (status === 402) return "billing";
	if (status === 403) return "org-disabled";
	if (status === 429) return "throttled";
	return status !== null && status >= 500 ? "overloaded" : "unknown";
}

export interface StopFailureVerdict {
	readonly cause: FailureCause;
	readonly limit: LimitEvent | null;
	readonly text: string;
	/**
	 * It may be a quota limit whose line is not on disk yet: look at the transcript again for a moment
	 * (3 s found it each time on 2.1.330). Until then it is no limit.
	 */
	readonly lookAgain: boolean;
}

/**
 * What a StopFailure hook means. `line` is the failure line of the same turn, if already there; one
 * that shows another text or error word belongs to another failure and is ignored. A `rate_limit` without
 * `quotaLimits` is `throttled`, never `quota`.
 */
export function classifyStopFailure(
	hook: Extract<HookPayload, { readonly event: "StopFailure" }>,
	line: TranscriptLine | null,
): StopFailureVerdict {
	const shown = hook.lastAssistantMessage ?? "";
	const failure = line === null ? null : apiFailureOf(line);
	const words = [hook.error, line === null ? null : (messageOf(line)?.error ?? null)];
	const agree = words.includes(null) || words[0] === words[1];
	const same = failure !== null && agree && (shown === "" || shown === failure.text);
	if (line !== null && failure !== null && same) {
		const { cause, text } = failure;
		return { cause, limit: limitEventOf(line), text, lookAgain: false };
	}
	const cause = causeOfWord[hook.error ?? ""] ?? "unknown";
	return { cause, limit: null, text: shown, lookAgain: cause === "throttled" };
}
