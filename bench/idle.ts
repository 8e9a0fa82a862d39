import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { runTmux } from "../src/engine/tmux/run.ts";
import type { Bench } from "./lib/bench.ts";
import type { Figure } from "./lib/figure.ts";
import { type CpuTime, cpuTime, memory, threadTime } from "./lib/proc.ts";
import { onRig, type Rig } from "./lib/rig.ts";

/** Starts, first quota polls and compilation are over by then. */
const SETTLE_MS = 30_000;

const SESSIONS = 8;

const FLOOR = "bare node with a timer";

/** What the daemon costs while nothing happens. */
export const idle: Bench = {
	name: "idle",
	what: `memory and CPU of the daemon with ${SESSIONS} idle sessions`,
	run: ({ seconds }) =>
		onRig(
			{
				accounts: [
					{ name: "a", fiveHour: { limitUnits: 10_000 } },
					{ name: "b", fiveHour: { limitUnits: 10_000 } },
				],
				dedicated: 2,
				autonomous: SESSIONS - 2,
				world: { spinnerMs: 0 },
			},
			(rig) => measure(rig, seconds),
		),
};

async function measure(rig: Rig, seconds: number): Promise<readonly Figure[]> {
	const { pid } = await rig.start();
	await rig.allIdle(SESSIONS);
	const bare = spawn(process.execPath, ["-e", "setInterval(() => {}, 2000)"], { stdio: "ignore" });
	try {
		await sleep(SETTLE_MS);
		return await watch(pid, bare.pid ?? 0, await tmuxPid(rig), seconds * 1000);
	} finally {
		bare.kill();
	}
}

async function tmuxPid({ stage }: Rig): Promise<number> {
	const server = { program: "tmux", socket: stage.config.tmux.socket, configFile: "/dev/null" };
	const answer = await runTmux(server, ["display-message", "-p", "#{pid}"], stage.environment);
	if (answer.kind !== "ok") throw new Error(`tmux: ${JSON.stringify(answer)}`);
	return Number(answer.out);
}

async function watch(pid: number, bare: number, tmux: number, ms: number) {
	const look = async (): Promise<{ at: number; cpu: CpuTime; floor: number; tmux: number }> => ({
		at: performance.now(),
		cpu: await cpuTime(pid),
		floor: await threadTime(bare),
		tmux: await threadTime(tmux),
	});
	const before = await look();
	await sleep(ms);
	const after = await look();
	const share = (cpuMs: number): number => (cpuMs / (after.at - before.at)) * 100;
	const own = share(after.cpu.own - before.cpu.own);
	const children = share(after.cpu.children - before.cpu.children);
	const [ours, least] = await Promise.all([memory(pid), memory(bare)]);
	const floor = { value: share(after.floor - before.floor), what: FLOOR };
	return [
		{
			name: "idle.rss",
			value: ours.rss,
			unit: "MB",
			floor: { value: least.rss, what: FLOOR },
			bar: { of: "value", most: 100 },
		},
		{
			name: "idle.pss",
			value: ours.pss,
			unit: "MB",
			floor: { value: least.pss, what: FLOOR },
			bar: null,
		},
		{
			name: "idle.cpu",
			value: own + children,
			unit: "% of a core",
			floor,
			bar: { of: "value", most: 1 },
		},
		{ name: "idle.cpu.daemon", value: own, unit: "% of a core", floor, bar: null },
		{ name: "idle.cpu.children", value: children, unit: "% of a core", floor, bar: null },
		{
			name: "idle.cpu.tmux-server",
			value: share(after.tmux - before.tmux),
			unit: "% of a core",
			floor,
			bar: null,
		},
	] as const;
}
