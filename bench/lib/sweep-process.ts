import { lstatSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { loadConfig } from "../../src/engine/config/load.ts";
import { queueView } from "../../src/engine/control/views/queue.ts";
import { decideDispatch } from "../../src/engine/decide/dispatch.ts";
import { openState } from "../../src/engine/open-state.ts";
import { systemClock } from "../../src/engine/ports/clock.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
import { systemProcesses } from "../../src/engine/ports/processes.ts";
import { queueFolders } from "../../src/engine/queue/inbox.ts";
import { scanInboxes } from "../../src/engine/queue/scan.ts";
import { SeenFiles } from "../../src/engine/queue/seen-files.ts";
import { queueLines } from "../../src/ui/cli/queue/list.ts";

/*
 * What the engine's looks through the inboxes cost, in a process of their own: node --expose-gc sweep-process.ts CONFIG.
 * Says one line of JSON.
 */

const SWEEPS = 60;

/** What the process tells: times in ms, memory in MB (10^6 bytes) after a collection. */
export interface SweepReport {
	readonly takeUpMs: number;
	readonly sweepMs: readonly number[];
	/** Bare `readdir` of the inboxes and one `lstat` of each file. */
	readonly bareMs: readonly number[];
	/** The processor time of one of each, in the mean. */
	readonly sweepCpuMs: number;
	readonly bareCpuMs: number;
	/** All that the dispatcher does when there is nobody to give a task to. */
	readonly passMs: readonly number[];
	/** One event of a task in journal and state. */
	readonly eventMs: readonly number[];
	/** What `GET /v1/queue` answers, as text. */
	readonly viewMs: readonly number[];
	/** The same, made into the lines of `claude-failover queue`. */
	readonly linesMs: readonly number[];
	readonly memory: Readonly<Record<"before" | "taken" | "swept", { heap: number; rss: number }>>;
}

const config = configOf(process.argv[2] ?? "");
const opened = await openState(config.paths.stateDir, {
	clock: systemClock,
	processes: systemProcesses(systemClock),
	takeover: false,
});
if (opened.kind !== "open") throw new Error(`the state is ${opened.kind}`);
const { recorder } = opened;
const parts = { config, recorder, clock: systemClock, files: systemFiles };
const seen = new SeenFiles();
const inboxes = config.projects.map((p) => queueFolders(p.path).inbox);

function configOf(file: string) {
	const loaded = loadConfig(file, { env: process.env, home: process.env["HOME"] ?? "" });
	if (loaded.kind !== "ok") throw new Error(`${file} is not valid`);
	return loaded.config;
}

async function timed(act: () => unknown): Promise<number> {
	const begun = performance.now();
	await act();
	return performance.now() - begun;
}

async function times(act: () => unknown): Promise<readonly number[]> {
	const all: number[] = [];
	for (let n = 0; n < SWEEPS; n++) all.push(await timed(act));
	return all;
}

function cpu(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

function memory(): { heap: number; rss: number } {
	for (let n = 0; n < 3; n++) globalThis.gc?.();
	const { heapUsed, rss } = process.memoryUsage();
	return { heap: heapUsed / 1e6, rss: rss / 1e6 };
}

async function bare(): Promise<void> {
	for (const inbox of inboxes) {
		for (const name of await readdir(inbox)) lstatSync(join(inbox, name));
	}
}

async function pass(): Promise<void> {
	await scanInboxes(parts, 0, seen);
	// Once to give tasks out, once to say what they wait for.
	for (let n = 0; n < 2; n++) decideDispatch(recorder.state(), Date.now());
}

function oneEvent(): void {
	const task = [...recorder.state().tasks.values()][0];
	if (task === undefined) return;
	const { id, file } = task;
	recorder.commit({ type: "task.returned", task: id, file, why: "it was asked for" });
}

const view = () => queueView(recorder.state(), Date.now());

const before = memory();
const takeUpMs = await timed(() => scanInboxes(parts, 0, seen));
const taken = memory();
const sweepMs: number[] = [];
const bareMs: number[] = [];
let sweepCpuMs = 0;
let bareCpuMs = 0;
for (let n = 0; n < SWEEPS; n++) {
	const begun = cpu();
	bareMs.push(await timed(bare));
	const between = cpu();
	sweepMs.push(await timed(() => scanInboxes(parts, n, seen)));
	bareCpuMs += (between - begun) / SWEEPS;
	sweepCpuMs += (cpu() - between) / SWEEPS;
}
const swept = memory();
const report: SweepReport = {
	...{ takeUpMs, sweepMs, bareMs, sweepCpuMs, bareCpuMs },
	passMs: await times(pass),
	eventMs: await times(oneEvent),
	viewMs: await times(() => JSON.stringify(view())),
	linesMs: await times(() => queueLines(view(), { now: Date.now(), columns: 120 })),
	memory: { before, taken, swept },
};
opened.release();
process.stdout.write(`${JSON.stringify(report)}\n`);
