import type { Config } from "../../engine/config/config.ts";
import { serveEngine } from "../../engine/control/serve-engine.ts";
import type { ControlServer } from "../../engine/control/server.ts";
import type { Engine, EngineStart } from "../../engine/engine.ts";
import { describeHolder } from "../../engine/lock.ts";
import { VERSION } from "../../version.ts";
import { plain } from "../tui/present/plain.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, controlSocket, type Io } from "./io.ts";
import { haveTmux } from "./need-tmux.ts";
import { openRoom } from "./open-room.ts";
import { withStopSignal } from "./stop-signal.ts";

interface Ask {
	readonly readonly: boolean;
	readonly takeover: boolean;
	readonly banner: string | null;
}

/** The engine, the socket and the control room in one process; supervision ends with it. */
export async function runInProcess(config: Config, ask: Ask, io: Io): Promise<number> {
	if (!haveTmux(io)) return EXIT.failed;
	// From here to the end a signal means: stop in order. The control room listens for it as well.
	return withStopSignal(async (stop) => {
		const { startEngine } = await import("../../engine/engine.ts");
		const start = await startEngine({
			config,
			environment: io.env,
			version: VERSION,
			demo: false,
			tmuxConfig: null,
			takeover: ask.takeover,
		});
		if (start.kind !== "started") return sayNotStarted(start, config, io);
		return supervise(start.engine, config, ask, stop, io);
	});
}

async function supervise(
	engine: Engine,
	config: Config,
	ask: Ask,
	stop: AbortSignal,
	io: Io,
): Promise<number> {
	let server: ControlServer | null = null;
	try {
		server = await serve(engine, config, ask, io);
		const engineEnd = engine.done;
		if (!stop.aborted) await openRoom(engine.client, config, { ...ask, engineEnd, io });
	} catch (error) {
		complain(io, error instanceof Error ? error.message : String(error));
		return EXIT.failed;
	} finally {
		await engine.stop("the control room was closed");
		await server?.close();
	}
	const failure = await engine.done;
	if (failure === null) return EXIT.done;
	complain(io, `the engine ended: ${plain(failure)}`);
	return EXIT.failed;
}

function sayNotStarted(
	start: Exclude<EngineStart, { kind: "started" }>,
	config: Config,
	io: Io,
): number {
	if (start.kind === "taken") {
		complain(
			io,
			`${describeHolder(start.holder)} drives ${config.paths.stateDir}, but does not answer on ` +
				`${controlSocket(io)}; end it and take its place with: claude-failover --takeover ` +
				"(or claude-failover --headless --takeover)",
		);
		return EXIT.refused;
	}
	complain(io, plain(`${start.why}; ${start.remedy}`));
	return start.kind === "refused" ? EXIT.failed : EXIT.refused;
}

function serve(engine: Engine, config: Config, { readonly }: Ask, io: Io): Promise<ControlServer> {
	const socketPath = controlSocket(io);
	return serveEngine(engine, { config, environment: io.env, socketPath, now: io.now, readonly });
}
