import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./lib/bench.ts";
import type { Figure } from "./lib/figure.ts";
import { dropHook } from "./lib/payloads.ts";
import { cpuTime, memory, threadTime } from "./lib/proc.ts";
import { checkpointsTaken, onRig, type Rig } from "./lib/rig.ts";
import { makeStandIns, type StandIn } from "./lib/stand-ins.ts";
import { statuslines } from "./lib/traffic.ts";
import { until } from "./lib/wait.ts";

const ACCOUNTS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
const SESSIONS = 200;

/** After the take-up, the first readings and the first checkpoints. */
const SETTLE_MS = 5_000;

const FLOOR = "bare node that reads the changed files once a second";

/** What it costs to watch a large pool at work. */
export const quota: Bench = {
	name: "quota",
	what: `CPU of the daemon with ${SESSIONS} sessions at work on ${ACCOUNTS.length} accounts, 100 statuslines a second`,
	run: ({ seconds }) =>
		onRig(
			{
				accounts: ACCOUNTS.map((name) => ({ name, fiveHour: { limitUnits: 10_000 } })),
				dedicated: SESSIONS,
				autonomous: 0,
				yaml: "switch: { strategy: spread }",
			},
			(rig) => measure(rig, seconds),
		),
};

async function measure(rig: Rig, seconds: number): Promise<readonly Figure[]> {
	const accountOf = (nth: number): string => ACCOUNTS[nth % ACCOUNTS.length] ?? "a";
	const sessions = await makeStandIns(rig.stage, SESSIONS, accountOf);
	for (const one of sessions) {
		dropHook(one, "SessionStart", { source: "startup" });
		dropHook(one, "UserPromptSubmit", { prompt: "go on" });
	}
	const traffic = statuslines(sessions);
	await sleep(2_500);
	const files = sessions.map((one) => join(one.spool, "statusline", "last.json"));
	const reader = join(import.meta.dirname, "lib", "bare-reader.mjs");
	const bare = spawn(process.execPath, [reader, ...files], {
		stdio: ["pipe", "ignore", "inherit"],
	});
	try {
		const { pid } = await rig.start();
		await until(`${SESSIONS} sessions at work`, async () => {
			const { sessions: seen } = await rig.status();
			return seen.filter((s) => s.state === "working").length === SESSIONS ? true : null;
		});
		await checkpointsTaken(rig, 0, SESSIONS);
		await sleep(SETTLE_MS);
		return await watch(rig, pid, bare.pid ?? 0, seconds * 1000, sessions);
	} finally {
		traffic.stop();
		bare.kill();
	}
}

async function watch(
	rig: Rig,
	pid: number,
	bare: number,
	ms: number,
	sessions: readonly StandIn[],
): Promise<readonly Figure[]> {
	const look = async () => ({
		at: performance.now(),
		cpu: await cpuTime(pid),
		floor: await threadTime(bare),
		events: (await rig.log()).length,
	});
	const before = await look();
	await sleep(ms);
	const after = await look();
	const share = (cpuMs: number): number => (cpuMs / (after.at - before.at)) * 100;
	const own = share(after.cpu.own - before.cpu.own);
	const children = share(after.cpu.children - before.cpu.children);
	const { sessions: seen } = await rig.status();
	const working = seen.filter((s) => s.state === "working").length;
	if (working !== sessions.length) throw new Error(`only ${working} sessions are at work`);
	const floor = { value: share(after.floor - before.floor), what: FLOOR };
	const events = ((after.events - before.events) / (after.at - before.at)) * 1000;
	const [ours, least] = await Promise.all([memory(pid), memory(bare)]);
	const cpu = { unit: "% of a core", floor, bar: null };
	return [
		{
			...cpu,
			name: "quota.cpu",
			value: own + children,
			bar: { of: "value", most: 5 },
		},
		{ ...cpu, name: "quota.cpu.daemon", value: own },
		{ ...cpu, name: "quota.cpu.children", value: children },
		{
			name: "quota.events",
			value: events,
			unit: "events/s",
			floor: { value: sessions.length / 20, what: "one answer of each session in 20 s" },
			bar: null,
		},
		{
			name: "quota.rss",
			value: ours.rss,
			unit: "MB",
			floor: { value: least.rss, what: FLOOR },
			bar: null,
		},
	];
}
