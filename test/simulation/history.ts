import type { Config } from "../../src/engine/config/config.ts";
import { canTakeTask } from "../../src/engine/decide/takes-task.ts";
import type { Session, State } from "../../src/state/model.ts";
import { calm, planChaos, Strikes } from "./chaos.ts";
import { diceOf } from "./dice.ts";
import { Host, type Without } from "./host.ts";
import { checkEndOfHistory, nothing } from "./invariants/final.ts";
import { checkAct, checkRecords, checkStart } from "./invariants/online.ts";
import type { LifeWatch } from "./life.ts";
import { Operator } from "./operator.ts";
import { configOf, furnish, type PoolShape, shapeOf } from "./pool.ts";
import type { MachineWatch } from "./ports/machine.ts";
import { Timeline } from "./time.ts";
import { type Violation, World } from "./world/world.ts";

export interface HistoryAsk {
	readonly seed: number;
	readonly without: Without;
	readonly traced: boolean;
}

export interface History {
	readonly seed: number;
	readonly violations: readonly Violation[];
	readonly crashes: number;
	readonly lives: number;
	readonly switches: number;
	readonly turns: number;
	readonly trace: readonly string[];
}

/** 2026-11-22 12:00 UTC. */
const ORIGIN = Date.UTC(2026, 10, 22, 12);

/** How long things go wrong. */
const CHAOS_MS = 110_000;

/** After that all must come to rest within this time: longer than any back-off. */
const PATIENCE_MS = 40 * 60_000;

const LOOK_EVERY_MS = 3_000;

/** Plays one history: the same seed, the same history. */
export async function playHistory({ seed, without, traced }: HistoryAsk): Promise<History> {
	const dice = diceOf(seed);
	const shape = shapeOf(dice);
	const { world, host, strikes } = stage(seed, shape, without, traced);
	const operator = new Operator(world, host, shape);
	planChaos(world, host, strikes, shape, CHAOS_MS);
	operator.plan(CHAOS_MS);
	host.start();
	await world.timeline.play(CHAOS_MS);
	calm(world, host, strikes, shape);
	await comeToRest(world, host, operator);
	const state = host.daemon?.recorder.state() ?? nothing;
	checkEndOfHistory(world, state, host.database, operator.tasks);
	return summary(seed, world, host);
}

/** A furnished world with a host; nothing runs yet. */
export function stage(seed: number, shape: PoolShape, without: Without, traced: boolean) {
	const strikes = new Strikes();
	const { world, host } = raise({ seed, without, traced }, configOf(shape), {
		before: strikes.before,
		freezes: strikes.freezes,
	});
	world.machine.showsBoxes = shape.context === "keep";
	furnish(world, shape);
	return { world, host, strikes };
}

/** What befalls a history, and who else is told of it. */
interface Stagehands extends Pick<LifeWatch, "before" | "freezes"> {
	readonly said?: LifeWatch["said"];
	readonly ended?: MachineWatch["ended"];
}

/** An empty world with a host, in which the checks that need no end are made. */
export function raise({ seed, without, traced }: HistoryAsk, config: Config, hands: Stagehands) {
	const timeline = new Timeline(ORIGIN);
	const world: World = new World(
		timeline,
		diceOf(seed + 0.5),
		{
			started: (process) => checkStart(world, process),
			acted: (what, life) => checkAct(world, what, life),
			...(hands.ended && { ended: hands.ended }),
		},
		traced,
	);
	world.machine.fence = without !== "fence";
	const host: Host = new Host(world, config, without, 1 + (seed % 2), {
		before: hands.before,
		freezes: hands.freezes,
		said: (_daemon, life, records) => {
			checkRecords(world, host, life, records);
			hands.said?.(life, records);
		},
	});
	world.wake = () => {
		if (!world.dice.chance(0.9)) return;
		host.ask(world.dice.between(1, 60), (daemon) => {
			for (const loop of ["spool-reader", "session-watcher"]) daemon.poke(loop);
		});
	};
	return { world, host };
}

/** Lets the person look after things until nothing is left to be done. */
export async function comeToRest(world: World, host: Host, operator: Operator): Promise<void> {
	const { timeline } = world;
	const until = timeline.elapsed + PATIENCE_MS;
	// What went wrong last must have been seen.
	await timeline.play(20_000);
	while (timeline.elapsed < until) {
		operator.lookAfter();
		await timeline.play(LOOK_EVERY_MS);
		if (restlessness(world, host) === null) return;
	}
	world.violate("comes-to-rest", restlessness(world, host) ?? "");
}

/** What is still to be done, or `null`. */
function restlessness(world: World, host: Host): string | null {
	const state = host.daemon?.recorder.state();
	if (state === undefined) return "the daemon is not up";
	if (state.openSwitch !== null) return `a switch is open: ${JSON.stringify(state.openSwitch)}`;
	const task = state.tasks.find((t) => ["waiting", "running"].includes(t.state));
	if (task !== undefined) return `task ${task.id} is ${task.state}: ${task.note}`;
	const restless = Object.values(state.sessions).find((s) => !rests(world, state, s));
	if (restless === undefined) return null;
	const { name, owed, note } = restless;
	return `${name} is ${restless.state}, owed ${owed?.cause}: ${note}`;
}

/** It is there, or is not needed; nothing of it is to be gone on with. */
function rests(world: World, state: State, session: Session): boolean {
	const { kind, name, owed, incarnation } = session;
	if (kind === "autonomous" && incarnation === null) return owed === null;
	const agent = world.agentOf(name);
	const idle = session.state === "idle" && agent?.ready && agent.turn === null;
	if (!idle) return false;
	if (canTakeTask(state, session, world.timeline.wall())) return true;
	return owed === null && !(kind === "dedicated" && world.turns.open.has(agent.conversation));
}

/** What a history came to. */
export function summary(seed: number, world: World, host: Host): History {
	const { violations, trace } = world;
	const state = host.daemon?.recorder.state();
	return {
		seed,
		violations,
		crashes: host.crashes,
		lives: host.lives.length,
		switches: state?.switches.length ?? 0,
		turns: world.turns.byNonce.size,
		trace: trace ?? [],
	};
}
