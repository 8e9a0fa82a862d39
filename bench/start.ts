import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Bench } from "./lib/bench.ts";
import { type Figure, median } from "./lib/figure.ts";
import { onRig, PROGRAM, type Rig } from "./lib/rig.ts";

const COMMAND_RUNS = 15;
const DAEMON_RUNS = 7;
const SESSIONS = 8;

/** How long one waits for the program. */
export const start: Bench = {
	name: "start",
	what: "wall time of commands and of a daemon's start",
	run: () =>
		onRig(
			{
				accounts: [{ name: "a", fiveHour: { limitUnits: 10_000 } }],
				dedicated: 0,
				autonomous: SESSIONS,
				world: { spinnerMs: 0 },
			},
			measure,
		),
};

async function measure(rig: Rig): Promise<readonly Figure[]> {
	const first = await rig.start();
	await rig.allIdle(SESSIONS);
	const times = { bare: [] as number[], version: [] as number[], status: [] as number[] };
	for (let run = 0; run < COMMAND_RUNS; run++) {
		times.bare.push(await wallTime(rig, "-e", "0"));
		times.version.push(await wallTime(rig, PROGRAM, "--version"));
		times.status.push(await wallTime(rig, PROGRAM, "status", "--json"));
	}
	const restarts: number[] = [];
	for (let run = 0; run < DAEMON_RUNS; run++) {
		await rig.stop();
		restarts.push((await rig.start()).tookMs);
	}
	const floor = { value: median(times.bare), what: "node -e 0" };
	const figure = (name: string, value: number, bar: Figure["bar"]): Figure => ({
		name: `start.${name}`,
		value,
		unit: "ms",
		floor,
		bar,
	});
	return [
		figure("version", median(times.version), { of: "ratio", most: 2 }),
		figure("status", median(times.status), { of: "ratio", most: 2.5 }),
		figure("headless", first.tookMs, { of: "value", most: 3000 }),
		figure("headless.restart", median(restarts), { of: "value", most: 3000 }),
	];
}

/** Runs node with these words and waits for its end. */
async function wallTime({ stage }: Rig, ...args: readonly string[]): Promise<number> {
	const begun = performance.now();
	const child = spawn(process.execPath, args, { env: stage.environment, stdio: "ignore" });
	const [code] = (await once(child, "exit")) as [number | null];
	if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
	return performance.now() - begun;
}
