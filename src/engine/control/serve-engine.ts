import { VERSION } from "../../version.ts";
import type { Config } from "../config/config.ts";
import type { Engine } from "../engine.ts";
import type { Notice } from "./notice.ts";
import { type ControlServer, serveControl } from "./server.ts";
import { tcpDoor } from "./tcp-door.ts";

/** So many different failures are told. */
const MOST_TOLD = 100;

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
	const loops = () => engine.loops();
	const base = { ...options, client, version: VERSION, pid: process.pid, loops, mcpActs };
	const warn = (notice: Notice): void => engine.warn(notice);
	const server = await serveControl({ ...base, tcp: door, report: reportTo(engine), warn });
	for (const notice of [...notices, server.notice]) if (notice !== null) engine.warn(notice);
	return server;
}

/** Tells the operator of failures inside routes, of each once: whoever asks again must not fill the journal. */
function reportTo(engine: Engine): (error: unknown) => void {
	const told = new Set<string>();
	return (error) => {
		const why = error instanceof Error ? error.message : String(error);
		if (told.has(why) || told.size >= MOST_TOLD) return;
		told.add(why);
		const what = `a request to the control plane failed: ${why}`;
		engine.warn({ what, remedy: "report it as a defect" });
	};
}
