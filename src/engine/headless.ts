import { join } from "node:path";
import type { Writable } from "node:stream";
import { setFlagsFromString } from "node:v8";
import type { EventRecord } from "../state/events.ts";
import { sentenceOf } from "../state/sentences.ts";
import { VERSION } from "../version.ts";
import type { Config } from "./config/config.ts";
import { serveEngine } from "./control/serve-engine.ts";
import { type Engine, type EngineStart, startEngine } from "./engine.ts";
import { describeHolder } from "./lock.ts";

export interface HeadlessIo {
	readonly stdout: Writable;
	readonly stderr: Writable;
	readonly env: NodeJS.ProcessEnv;
	readonly now: () => number;
	readonly readonly: boolean;
	/** Ends another engine that drives the state directory. */
	readonly takeover?: boolean;
}

/**
 * A daemon that waits most of the time needs a small heap more than a fast one: 118 to 93 MB of memory for 0.05 % of a
 * core (measured on Node 24.21). It works as long as it comes before the heap has grown.
 */
setFlagsFromString("--optimize-for-size");

/** Runs the engine alone until SIGTERM, SIGINT or SIGHUP; logs one JSON line an event. Sessions outlive it. */
export async function runHeadless(config: Config, io: HeadlessIo): Promise<number> {
	const start = await startEngine({
		config,
		environment: io.env,
		version: VERSION,
		demo: false,
		tmuxConfig: null,
		takeover: io.takeover ?? false,
	});
	if (start.kind === "started") return supervise(start.engine, config, io);
	io.stderr.write(`claude-failover: ${whyNot(start, config)}\n`);
	return start.kind === "refused" ? 1 : 4;
}

function whyNot(start: Exclude<EngineStart, { kind: "started" }>, config: Config): string {
	if (start.kind !== "taken") return `${start.why}; ${start.remedy}`;
	return (
		`${describeHolder(start.holder)} already drives ${config.paths.stateDir}; attach to it with: claude-failover; ` +
		"if it hangs, end it and take its place with: claude-failover --headless --takeover"
	);
}

async function supervise(engine: Engine, config: Config, io: HeadlessIo): Promise<number> {
	logEvents(engine, io.stdout);
	const stop = (signal: NodeJS.Signals): void => void engine.stop(signal);
	const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
	for (const signal of signals) process.on(signal, stop);
	try {
		const server = await serveEngine(engine, {
			config,
			environment: io.env,
			socketPath: join(config.paths.runtimeDir, "control.sock"),
			now: io.now,
			readonly: io.readonly,
		});
		const failure = await engine.done;
		await server.close();
		if (failure === null) return 0;
		io.stderr.write(`claude-failover: the engine ended: ${failure}\n`);
		return 1;
	} catch (error) {
		await engine.stop("the control socket failed");
		throw error;
	} finally {
		for (const signal of signals) process.off(signal, stop);
	}
}

/** One line an event: time, level, what it is about, the sentence, and the fact itself. */
function logEvents(engine: Engine, out: Writable): void {
	let logged = 0;
	const log = (record: EventRecord): void => {
		const { level, source, text } = sentenceOf(record);
		const time = new Date(record.at).toISOString();
		const { seq, event } = record;
		out.write(`${JSON.stringify({ time, level, seq, source, msg: text, event })}\n`);
	};
	const { store } = engine.client;
	const flush = (): void => {
		const { recent, seq } = store.getState();
		for (const record of recent) if (record.seq > logged) log(record);
		logged = seq;
	};
	// What happened before this start was logged then.
	const begin = store.getState().recent.findLast((r) => r.event.type === "engine.started");
	logged = (begin?.seq ?? 1) - 1;
	flush();
	store.subscribe(flush);
}
