/** The bodies of failed answers, by HTTP status, as the server words them. */
const refusals: Record<number, { readonly type: string; readonly message: string }> = {
	400: { type: "invalid_request_error", message: "The request is not valid." },
	401: {
		type: "authentication_error",
		message: "OAuth token has expired. Please obtain a new token or refresh your existing token.",
	},
	403: {
		type: "permission_error",
		message: "OAuth authentication is currently not allowed for this organization.",
	},
	404: { type: "not_found_error", message: "Not Found" },
	429: {
		type: "rate_limit_error",
		message: "This request would exceed your organization's rate limit of 50 requests per minute",
	},
	500: { type: "api_error", message: "Internal server error" },
	529: { type: "overloaded_error", message: "Overloaded" },
};

/** The body of a refused request. */
export function refusalBody(status: number, requestId: string): unknown {
	const error = refusals[status] ?? { type: "api_error", message: `Status ${status}` };
	return { type: "error", error, request_id: requestId };
}

/** The body of a 429 for a spent window; the headers tell which. */
export function quotaRefusalBody(requestId: string): unknown {
	const message = "This request would exceed your account's rate limit. Please try again later.";
	return { type: "error", error: { type: "rate_limit_error", message }, request_id: requestId };
}
