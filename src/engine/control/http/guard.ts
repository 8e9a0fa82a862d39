import type { IncomingMessage } from "node:http";
import { type HttpProblem, problem } from "./problem.ts";

/**
 * Refuses what a browser would send: the control plane is for programs only, and a web page that
 * reaches it through a proxy or a rebound name must get nothing. Refuses also what asks for more than
 * one request and one answer.
 */
export function guardRequest(
	request: IncomingMessage,
	hosts: ReadonlySet<string>,
): HttpProblem | null {
	return fromBrowser(request) ?? wrongHost(request, hosts) ?? noPlainRequest(request);
}

function fromBrowser({ headers }: IncomingMessage): HttpProblem | null {
	if (headers.origin !== undefined) {
		const remedy = "send it from a program, without that header";
		return problem("forbidden", "requests with an Origin header are refused", remedy);
	}
	const site = headers["sec-fetch-site"];
	if (site === undefined || site === "none") return null;
	const remedy = "send it from a program, without Sec-Fetch-Site";
	return problem("forbidden", "requests that a web page makes are refused", remedy);
}

function wrongHost(
	{ headers, headersDistinct }: IncomingMessage,
	hosts: ReadonlySet<string>,
): HttpProblem | null {
	const remedy = `send Host: ${[...hosts].join(", ")}`;
	if (headers.host === undefined) return problem("invalid", "there is no Host header", remedy);
	// Of two, a proxy may have gone by the other one.
	if ((headersDistinct.host ?? []).length > 1) {
		return problem("invalid", "there is more than one Host header", "send one");
	}
	if (hosts.has(headers.host)) return null;
	return problem("wrong-host", "the Host header names another host", remedy);
}

function noPlainRequest({ method, url, headers }: IncomingMessage): HttpProblem | null {
	if (method === "CONNECT") {
		return problem(
			"wrong-method",
			"CONNECT does not fit here: this is no proxy",
			"use GET or POST",
		);
	}
	if (url?.startsWith("/") !== true) {
		const remedy = "send the path alone, as in GET /v1/status";
		return problem("invalid", "the target of the request is no path", remedy);
	}
	if (headers.upgrade !== undefined) {
		const remedy = "send it without the Upgrade header";
		return problem("invalid", "this server speaks HTTP/1.1 and changes to nothing else", remedy);
	}
	if (headers.expect === undefined || /^100-continue$/i.test(headers.expect)) return null;
	const detail = "the Expect header asks for something else than 100-continue";
	return problem("wrong-expectation", detail, "send it without the Expect header");
}
