import type { Agent } from "../agent.ts";
import type { Reply } from "../model/serve.ts";
import { limitText } from "../quota/limit-texts.ts";
import { quotaFields } from "../quota/quota-limits.ts";
import type { FailureStatus } from "../world-model.ts";

/** A turn that died on the server's answer: what the hook, the transcript and the screen say. */
export interface ApiFailure {
	/** StopFailure's `error`. */
	readonly error: string;
	readonly text: string;
	readonly quota: boolean;
	/** The transcript line's own fields. */
	readonly fields: Record<string, unknown>;
}

interface Known {
	readonly error: string;
	readonly type: string;
	readonly retries: number;
	readonly formatted: string;
	readonly text: string;
}

const TEMPORARY = "This is a server-side issue, usually temporary — try again in a moment.";

/** Mapping and number of retries per status, as seen on 2.1.330. */
const KNOWN: Record<FailureStatus, Known> = {
	401: {
		error: "authentication_failed",
		type: "authentication_error",
		retries: 1,
		formatted:
			"401 OAuth token has expired. Please obtain a new token or refresh your existing token.",
		text: "API Error: 401 OAuth token has expired. Please obtain a new token or refresh your existing token.",
	},
	403: {
		error: "oauth_org_not_allowed",
		type: "permission_error",
		retries: 0,
		formatted: "403 OAuth authentication is currently not allowed for this organization.",
		text: "Claude Code can't use your Claude subscription, usually because a payment is past due · Pay or renew at https://claude.ai/settings/billing (if you just paid, try again shortly), or use an Anthropic API key instead",
	},
	429: {
		error: "rate_limit",
		type: "rate_limit_error",
		retries: 10,
		formatted: "429 This request would exceed your organization's rate limit",
		text: "API Error: Server is temporarily limiting requests (not your usage limit) · This request would exceed your organization's rate limit of 50 requests per minute",
	},
	500: {
		error: "server_error",
		type: "api_error",
		retries: 10,
		formatted: "500 Internal server error",
		text: `API Error: 500 Internal server error. ${TEMPORARY} If it persists, check https://status.claude.com.`,
	},
	529: {
		error: "server_error",
		type: "overloaded_error",
		retries: 10,
		formatted: "529 Overloaded",
		text: `API Error: 529 Overloaded. ${TEMPORARY} If it persists, check https://status.claude.com.`,
	},
};

/** How often a status is tried again; CLAUDE_CODE_MAX_RETRIES caps it (seen on 2.1.330). */
export function retriesOf(status: FailureStatus, env: NodeJS.ProcessEnv): number {
	const cap = Number.parseInt(env.CLAUDE_CODE_MAX_RETRIES ?? "", 10);
	const retries = KNOWN[status].retries;
	return Number.isNaN(cap) || retries < 10 ? retries : cap;
}

/** "529 Overloaded", for the retry line and the spinner. */
export function retryLabel(status: FailureStatus): string {
	return KNOWN[status].formatted;
}

export function errorName(status: FailureStatus): string {
	return status === 529 ? "overloaded" : KNOWN[status].error;
}

/** The terminal says what to do, `-p` what failed (both seen on 2.1.330). */
function textOf(status: FailureStatus, interactive: boolean): string {
	const { text } = KNOWN[status];
	if (status !== 401) return text;
	return interactive ? `Please run /login · ${text}` : `Failed to authenticate. ${text}`;
}

const NOT_LOGGED_IN = "Not logged in · Please run /login";
const REFRESH_REFUSED = "Failed to authenticate: OAuth session expired and could not be refreshed";

/** The failure of a turn without any login. */
export function notLoggedIn(): ApiFailure {
	return { error: "authentication_failed", text: NOT_LOGGED_IN, quota: false, fields: {} };
}

/** Translates the server's last answer into what the program makes of it. */
export function failureOf(agent: Agent, reply: Exclude<Reply, { kind: "ok" }>): ApiFailure {
	if (reply.kind === "loggedOut") {
		return { error: "authentication_failed", text: REFRESH_REFUSED, quota: false, fields: {} };
	}
	if (reply.kind === "quota") {
		const { usage, window } = reply;
		const text = limitText(window, usage[window]?.resetsAt ?? 0);
		const fields = { ...quotaFields(usage, window), ...httpFields(429) };
		return { error: "rate_limit", text, quota: true, fields };
	}
	const text = textOf(reply.status, agent.interactive);
	const fields = { requestId: "req_sim", ...httpFields(reply.status) };
	return { error: KNOWN[reply.status].error, text, quota: false, fields };
}

function httpFields(status: FailureStatus): Record<string, unknown> {
	return { apiErrorStatus: status, apiErrorType: KNOWN[status].type };
}
