import { once } from "node:events";
import type { Server } from "node:http";
import type { EngineClient } from "../../state/client.ts";
import type { LoopPass } from "../../state/loop-pass.ts";
import { tellAcceptErrors } from "./accept-errors.ts";
import { type Access, socketAccess } from "./http/access.ts";
import { createApp } from "./http/app.ts";
import { serverOf } from "./http/listener.ts";
import { createLooks } from "./http/looks.ts";
import { Places } from "./http/places.ts";
import { mountMcp } from "./mcp/mount.ts";
import type { Notice } from "./notice.ts";
import { routes } from "./routes/table.ts";
import { closeToOthers, prepareSocketFile } from "./socket-file.ts";
import { openTcp, type TcpDoor } from "./tcp-door.ts";

export interface ControlOptions {
	readonly client: EngineClient;
	readonly socketPath: string;
	readonly version: string;
	readonly pid: number;
	/** The time, in epoch milliseconds. */
	readonly now: () => number;
	/** How each loop of the engine keeps to its period; absent: there is none. */
	readonly loops?: () => readonly LoopPass[];
	/** Refuses every route that acts. */
	readonly readonly?: boolean;
	/** Lets MCP clients act, as far as their scope goes. */
	readonly mcpActs?: boolean;
	/** Opened beside the socket. */
	readonly tcp?: TcpDoor | null;
	readonly heartbeatMs?: number;
	/** Who has not read a plain answer after so long (ms) is cut (30 s). */
	readonly readMs?: number;
	/** Told of what the doors suffer while they are open. */
	readonly warn?: (notice: Notice) => void;
	/** Told of every failure inside a route; the reader only gets its message. */
	readonly report?: (error: unknown) => void;
}

export interface ControlServer {
	readonly socketPath: string;
	/** Why TCP is not open although it should be; `null`: all is as wished. */
	readonly notice: Notice | null;
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
	const { heartbeatMs = 15_000, loops = () => [], report = () => {}, warn = () => {} } = options;
	const looks = createLooks(client, now);
	const context = { client, version, pid, now, loops, looks, heartbeatMs };
	const { readonly = false, mcpActs = false } = options;
	const mcp = mountMcp({ client, acting: mcpActs && !readonly, version, now, report });
	const behind = (access: Access, door: string): Server => {
		const places = new Places(access.connections);
		const app = createApp({ routes, context, access, readonly, places, mcp, report });
		const made = serverOf(app, { hosts: access.hosts, places, readMs: options.readMs ?? 30_000 });
		return tellAcceptErrors(made, door, now, warn);
	};
	const server = behind(socketAccess, "its socket");
	await listenPrivately(server, socketPath);
	const { tcp = null } = options;
	const beside = tcp === null ? null : behind(tcp.access, `port ${tcp.port}`);
	const notice = tcp === null || beside === null ? null : await openTcp(beside, tcp);
	return {
		socketPath,
		notice,
		async close() {
			await mcp.close();
			await Promise.all([server, beside].map((one) => one !== null && close(one)));
		},
	};
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

async function close(server: Server): Promise<void> {
	if (!server.listening) return;
	const closed = once(server, "close");
	server.close();
	server.closeAllConnections();
	await closed;
}
