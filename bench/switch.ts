import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { spendTo } from "../src/engine/simulate/agent/world.ts";
import type { Bench } from "./lib/bench.ts";
import { type Figure, median } from "./lib/figure.ts";
import { RegistryWatch } from "./lib/registry-watch.ts";
import { barePane } from "./lib/respawn.ts";
import { type LogLine, onRig, PROGRAM, type Rig } from "./lib/rig.ts";
import { until } from "./lib/wait.ts";

const SESSIONS = 8;
const BARE_RUNS = 7;

/** Long enough that all sessions are in mid-turn when the limit cuts them. */
const TURN = { steps: 30, stepMs: 1000, unitsPerStep: 1, answerMs: 300 };

type Way = "manual" | "limit";

/** How long a switch takes, and how long each session is away. */
export const switching: Bench = {
	name: "switch",
	what: `${SESSIONS} sessions go to another account`,
	async run() {
		const manual = await onRig(wish("manual"), (rig) => measure(rig, "manual"));
		const limit = await onRig(wish("limit"), (rig) => measure(rig, "limit"));
		return [...manual, ...limit];
	},
};

function wish(way: Way) {
	return {
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 0,
		autonomous: SESSIONS,
		world: { spinnerMs: 0, defaultTurn: way === "manual" ? { ...TURN, steps: 1 } : TURN },
	};
}

async function measure(rig: Rig, way: Way): Promise<readonly Figure[]> {
	await rig.start();
	await rig.allIdle(SESSIONS);
	// A conversation that was begun is resumed; one that was not would be started anew.
	for (let n = 1; n <= SESSIONS; n++) await rig.stage.addTask(`job-${n}`, `Do job ${n}.\n`);
	const registry = await RegistryWatch.of(join(rig.stage.root, "accounts", "b"));
	try {
		await (way === "manual" ? switchByHand(rig) : hitTheLimit(rig));
		const log = await switched(rig);
		const gaps = await gapsOf(log, registry);
		await rig.stop();
		return figures(way, log, gaps, await floors(rig, registry));
	} finally {
		registry.close();
	}
}

async function switchByHand(rig: Rig): Promise<void> {
	await until("all jobs to be done", async () => {
		const { queue, sessions } = await rig.status();
		const idle = sessions.every((s) => s.state === "idle");
		return queue["done"] === SESSIONS && idle ? true : null;
	});
	const words = ["switch", "--to", "b", "--yes", "--json"];
	const env = rig.stage.environment;
	const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: "ignore" });
	const [code] = (await once(child, "exit")) as [number | null];
	if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}`);
}

async function hitTheLimit(rig: Rig): Promise<void> {
	await until("all sessions to be at work", async () => {
		const { sessions } = await rig.status();
		return sessions.every((s) => s.state === "working") ? true : null;
	});
	spendTo(rig.stage.world, rig.stage.keys["a"] ?? "", "five_hour", 1);
}

/** The log up to the end of the switch, in which all sessions have moved. */
async function switched(rig: Rig): Promise<readonly LogLine[]> {
	const log = await until("the switch to end", async () => {
		const lines = await rig.log();
		const end = lines.findIndex((line) => line.event.type === "switch.ended");
		return end < 0 ? null : lines.slice(0, end + 1);
	});
	const end = log.at(-1)?.event;
	if (end?.["outcome"] !== "done") throw new Error(`the switch ended: ${JSON.stringify(end)}`);
	return log;
}

/** For each session: from its last record before SIGTERM to its process being listed under the target. */
async function gapsOf(
	log: readonly LogLine[],
	registry: RegistryWatch,
): Promise<readonly number[]> {
	const stopped = new Map<unknown, number>();
	const gaps: Promise<number>[] = [];
	for (const { time, event } of log) {
		if (event.type === "move.stepped" && event["step"] === "checkpointed") {
			stopped.set(event["session"], Date.parse(time));
		}
		const begun = event.type === "session.launched" ? stopped.get(event["session"]) : undefined;
		if (begun === undefined) continue;
		const { pid } = event["incarnation"] as { readonly pid: number };
		gaps.push(registry.listed(pid).then((listed) => listed - begun));
	}
	if (gaps.length !== SESSIONS) throw new Error(`${gaps.length} of ${SESSIONS} were launched`);
	return Promise.all(gaps);
}

interface Floors {
	/** One respawn on its own. */
	readonly one: number;
	/** All sessions, as many at a time as there are cores. */
	readonly all: number;
}

async function floors({ stage }: Rig, registry: RegistryWatch): Promise<Floors> {
	const cores = availableParallelism();
	const panes = await Promise.all(
		Array.from({ length: cores }, (_, i) => barePane(stage, `bench-${i}`)),
	);
	const [first] = panes;
	if (first === undefined) throw new Error("this machine has no core");
	const alone: number[] = [];
	for (let run = 0; run < BARE_RUNS; run++) alone.push(await first.respawn("b", registry));
	const begun = Date.now();
	let left = SESSIONS;
	await Promise.all(
		panes.map(async (pane) => {
			while (left-- > 0) await pane.respawn("b", registry);
		}),
	);
	return { one: median(alone), all: Date.now() - begun };
}

function figures(
	way: Way,
	log: readonly LogLine[],
	gaps: readonly number[],
	floor: Floors,
): readonly Figure[] {
	const at = (type: string): number =>
		Date.parse(log.findLast((line) => line.event.type === type)?.time ?? "");
	const one = { value: floor.one / 1000, what: "one bare respawn" };
	const all = { value: floor.all / 1000, what: `${SESSIONS} bare respawns, one a core at a time` };
	const figure = (name: string, ms: number, least: Figure["floor"], most: number): Figure => ({
		name: `switch.${way}.${name}`,
		value: ms / 1000,
		unit: "s",
		floor: least,
		bar: { of: "ratio", most },
	});
	return [
		figure("total", at("switch.ended") - at("switch.begun"), all, 6),
		figure("gap.p50", median(gaps), one, 4),
		figure("gap.max", Math.max(...gaps), one, 6),
	];
}
