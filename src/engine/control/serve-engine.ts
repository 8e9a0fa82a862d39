import { VERSION } from "../../version.ts";
import type { Config } from "../config/config.ts";
import type { Engine } from "../engine.ts";
import { type ControlServer, serveControl } from "./server.ts";
import { tcpDoor } from "./tcp-door.ts";

export interface ServeOptions {
	readonly config: Config;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly socketPath: string;
	/** The time, in epoch milliseconds. */
	readonly now: () => number;
	/** Refuses every action. */
	readonly readonly: boolean;
}

/**
 * Serves a running engine as its configuration says: on the socket, and by TCP beside it. What keeps TCP shut is told
 * to the operator, and the engine goes on; throws as `serveControl` does.
 */
export async function serveEngine(
	engine: Engine,
	{ config, environment, ...options }: ServeOptions,
): Promise<ControlServer> {
	const { door, notices } = tcpDoor(config.mcpHttp, environment);
	const { client } = engine;
	const mcpActs = config.mcpHttp.enableTrigger;
	const base = { ...options, client, version: VERSION, pid: process.pid, mcpActs };
	const server = await serveControl({ ...base, tcp: door });
	for (const notice of [...notices, server.notice]) if (notice !== null) engine.warn(notice);
	return server;
}
