import { once } from "node:events";
import type { Server } from "node:http";
import type { McpHttpConfig } from "../config/config.ts";
import type { Access } from "./http/access.ts";
import type { Notice } from "./notice.ts";
import { callerOf, readTokens, type Token } from "./tokens.ts";

/** Connections at once; more take the places of strangers, or are cut. */
const MOST_CONNECTIONS = 64;
const MOST_STREAMS = 8;
const RATE = { burst: 40, perSecond: 20 } as const;

export interface TcpDoor {
	readonly host: string;
	readonly port: number;
	readonly access: Access;
}

/** The TCP door of the configuration; `null`: none, or nobody could come in. */
export function tcpDoor(
	config: McpHttpConfig,
	environment: Readonly<Record<string, string | undefined>>,
): { readonly door: TcpDoor | null; readonly notices: readonly Notice[] } {
	const { listen } = config;
	if (listen.kind === "unix") return { door: null, notices: [] };
	const { tokens, troubles } = readTokens(config, environment);
	const notices = troubles.map(({ what, remedy }) => ({
		what: `${what}; it lets nobody in`,
		remedy,
	}));
	if (tokens.length === 0) return { door: null, notices };
	const { host, port } = listen;
	return { door: { host, port, access: tcpAccess(config, port, tokens) }, notices };
}

function tcpAccess(
	{ enableTrigger }: McpHttpConfig,
	port: number,
	tokens: readonly Token[],
): Access {
	return {
		hosts: new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]),
		callerOf: (authorization) => callerOf(tokens, authorization),
		connections: MOST_CONNECTIONS,
		rate: RATE,
		streams: MOST_STREAMS,
		more: enableTrigger
			? "use a token of that scope"
			: "set mcp_http.enable_trigger: true, or ask over the unix socket",
	};
}

/** Opens the door; what stands in its way is a notice, as the engine goes on without it. */
export async function openTcp(server: Server, { host, port }: TcpDoor): Promise<Notice | null> {
	server.listen({ host, port, exclusive: true });
	try {
		await once(server, "listening");
		return null;
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? String(error);
		const what = `the control plane cannot listen on ${host}:${port} (${code})`;
		const remedy =
			"end what listens there, or set another port in mcp_http.listen, and start again";
		return { what, remedy };
	}
}
