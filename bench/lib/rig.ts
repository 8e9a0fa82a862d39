import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Stage, type StageWish, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { getJson } from "./control.ts";
import { until } from "./wait.ts";

export const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");

/** What the benches look at in `GET /v1/status`. */
interface Status {
	readonly sessions: readonly { readonly state: string; readonly account: string | null }[];
	readonly queue: Readonly<Record<string, number>>;
}

/** The built program as a daemon on a throw-away pool. */
export interface Rig {
	readonly stage: Stage;
	readonly socket: string;
	/** Starts the daemon; resolves once its socket answers. */
	start(): Promise<{ readonly pid: number; readonly tookMs: number }>;
	/** Ends the daemon; the sessions go on. */
	stop(): Promise<void>;
	status(): Promise<Status>;
	/** Resolves once so many sessions are idle. */
	allIdle(count: number): Promise<void>;
	/** What the daemon logged so far, one object a line. */
	log(): Promise<readonly LogLine[]>;
	/** Ends the daemon, the sessions and their tmux server, and removes the pool. */
	end(): Promise<void>;
}

export interface LogLine {
	readonly time: string;
	readonly event: { readonly type: string; readonly [key: string]: unknown };
}

const rigs = new Set<Rig>();

/** Ends all rigs that are set up; for a bench that is interrupted. */
export async function endAll(): Promise<void> {
	await Promise.allSettled([...rigs].map((rig) => rig.end()));
}

/** Sets a rig up, lets `work` measure on it, and clears it away. */
export async function onRig<T>(wish: StageWish, work: (rig: Rig) => Promise<T>): Promise<T> {
	const rig = await setRig(wish);
	rigs.add(rig);
	try {
		return await work(rig);
	} finally {
		rigs.delete(rig);
		await rig.end();
	}
}

/**
 * Resolves once a daemon that was just started has taken so many checkpoints, as the log says from line `since` on: it
 * takes one of every session that it finds at work, and the next a minute later.
 */
export async function checkpointsTaken(rig: Rig, since: number, count: number): Promise<void> {
	const look = async (): Promise<true | null> => {
		const lines = (await rig.log()).slice(since);
		return lines.filter((l) => l.event.type === "checkpoint.taken").length >= count || null;
	};
	await until("the first checkpoints", look, { everyMs: 500, timeoutMs: 180_000 });
}

async function setRig(wish: StageWish): Promise<Rig> {
	const stage = await setStage(wish);
	const socket = join(stage.config.paths.runtimeDir, "control.sock");
	const logFile = join(stage.root, "daemon.log");
	let daemon: ChildProcess | null = null;
	const rig: Rig = {
		stage,
		socket,
		async start() {
			const begun = performance.now();
			const child = launch(stage, logFile);
			daemon = child;
			await until(
				"the daemon to answer",
				async () => {
					if (child.exitCode === null) return getJson(socket, "/livez");
					throw new Error(await readFile(logFile, "utf8"));
				},
				{ everyMs: 2 },
			);
			return { pid: child.pid ?? 0, tookMs: performance.now() - begun };
		},
		async stop() {
			if (daemon === null || daemon.exitCode !== null || daemon.signalCode !== null) return;
			const exit = once(daemon, "exit");
			daemon.kill("SIGTERM");
			await exit;
		},
		status: () => getJson<Status>(socket, "/v1/status"),
		async allIdle(count) {
			await until(`${count} idle sessions`, async () => {
				const { sessions } = await rig.status();
				return sessions.filter((s) => s.state === "idle").length === count ? true : null;
			});
		},
		async log() {
			const lines = (await readFile(logFile, "utf8").catch(() => "")).split("\n");
			return lines.flatMap((line) => parsed(line) ?? []);
		},
		async end() {
			await rig.stop();
			await strikeStage(stage);
		},
	};
	return rig;
}

/** `null` for what is no event, and for a line that the end of its daemon cut. */
function parsed(line: string): LogLine | null {
	if (!line.startsWith("{")) return null;
	try {
		return JSON.parse(line) as LogLine;
	} catch {
		return null;
	}
}

function launch(stage: Stage, logFile: string): ChildProcess {
	const log = openSync(logFile, "a");
	const child = spawn(process.execPath, [PROGRAM, "--headless", "--config", stage.configFile], {
		env: stage.environment,
		stdio: ["ignore", log, log],
	});
	closeSync(log);
	return child;
}
