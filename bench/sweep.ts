import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { type Stage, setStage } from "../src/engine/simulate/stage.ts";
import type { Bench } from "./lib/bench.ts";
import { type Figure, quantile } from "./lib/figure.ts";
import { fillInboxes } from "./lib/inboxes.ts";
import type { RoomReport } from "./lib/queue-room.tsx";
import type { SweepReport } from "./lib/sweep-process.ts";

const PROJECTS = 50;
const EACH = 200;

/** One frame at 15 a second. */
const SMOOTH_MS = 66;

/** A long queue: what the looks through the inboxes, the state and the control room make of it. */
export const sweep: Bench = {
	name: "sweep",
	what: `${PROJECTS * EACH} waiting files in ${PROJECTS} projects: a sweep, the memory, the queue pane`,
	async run() {
		const full = await onStage(EACH);
		const empty = await onStage(0);
		const long = await inRoom(PROJECTS * EACH);
		const short = await inRoom(PROJECTS);
		return [
			...sweepFigures(full, empty),
			...memoryFigures(full, empty),
			...roomFigures(long, short),
		];
	},
};

async function onStage(each: number): Promise<SweepReport> {
	const stage = await setStage({
		accounts: [{ name: "a", fiveHour: { limitUnits: 1000 } }],
		dedicated: 1,
		autonomous: 0,
		otherProjects: Array.from({ length: PROJECTS - 1 }, (_, n) => `app-${n + 2}`),
	});
	try {
		await fillInboxes(stage, each);
		return await sweepsOf(stage);
	} finally {
		await stage.remove();
	}
}

async function sweepsOf({ configFile, environment: env }: Stage): Promise<SweepReport> {
	const program = join(import.meta.dirname, "lib", "sweep-process.ts");
	// The second as the daemon has it.
	const flags = ["--expose-gc", "--optimize-for-size", "--no-warnings"];
	const words = [...flags, program, configFile];
	return JSON.parse((await execa(process.execPath, words, { env })).stdout) as SweepReport;
}

/** The control room as it is shipped: bundled, with React's production build. */
async function inRoom(tasks: number): Promise<RoomReport> {
	const folder = await mkdtemp(join(tmpdir(), "ccf-bench-"));
	try {
		const root = join(import.meta.dirname, "..");
		const { bundle } = await import("../scripts/lib/bundle.mjs");
		await bundle({ root, entries: { room: "bench/lib/queue-room.tsx" }, outdir: folder });
		const { stdout } = await execa(process.execPath, [join(folder, "room.js"), String(tasks)]);
		return JSON.parse(stdout) as RoomReport;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const p50 = (values: readonly number[]): number => quantile(values, 0.5);
const p95 = (values: readonly number[]): number => quantile(values, 0.95);

function sweepFigures(full: SweepReport, empty: SweepReport): readonly Figure[] {
	const what = "bare readdir of the inboxes and lstat of each file";
	const beside = (value: number) => ({ value, what: "the same with empty inboxes" });
	const ms = { unit: "ms", bar: null } as const;
	return [
		{
			...ms,
			name: "sweep.p95",
			value: p95(full.sweepMs),
			floor: { value: p95(full.bareMs), what },
			bar: { of: "value", most: 50 },
		},
		{
			...ms,
			name: "sweep.p50",
			value: p50(full.sweepMs),
			floor: { value: p50(full.bareMs), what },
		},
		{
			...ms,
			name: "sweep.cpu",
			value: full.sweepCpuMs,
			floor: { value: full.bareCpuMs, what },
		},
		{
			...ms,
			name: "sweep.pass.p95",
			value: p95(full.passMs),
			floor: { value: p95(full.bareMs), what },
		},
		{ ...ms, name: "sweep.take-up", value: full.takeUpMs, floor: beside(empty.takeUpMs) },
		{ ...ms, name: "sweep.event", value: p50(full.eventMs), floor: beside(p50(empty.eventMs)) },
		{ ...ms, name: "sweep.view", value: p50(full.viewMs), floor: beside(p50(empty.viewMs)) },
		{ ...ms, name: "sweep.lines", value: p50(full.linesMs), floor: beside(p50(empty.linesMs)) },
	];
}

function memoryFigures(full: SweepReport, empty: SweepReport): readonly Figure[] {
	const what = "the growth with empty inboxes";
	const of = (when: "taken" | "swept", kind: "heap" | "rss"): Figure => {
		const growth = ({ memory }: SweepReport): number => memory[when][kind] - memory.before[kind];
		const floor = growth(empty);
		return {
			name: `sweep.${kind}.${when}`,
			value: growth(full) - floor,
			unit: "MB",
			floor: { value: floor, what },
			bar: when === "swept" ? { of: "value", most: 40 } : null,
		};
	};
	return [of("taken", "heap"), of("swept", "heap"), of("taken", "rss"), of("swept", "rss")];
}

function roomFigures(long: RoomReport, short: RoomReport): readonly Figure[] {
	const what = `the same with ${PROJECTS} tasks`;
	const of = (name: string, times: (report: RoomReport) => readonly number[]): Figure => ({
		name: `sweep.pane.${name}.p95`,
		value: p95(times(long)),
		unit: "ms",
		floor: { value: p95(times(short)), what },
		bar: { of: "value", most: SMOOTH_MS },
	});
	return [
		of("move", (r) => r.moveMs),
		of("change", (r) => r.changeMs),
		of("other", (r) => r.otherMs),
		{ ...of("open", (r) => [r.openMs]), name: "sweep.pane.open", bar: null },
	];
}
