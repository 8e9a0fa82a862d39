import type { ClientRequest, IncomingMessage } from "node:http";
import type { HttpProblem } from "../http/problem.ts";
import { request as httpRequest } from "../node-http.ts";

/** A planned switch may first refresh a reading, so acting requests get longer. */
const TIMEOUT_MS = { GET: 15_000, POST: 60_000 } as const;

/** What came of a request over the control socket. */
export type Answer =
	| { readonly kind: "ok"; readonly status: number; readonly body: unknown }
	| { readonly kind: "problem"; readonly problem: HttpProblem }
	| { readonly kind: "no-daemon"; readonly why: string }
	| { readonly kind: "refused"; readonly why: string };

export interface Ask {
	readonly method: "GET" | "POST";
	readonly path: string;
	readonly body?: object;
	readonly signal?: AbortSignal | undefined;
}

/** Sends one request to the daemon and reads its JSON answer. Never throws. */
export async function ask(socketPath: string, what: Ask): Promise<Answer> {
	try {
		const response = await send(socketPath, what, TIMEOUT_MS[what.method]);
		const text = await readText(response);
		return judge(response.statusCode ?? 0, JSON.parse(text) as unknown);
	} catch (error) {
		return failureOf(error, socketPath);
	}
}

/** Opens a request and resolves with the response as soon as its headers are here. */
export function send(
	socketPath: string,
	{ method, path, body, signal }: Ask,
	idleMs: number,
): Promise<IncomingMessage> {
	const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body), "utf8");
	const headers = {
		Host: "localhost",
		...(bytes && { "Content-Type": "application/json", "Content-Length": bytes.length }),
	};
	return new Promise((resolve, reject) => {
		const request: ClientRequest = httpRequest({
			socketPath,
			method,
			path,
			headers,
			agent: false,
			...(signal && { signal }),
		});
		request.once("response", resolve);
		request.on("error", reject);
		request.setTimeout(idleMs, () => request.destroy(new Error("the daemon does not answer")));
		request.end(bytes ?? undefined);
	});
}

/** What a failed connection means: nobody there, or somebody who does not let us in. */
export function failureOf(error: unknown, socketPath: string): Answer {
	const { code, message } = error as NodeJS.ErrnoException;
	if (code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTDIR") {
		return { kind: "no-daemon", why: `nothing answers on ${socketPath}` };
	}
	if (code === "EACCES" || code === "EPERM") {
		return { kind: "refused", why: `${socketPath} belongs to another user` };
	}
	return { kind: "refused", why: message || String(error) };
}

async function readText(response: IncomingMessage): Promise<string> {
	response.setEncoding("utf8");
	let text = "";
	for await (const chunk of response) text += chunk as string;
	return text;
}

function judge(status: number, body: unknown): Answer {
	if (status >= 200 && status < 300) return { kind: "ok", status, body };
	if (isProblem(body)) return { kind: "problem", problem: body };
	return { kind: "refused", why: `the daemon answered with status ${status}` };
}

function isProblem(body: unknown): body is HttpProblem {
	return typeof body === "object" && body !== null && "type" in body && "detail" in body;
}
