import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { execa } from "execa";
import type { Stage } from "../../src/engine/simulate/stage.ts";
import { waitFor } from "./wait-for.ts";

/** The built program, as the launcher starts it. */
export const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");

export interface Answer {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

/** Runs the built program once, as an operator of that stage would. */
export async function ccf(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Answer> {
	const result = await execa(process.execPath, [PROGRAM, ...args], {
		env,
		extendEnv: false,
		reject: false,
		stdin: "ignore",
	});
	return { code: result.exitCode ?? -1, out: result.stdout, err: result.stderr };
}

/** A real `claude-failover --headless` in a process of its own. */
export interface Daemon {
	readonly child: ChildProcess;
	/** Everything it logged so far. */
	log(): string;
	status(): Promise<Status>;
	/** Sends a signal and waits for the end; resolves to the exit code (`null` after a kill). */
	end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The parts of `status --json` that tests look at. */
export interface Status {
	readonly schemaVersion: number;
	readonly accounts: readonly Record<string, unknown>[];
	readonly sessions: readonly {
		readonly name: string;
		readonly account: string | null;
		readonly state: string;
		readonly conversation: string | null;
		readonly [key: string]: unknown;
	}[];
	readonly queue: Record<string, number>;
	readonly dispatch: { readonly paused: boolean };
	readonly switch: { readonly open: unknown };
}

/** Starts it and waits until it answers. */
export function startDaemon(stage: Stage, ...more: readonly string[]): Promise<Daemon> {
	return startAs(stage, [PROGRAM, "--headless", "--config", stage.configFile, ...more]);
}

const DYING = join(import.meta.dirname, "dying-daemon.ts");

/** The same engine, which is killed right after that row of the first switch that it begins (see `rowName`). */
export function startDyingDaemon(stage: Stage, row: string): Promise<Daemon> {
	return startAs(stage, ["--no-warnings", DYING, stage.configFile, row]);
}

async function startAs(stage: Stage, args: readonly string[]): Promise<Daemon> {
	const child = spawn(process.execPath, args, {
		env: stage.environment,
		stdio: ["ignore", "pipe", "pipe"],
	});
	let log = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (chunk: Buffer) => {
			log += chunk.toString();
		});
	}
	const closed = once(child, "close");
	const daemon: Daemon = {
		child,
		log: () => log,
		async status() {
			const answer = await ccf(stage.environment, "status", "--json");
			if (answer.code !== 0) throw new Error(`status: ${answer.code} ${answer.err}\n${log}`);
			return JSON.parse(answer.out) as Status;
		},
		async end(signal) {
			child.kill(signal);
			// With its last line read.
			await closed;
			return child.exitCode;
		},
	};
	await waitFor("the daemon to answer", async () => {
		if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${log}`);
		return (await ccf(stage.environment, "status")).code === 0;
	});
	return daemon;
}
