import type { MessagesRequest } from "./messages.ts";

/** What a request was for: only a turn carries the conversation and its tools. */
export type RequestPurpose = "turn" | "aside" | "count-tokens" | "other";

/** One request as the fake server saw it, for assertions. */
export interface RecordedRequest {
	readonly account: string;
	readonly purpose: RequestPurpose;
	readonly at: number;
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: MessagesRequest;
	/** HTTP status of the answer; undefined until it is sent, or when the client went away. */
	status: number | undefined;
}

/** Tells the requests apart: titles, probes and the like come without tools. */
export function purposeOf(method: string, path: string, body: MessagesRequest): RequestPurpose {
	if (method !== "POST") return "other";
	if (path === "/v1/messages/count_tokens") return "count-tokens";
	if (path !== "/v1/messages") return "other";
	return (body.tools ?? []).length > 0 ? "turn" : "aside";
}
