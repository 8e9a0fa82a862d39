import { once } from "node:events";
import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import type { EngineClient } from "../../state/client.ts";
import { dispatch } from "./http/dispatch.ts";
import { type ProblemType, problem } from "./http/problem.ts";
import { createServer } from "./node-http.ts";
import { routes } from "./routes/table.ts";
import { closeToOthers, prepareSocketFile } from "./socket-file.ts";

const LIMITS = {
	maxHeaderSize: 8 * 1024,
	headersTimeout: 5000,
	requestTimeout: 10_000,
	connectionsCheckingInterval: 5000,
} as const;

export interface ControlOptions {
	readonly client: EngineClient;
	readonly socketPath: string;
	readonly version: string;
	readonly pid: number;
	/** The time, in epoch milliseconds. */
	readonly now: () => number;
	/** Refuses every route that acts. */
	readonly readonly?: boolean;
	readonly heartbeatMs?: number;
	/** Told of every failure inside a route; the reader only gets its message. */
	readonly report?: (error: unknown) => void;
}

export interface ControlServer {
	readonly socketPath: string;
	/** Ends all streams, takes no more requests and removes the socket. */
	close(): Promise<void>;
}

/**
 * Serves the engine on a unix socket of mode 0600. Throws a `ControlSocketError` when the place is
 * not private, the path is too long, or another server answers there.
 */
export async function serveControl(options: ControlOptions): Promise<ControlServer> {
	const { client, socketPath, version, pid, now } = options;
	await prepareSocketFile(socketPath);
	const context = { client, version, pid, now, heartbeatMs: options.heartbeatMs ?? 15_000 };
	const dispatcher = {
		routes,
		context,
		readonly: options.readonly ?? false,
		report: options.report ?? (() => {}),
	};
	const server = createServer(LIMITS, (request, response) => {
		response.on("error", () => {});
		void dispatch(dispatcher, request, response);
	});
	server.on("clientError", refuseBroken);
	await listenPrivately(server, socketPath);
	return { socketPath, close: () => close(server) };
}

/** The umask is what closes the moment between the making of the socket and a chmod. */
async function listenPrivately(server: Server, path: string): Promise<void> {
	const before = process.umask(0o177);
	try {
		server.listen(path);
	} finally {
		process.umask(before);
	}
	await once(server, "listening");
	closeToOthers(path);
}

const BROKEN: Readonly<Record<string, ProblemType>> = {
	HPE_HEADER_OVERFLOW: "headers-too-large",
	ERR_HTTP_REQUEST_TIMEOUT: "timeout",
};

/** Answers what is no HTTP request, or is too slow or too long, and cuts the connection. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
	if (error.code === "ECONNRESET" || !socket.writable) {
		socket.destroy();
		return;
	}
	const what = problem(BROKEN[error.code ?? ""] ?? "invalid", "this is no request that is taken");
	const body = `${JSON.stringify(what)}\n`;
	socket.end(
		`HTTP/1.1 ${what.status} ${what.title}\r\nContent-Type: application/problem+json\r\n` +
			`Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
	);
}

async function close(server: Server): Promise<void> {
	if (!server.listening) return;
	const closed = once(server, "close");
	server.close();
	server.closeAllConnections();
	await closed;
}
