import type { IncomingMessage } from "node:http";
import { type HttpProblem, problem } from "./problem.ts";

/**
 * Refuses what a browser would send: the control plane is for programs only, and a web page that
 * reaches it through a proxy or a rebound name must get nothing.
 */
export function guardHeaders(
	{ headers, headersDistinct }: IncomingMessage,
	hosts: ReadonlySet<string>,
): HttpProblem | null {
	if (headers.origin !== undefined) {
		return problem("forbidden", "requests with an Origin header are refused", "call it without");
	}
	const site = headers["sec-fetch-site"];
	if (site !== undefined && site !== "none") {
		return problem("forbidden", "requests that a web page makes are refused");
	}
	// Of two, a proxy may have gone by the other one.
	if ((headersDistinct.host ?? []).length > 1) {
		return problem("invalid", "there is more than one Host header", "send one");
	}
	if (!hosts.has(headers.host ?? "")) {
		const names = [...hosts].join(", ");
		return problem("wrong-host", "the Host header names another host", `send Host: ${names}`);
	}
	return null;
}
