import type { IncomingHttpHeaders } from "node:http";
import { type HttpProblem, problem } from "./problem.ts";

/** The host names that clients of the unix socket send, compared as whole strings. */
const HOSTS: ReadonlySet<string> = new Set(["localhost"]);

/**
 * Refuses what a browser would send: the control plane is for programs only, and a web page that
 * reaches it through a proxy or a rebound name must get nothing.
 */
export function guardHeaders(headers: IncomingHttpHeaders): HttpProblem | null {
	if (headers.origin !== undefined) {
		return problem("forbidden", "requests with an Origin header are refused", "call it without");
	}
	const site = headers["sec-fetch-site"];
	if (site !== undefined && site !== "none") {
		return problem("forbidden", "requests that a web page makes are refused");
	}
	if (!HOSTS.has(headers.host ?? "")) {
		const names = [...HOSTS].join(", ");
		return problem("wrong-host", "the Host header names another host", `send Host: ${names}`);
	}
	return null;
}
