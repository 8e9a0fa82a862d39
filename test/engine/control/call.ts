import { mkdtempSync } from "node:fs";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A fresh private place for a control socket. */
export function socketPlace(): string {
	return join(mkdtempSync(join(tmpdir(), "c-")), "run", "control.sock");
}

export interface Called {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	// biome-ignore lint/suspicious/noExplicitAny: answers are looked at, not typed.
	readonly body: any;
}

interface Options {
	readonly method?: string;
	readonly body?: string | object;
	readonly headers?: Record<string, string>;
}

/** The path of a socket, or a port of the loopback. */
export type Place = string | { readonly host: string; readonly port: number };

/** One raw request. */
export async function call(place: Place, path: string, options: Options = {}): Promise<Called> {
	const response = await open(place, path, options);
	let text = "";
	for await (const chunk of response) text += String(chunk);
	const isJson = response.headers["content-type"]?.includes("json") ?? false;
	const body = text === "" ? null : isJson ? JSON.parse(text) : text;
	return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** Opens a request and leaves reading to the test. */
export function open(
	place: Place,
	path: string,
	{ method, body, headers }: Options = {},
): Promise<IncomingMessage> {
	const text = typeof body === "object" ? JSON.stringify(body) : body;
	return new Promise((resolve, reject) => {
		const sent = request({
			...(typeof place === "string" ? { socketPath: place } : place),
			path,
			method: method ?? (text === undefined ? "GET" : "POST"),
			agent: false,
			headers: {
				Host: "localhost",
				...(text !== undefined && { "Content-Type": "application/json" }),
				...headers,
			},
		});
		sent.once("response", resolve);
		sent.once("error", reject);
		sent.end(text);
	});
}
