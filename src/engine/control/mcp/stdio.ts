import type { Readable, Writable } from "node:stream";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { MESSAGE_LIMIT } from "./message-limit.ts";
import { createMcpServer, type McpOptions } from "./server.ts";

export interface StdioOptions extends McpOptions {
	readonly stdin: Readable;
	/** Gets the protocol and nothing else. */
	readonly stdout: Writable;
	readonly signal: AbortSignal;
}

/** How it ended: the input ended or the signal came, or the streams broke. */
export type StdioEnd =
	| { readonly kind: "ended" }
	| { readonly kind: "broken"; readonly why: string };

/** Serves MCP on a pair of streams until the input ends or the signal comes. */
export async function serveMcpStdio(options: StdioOptions): Promise<StdioEnd> {
	const { stdin, stdout, signal } = options;
	const transport = new StdioServerTransport(stdin, stdout, { maxBufferSize: MESSAGE_LIMIT });
	let why: string | null = null;
	const handle = serveStdio(
		({ era }) => createMcpServer(options, era === "modern" ? "all" : "subscribed"),
		{ transport, onerror: (error) => options.report?.(error) },
	);
	const { promise: closed, resolve } = Promise.withResolvers<void>();
	const { onclose, onerror } = transport;
	transport.onclose = () => {
		onclose?.();
		resolve();
	};
	transport.onerror = (error) => {
		why = error.message;
		onerror?.(error);
	};
	const stop = (): void => void handle.close();
	signal.addEventListener("abort", stop, { once: true });
	if (signal.aborted) stop();
	await closed;
	signal.removeEventListener("abort", stop);
	const inOrder = why === null || signal.aborted || stdin.readableEnded;
	return inOrder ? { kind: "ended" } : { kind: "broken", why: why ?? "" };
}
