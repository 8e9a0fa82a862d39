import type { State, Task } from "./model.ts";
import { indexTasks, type TaskIndex } from "./task-index.ts";

/** The priorities of tasks; the smaller number goes first. */
export const CLASS = { critical: 0, high: 1, normal: 2, low: 3 } as const;

/** A project of a worse priority that has waited so long (ms), and got nothing for as long, is served next. */
const PATIENCE_MS = 3_600_000;

/** The priority of a project that the configuration does not tell. */
const USUAL = 10;

/** Where a task stands: what comes first here is compared first, and the smaller number goes first. */
interface Place {
	readonly task: Task;
	readonly class: number;
	/** 0: its project is served next, whatever its priority. */
	readonly turn: 0 | 1;
	readonly priority: number;
	/** How many tasks of its project run or stand further ahead. */
	readonly level: number;
}

/**
 * Waiting tasks in the order in which they are given out: by their priority; then that of their project; then those of
 * the project of which fewest run; then by age. A project that got nothing for an hour is served next among equal
 * priorities of tasks. `now` `null`: without that. `held`: they take no turn from the others of their project. Pure.
 */
export function queueOrder(
	state: Pick<State, "tasks" | "policy">,
	waiting: readonly Task[],
	now: number | null,
	held: (task: Task) => boolean = () => false,
): readonly Task[] {
	const projects = state.policy.dispatch?.projects ?? {};
	const turns = turnsOf(indexTasks(state));
	const placed = byClassAndAge(waiting).map((task): Place => {
		const turn = turnOf(turns, task.project);
		const level = turn.taken;
		const goes = !held(task);
		if (goes) turn.taken += 1;
		const owed = goes && !turn.served && now !== null && isOwed(task, turn.lastAt, now);
		if (owed) turn.served = true;
		const priority = projects[task.project]?.priority ?? USUAL;
		return {
			task,
			class: CLASS[task.priority],
			turn: owed ? 0 : 1,
			priority: owed ? 0 : priority,
			level: owed ? 0 : level,
		};
	});
	// What is equal here stays in the order of its age.
	return placed.sort(compare).map(({ task }) => task);
}

/** They come nearly in the order of their age: sorting what is nearly sorted costs little. */
function byClassAndAge(waiting: readonly Task[]): readonly Task[] {
	const classes: Record<Task["priority"], Task[]> = { critical: [], high: [], normal: [], low: [] };
	for (const task of waiting) classes[task.priority].push(task);
	return Object.values(classes).flatMap((some) =>
		some.sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1)),
	);
}

/** What a project has got so far. */
interface Turn {
	/** Tasks of it that run, or stand further ahead. */
	taken: number;
	/** When one was last given out (epoch ms). */
	lastAt: number;
	/** One of its tasks goes ahead of its turn. */
	served: boolean;
}

function turnsOf({ projects }: TaskIndex): Map<string, Turn> {
	const turns = new Map<string, Turn>();
	for (const [project, { running, lastAt }] of projects) {
		turns.set(project, { taken: running, lastAt, served: false });
	}
	return turns;
}

function turnOf(turns: Map<string, Turn>, project: string): Turn {
	const known = turns.get(project);
	if (known !== undefined) return known;
	const fresh = { taken: 0, lastAt: 0, served: false };
	turns.set(project, fresh);
	return fresh;
}

function isOwed({ addedAt }: Task, lastAt: number, now: number): boolean {
	return now - addedAt >= PATIENCE_MS && now - lastAt >= PATIENCE_MS;
}

function compare(a: Place, b: Place): number {
	return a.class - b.class || a.turn - b.turn || a.priority - b.priority || a.level - b.level;
}
