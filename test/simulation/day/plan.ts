import { join } from "node:path";
import type { Dice } from "../dice.ts";
import { ROOT } from "../world/world.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

export const DAY_MS = 24 * HOUR;
export const TASKS = 2_000;
export const SESSIONS = 20;
/** What a day must have had to be worth its name. */
export const SWITCHES = 6;
export const CRASHES = 3;

const PROJECTS = ["app", "web", "ops", "docs"] as const;

/** A task file that somebody drops in the course of the day. */
export interface DayTask {
	/** As the engine is to call it. */
	readonly id: string;
	readonly file: string;
	/** When it is dropped, ms after the day began. */
	readonly at: number;
	readonly text: string;
	/** The text of the same without what it depends on; the text itself when that is nothing. */
	readonly freed: string;
	/** The task that it comes after. */
	readonly after: string | null;
	/** The provider fails every request of it. */
	readonly fails: boolean;
}

export interface DayPlan {
	readonly accounts: readonly string[];
	readonly projects: readonly string[];
	/** So many sessions run even when there is nothing to do. */
	readonly min: number;
	readonly drainPolicy: "leave" | "force";
	readonly strategy: "active-standby" | "spread";
	/** In the order in which they are dropped. */
	readonly tasks: readonly DayTask[];
}

/** What is to be done in one day, and by whom. */
export function planDay(dice: Dice, count: number): DayPlan {
	const tasks: DayTask[] = [];
	for (const at of arrivals(dice, count)) tasks.push(taskAt(dice, at, tasks));
	return {
		accounts: ["a", "b", "c"].slice(0, dice.pick(2, 3, 3)),
		projects: PROJECTS.map((name) => join(ROOT, name)),
		min: dice.pick(2, 8, SESSIONS),
		drainPolicy: dice.pick("leave", "force"),
		strategy: dice.pick("active-standby", "active-standby", "active-standby", "spread"),
		tasks,
	};
}

/** About half of all tasks come in bursts of some minutes, the others at any time. */
function arrivals(dice: Dice, count: number): readonly number[] {
	const times: number[] = [];
	while (times.length < count / 2) {
		const from = dice.between(0, DAY_MS - HOUR);
		const lasts = dice.pick(5_000, 2 * MINUTE, 10 * MINUTE);
		for (let n = dice.between(40, 200); n > 0; n--) times.push(from + dice.between(0, lasts));
	}
	times.length = Math.min(times.length, count);
	while (times.length < count) times.push(dice.between(0, DAY_MS));
	return times.toSorted((a, b) => a - b);
}

function taskAt(dice: Dice, at: number, before: readonly DayTask[]): DayTask {
	const project = dice.pick(...PROJECTS);
	const name = `job-${String(before.length + 1).padStart(4, "0")}`;
	const priority = dice.pick("critical", "high", "normal", "normal", "normal", "low");
	const lately = before.slice(-15);
	const after = lately.length > 0 && dice.chance(0.08) ? dice.pick(...lately).id : null;
	const text = (head: string): string => `---\npriority: ${priority}\n${head}---\nDo ${name}.\n`;
	return {
		id: `${project}.${name}`,
		file: join(ROOT, project, ".agent-queue", "inbox", `${name}.md`),
		at,
		text: text(after === null ? "" : `depends_on: ["${after.replace(".", ":")}"]\n`),
		freed: text(""),
		after,
		fails: dice.chance(0.02),
	};
}
