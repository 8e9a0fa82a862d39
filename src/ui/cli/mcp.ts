import { join } from "node:path";
import { type Connection, connectControl } from "../../engine/control/remote-client.ts";
import { VERSION } from "../../version.ts";
import { plain } from "../tui/present/plain.ts";
import { type Args, has, lastValue } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { findConfig, sayProblems } from "./find-config.ts";
import { complain, controlSocket, type Io } from "./io.ts";
import { withStopSignal } from "./stop-signal.ts";
import { sayNoDaemon, sayRefusedByDaemon } from "./talk.ts";

/** `claude-failover mcp`: the tools of the running daemon for an MCP client, until its input ends. */
export async function run(args: Args, io: Io): Promise<number> {
	const gate = await gateOf(args, io);
	if (gate === null) return EXIT.usage;
	const connection = await connect(io);
	if (connection.kind === "no-daemon") return sayNoDaemon(io);
	if (connection.kind === "refused") return sayRefusedByDaemon(io, connection.why);
	const { client } = connection;
	try {
		const { serveMcpStdio } = await import("../../engine/control/mcp/stdio.ts");
		const { stdin, stdout, now } = io;
		const serving = { client, ...gate, version: VERSION, now, folder: io.cwd(), stdin, stdout };
		const end = await withStopSignal((signal) => serveMcpStdio({ ...serving, signal }));
		if (end.kind === "ended") return EXIT.done;
		complain(io, plain(`the connection to the MCP client broke: ${end.why}; let it start anew`));
		return EXIT.failed;
	} finally {
		await client.close();
	}
}

async function connect(io: Io): Promise<Connection> {
	const [first, ...others] = socketPlaces(io, process.getuid?.() ?? null);
	let connection = await connectControl(first, { now: io.now });
	for (const place of others) {
		if (connection.kind !== "no-daemon") break;
		connection = await connectControl(place, { now: io.now });
	}
	return connection;
}

/**
 * Where the daemon may listen. MCP clients hand on few variables: without that of the runtime directory it is looked
 * for where systemd makes one for each user as well.
 */
export function socketPlaces(
	io: Pick<Io, "env" | "home">,
	uid: number | null,
): readonly [string, ...string[]] {
	const own = controlSocket(io);
	if (uid === null || io.env.XDG_RUNTIME_DIR) return [own];
	return [own, join("/run/user", String(uid), "claude-failover", "control.sock")];
}

interface Gate {
	readonly acting: boolean;
	readonly closed?: { readonly why: string; readonly remedy: string };
}

const READONLY: Gate = {
	acting: false,
	closed: {
		why: "this server was started with --readonly",
		remedy: "start it without, where it is to act",
	},
};

/** Whether it may act; `null`: what is wrong with the configuration has been said. */
async function gateOf(args: Args, io: Io): Promise<Gate | null> {
	const file = lastValue(args, "config");
	const found = await findConfig(file, io);
	if (found.kind === "invalid") {
		sayProblems(found.problems, io);
		return null;
	}
	if (found.kind === "none" && file !== null) {
		complain(io, `there is no configuration at ${plain(found.file)}; name another, or none`);
		return null;
	}
	if (has(args, "readonly")) return READONLY;
	return { acting: found.kind === "ok" && found.config.mcpHttp.enableTrigger };
}
