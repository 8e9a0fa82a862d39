import type { IncomingHttpHeaders } from "node:http";
import { type HttpProblem, problem } from "./problem.ts";

/**
 * Refuses what a browser would send: the control plane is for programs only, and a web page that
 * reaches it through a proxy or a rebound name must get nothing.
 */
export function guardHeaders(
	headers: IncomingHttpHeaders,
	hosts: ReadonlySet<string>,
): HttpProblem | null {
	if (headers.origin !== undefined) {
		return problem("forbidden", "requests with an Origin header are refused", "call it without");
	}
	const site = headers["sec-fetch-site"];
	if (site !== undefined && site !== "none") {
		return problem("forbidden", "requests that a web page makes are refused");
	}
	if (!hosts.has(headers.host ?? "")) {
		const names = [...hosts].join(", ");
		return problem("wrong-host", "the Host header names another host", `send Host: ${names}`);
	}
	return null;
}
