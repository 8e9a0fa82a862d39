import { formatProblem } from "../../engine/config/problem.ts";
import { connectControl } from "../../engine/control/remote-client.ts";
import type { EngineClient } from "../../state/client.ts";
import { EXIT } from "./exit-codes.ts";
import { type Found, findConfig, sayProblems } from "./find-config.ts";
import type { StartAsk } from "./headless.ts";
import { complain, controlSocket, type Io, isTerminal } from "./io.ts";
import { loadRoomAhead, openRoom } from "./open-room.ts";
import { keyProblems } from "./own-keys.ts";
import { withStopSignal } from "./stop-signal.ts";
import { sayRefusedByDaemon } from "./talk.ts";

/**
 * `claude-failover` without a command: attaches to the daemon when one answers; else, or to take over from it, runs
 * the engine in this process; and without a configuration shows the demo.
 */
export async function startRoom(ask: StartAsk, io: Io): Promise<number> {
	const found = await findConfig(ask.config, io);
	if (found.kind === "none" && ask.config !== null) {
		complain(io, `there is no file ${found.file}; \`claude-failover init\` writes a configuration`);
		return EXIT.usage;
	}
	if (!isTerminal(io)) return withoutTerminal(found, io);
	if (!ask.takeover) {
		const connecting = connectControl(controlSocket(io), { now: io.now });
		loadRoomAhead();
		const connection = await connecting;
		if (connection.kind === "refused") return sayRefused(connection.why, io);
		if (connection.kind === "ok") return attachRoom(connection.client, found, ask, io);
	}
	return startHere(found, ask, io);
}

/** Nobody is there to attach to, or is to be replaced. */
async function startHere(found: Found, ask: StartAsk, io: Io): Promise<number> {
	if (found.kind === "none" && ask.takeover) {
		complain(io, `no configuration at ${found.file}: nothing says which engine to take over from`);
		return EXIT.usage;
	}
	if (found.kind === "none") return (await import("./demo-room.ts")).demoInRoom(ask, io);
	if (found.kind === "invalid") return sayInvalid(found, io);
	const { runInProcess } = await import("./in-process.ts");
	return runInProcess(found.config, { ...ask, banner: bannerOf(found) }, io);
}

/** A daemon that hangs holds its socket and answers nothing. */
function sayRefused(why: string, io: Io): number {
	const code = sayRefusedByDaemon(io, why);
	complain(io, "if it hangs, end it and take its place with: claude-failover --takeover");
	return code;
}

async function withoutTerminal(found: Found, io: Io): Promise<number> {
	if (found.kind === "invalid") return sayInvalid(found, io);
	if (found.kind === "ok") {
		complain(
			io,
			"the control room needs a terminal; `claude-failover --headless` runs without one, " +
				"and `claude-failover status` asks a running daemon",
		);
		return EXIT.usage;
	}
	complain(io, `no configuration at ${found.file}; this is the demo (\`claude-failover init\`)`);
	return (await import("./demo-headless.ts")).demoHeadless({ seconds: 60, json: false }, io);
}

/** The daemon goes on when the operator leaves. Its own configuration holds, whatever the file says now. */
async function attachRoom(
	client: EngineClient,
	found: Found,
	ask: StartAsk,
	io: Io,
): Promise<number> {
	const config = found.kind === "ok" ? found.config : null;
	const wish = { readonly: ask.readonly, banner: bannerOf(found), io };
	// A terminal that closes signals more than once: the first ends the room, and no other may cut that short.
	return withStopSignal(async () => {
		try {
			await openRoom(client, config, wish);
			return EXIT.done;
		} finally {
			await client.close();
		}
	});
}

function bannerOf(found: Found): string | null {
	const problems =
		found.kind === "ok" ? [...found.warnings, ...keyProblems(found.config)] : problemsOf(found);
	const [problem] = problems;
	return problem === undefined ? null : formatProblem(problem);
}

function problemsOf(found: Found) {
	return found.kind === "invalid" ? found.problems : [];
}

function sayInvalid({ problems }: Extract<Found, { kind: "invalid" }>, io: Io): number {
	sayProblems(problems, io);
	return EXIT.usage;
}
