import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import type { Bench } from "./lib/bench.ts";
import { getJson } from "./lib/control.ts";
import type { LoadReport } from "./lib/control-load.ts";
import { type Figure, quantile } from "./lib/figure.ts";
import { type Latest, watchLoops } from "./lib/lateness.ts";
import { poolAtWork } from "./lib/pool-at-work.ts";
import { cpuTime, memory } from "./lib/proc.ts";
import { onRig, type Rig } from "./lib/rig.ts";

const SESSIONS = 50;
const RATE = 500;
const SECONDS = 30;

/** Before anything is compared: the code is compiled, and the heap has the size that requests need. */
const WARM_SECONDS = 10;
const FLOOR_SECONDS = 10;

/** So long may memory take to come back. */
const SETTLE_MS = 20_000;

/** Asked at the pace, while the pool works: what it costs, and whether the engine keeps its time. */
export const control: Bench = {
	name: "control",
	what: `${RATE} requests a second for ${SECONDS} s on the socket, ${SESSIONS} sessions at work`,
	run: () =>
		onRig(
			{
				accounts: ["a", "b"].map((name) => ({ name, fiveHour: { limitUnits: 10_000 } })),
				dedicated: SESSIONS,
				autonomous: 0,
			},
			measure,
		),
};

async function measure(rig: Rig): Promise<readonly Figure[]> {
	const pool = await poolAtWork(rig, SESSIONS, () => "a");
	try {
		const paths = await readPaths(rig.socket);
		const { bytes } = await load(rig.socket, WARM_SECONDS, paths);
		await sleep(SETTLE_MS);
		const bare = await beside(rig, bytes, paths);
		const before = await memory(pool.pid);
		const under = await underLoad(rig, pool.pid, paths);
		await sleep(SETTLE_MS);
		const after = await memory(pool.pid);
		return figures({ ...under, bare, growth: after.rss - before.rss, rss: before.rss });
	} finally {
		pool.stop();
	}
}

/** Every route that looks, by what the API says of itself, but the stream; each with a session and a checkpoint that are there. */
async function readPaths(socket: string): Promise<readonly string[]> {
	const { paths } = await getJson<{ paths: Record<string, object> }>(socket, "/openapi.json");
	const { checkpoints } = await getJson<{ checkpoints: { id: string }[] }>(
		socket,
		"/v1/checkpoints",
	);
	const checkpoint = encodeURIComponent(checkpoints[0]?.id ?? "");
	return Object.entries(paths)
		.filter(([path, methods]) => "get" in methods && path !== "/v1/events")
		.filter(([path]) => path !== "/v1/tasks/{id}")
		.map(([path]) => path.replace("checkpoints/{id}", `checkpoints/${checkpoint}`))
		.map((path) => path.replace("{name}", "ccl-0"));
}

async function load(
	socket: string,
	seconds: number,
	paths: readonly string[],
): Promise<LoadReport> {
	const program = join(import.meta.dirname, "lib", "control-load.ts");
	const words = [socket, String(seconds), String(RATE), ...paths];
	const { stdout } = await execa(process.execPath, ["--no-warnings", program, ...words]);
	return JSON.parse(stdout) as LoadReport;
}

interface Bare {
	readonly report: LoadReport;
	/** How late the daemon's loops are while another server is asked. */
	readonly latest: Latest;
}

/** The same client at a bare server, while daemon and sessions go on. */
async function beside(
	rig: Rig,
	bytes: Readonly<Record<string, number>>,
	paths: readonly string[],
): Promise<Bare> {
	const socket = join(rig.stage.root, "bare.sock");
	const program = join(import.meta.dirname, "lib", "bare-server.mjs");
	const server = spawn(process.execPath, [program, socket, JSON.stringify(bytes)], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	try {
		await once(server.stdout, "data");
		const loops = watchLoops(rig.socket);
		const report = await load(socket, FLOOR_SECONDS, paths);
		return { report, latest: await loops.end() };
	} finally {
		server.kill();
	}
}

interface Under {
	readonly report: LoadReport;
	readonly latest: Latest;
	/** Of the daemon and its children, in percent of a core. */
	readonly cpu: number;
}

async function underLoad(rig: Rig, pid: number, paths: readonly string[]): Promise<Under> {
	const loops = watchLoops(rig.socket);
	const cpu = await cpuTime(pid);
	const report = await load(rig.socket, SECONDS, paths);
	const { own, children } = await cpuTime(pid);
	const used = own + children - cpu.own - cpu.children;
	return { report, latest: await loops.end(), cpu: (used / report.tookMs) * 100 };
}

interface Measured extends Under {
	readonly bare: Bare;
	readonly growth: number;
	readonly rss: number;
}

const failures = ({ errors }: LoadReport): number =>
	Object.values(errors).reduce((sum, n) => sum + n, 0);

function figures({ report, latest, cpu, bare, growth, rss }: Measured): readonly Figure[] {
	const what = "the same client at a bare node:http server, as many bytes";
	const failed = failures(report);
	if (failed > 0) process.stderr.write(`${JSON.stringify(report.errors)}\n`);
	process.stderr.write(`the latest loop: ${latest.loop}; without requests: ${bare.latest.loop}\n`);
	const latency = (name: string, share: number): Figure => ({
		name: `control.${name}`,
		value: quantile(report.latencyMs, share),
		unit: "ms",
		floor: { value: quantile(bare.report.latencyMs, share), what },
		bar: null,
	});
	return [
		{
			name: "control.errors",
			value: failed,
			unit: "requests",
			floor: { value: failures(bare.report), what },
			bar: { of: "value", most: 0, exact: true },
		},
		{
			name: "control.rate",
			value: (report.latencyMs.length / report.tookMs) * 1000,
			unit: "requests/s",
			better: "more",
			floor: { value: RATE, what: "the pace at which they are sent" },
			bar: { of: "ratio", most: 1.05 },
		},
		{
			name: "control.loops",
			value: latest.periods,
			unit: "periods",
			floor: { value: bare.latest.periods, what: "while another server is asked" },
			bar: { of: "value", most: 2 },
		},
		{
			// What a collection leaves for the next requests is not given back to the system at once.
			name: "control.rss.growth",
			value: growth,
			unit: "MB",
			floor: { value: rss, what: "the daemon before, after its first requests" },
			bar: { of: "value", most: 10, exact: true },
		},
		latency("p50", 0.5),
		latency("p95", 0.95),
		{
			name: "control.cpu",
			value: cpu,
			unit: "% of a core",
			floor: { value: 0, what: "-" },
			bar: null,
		},
	];
}
