import { calm } from "./chaos.ts";
import { comeToRest, type History, stage, summary } from "./history.ts";
import { checkEndOfHistory, nothing } from "./invariants/final.ts";
import type { Fate } from "./life.ts";
import { Operator } from "./operator.ts";
import type { PoolShape } from "./pool.ts";

/** What befalls single changes of the world, by their number. */
export type Told = ReadonlyMap<number, Fate>;

export interface Story extends History {
	/** The names of all changes that a daemon was about to make; the first one is number 1. */
	readonly changes: readonly string[];
	/** The change that began the switch, and the one that ended it. 0: there was none. */
	readonly begun: number;
	readonly ended: number;
}

const SHAPE: PoolShape = {
	accounts: 2,
	dedicated: 1,
	autonomous: 1,
	drainPolicy: "leave",
	dwellSeconds: 300,
	strategy: "active-standby",
};

/** Any number will do: it decides how long things take. */
const SEED = 11;

/**
 * One story: a session works for its operator and one on a task, the account of both hits its limit in mid-turn, and
 * the work goes on under another. Always the same but for what is told to befall it.
 */
export async function playStory(told: Told, traced = false): Promise<Story> {
	const { world, host, strikes } = stage(SEED, SHAPE, null, traced);
	strikes.told = told;
	let begun = 0;
	let ended = 0;
	host.onRecord = (type) => {
		if (type === "switch.begun" && begun === 0) begun = strikes.changes.length;
		if (type === "switch.ended") ended = strikes.changes.length;
	};
	const [window] = world.provider.windows("a");
	if (window !== undefined) window.used = 0.7;
	const operator = new Operator(world, host, SHAPE);
	world.timeline.after(500, () => operator.dropTask());
	world.timeline.after(2_500, () => operator.type("ccl-0"));
	world.timeline.after(4_000, () => {
		if (window !== undefined) Object.assign(window, { used: 1, peak: 1 });
	});
	host.start();
	await world.timeline.play(20_000);
	calm(world, host, strikes, SHAPE);
	await comeToRest(world, host, operator);
	const state = host.daemon?.recorder.state() ?? nothing;
	checkEndOfHistory(world, state, host.database, operator.tasks);
	return { ...summary(SEED, world, host), changes: strikes.changes, begun, ended };
}
