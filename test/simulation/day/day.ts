import { diceOf } from "../dice.ts";
import { type History, type HistoryAsk, raise, summary } from "../history.ts";
import type { Host } from "../host.ts";
import { nothing } from "../invariants/final.ts";
import type { World } from "../world/world.ts";
import { Book } from "./book.ts";
import { checkDay } from "./check.ts";
import { DayFaults } from "./faults.ts";
import { DayOperator } from "./operator.ts";
import { CRASHES, DAY_MS, type DayPlan, planDay, SWITCHES, TASKS } from "./plan.ts";
import { dayConfig, furnishDay } from "./pool.ts";

const MINUTE = 60_000;

/** What is left in the evening must be done by the next noon: a spent window is full again after five hours. */
const PATIENCE_MS = 12 * 60 * MINUTE;

/** Tools run for minutes, as in earnest; nobody is woken by what nobody waits for. */
const PACE = {
	toolMs: [20_000, 240_000],
	requestShare: 0.0018,
	mostSteps: 2,
	netMs: 300_000,
	gatherMs: 90_000,
} as const;

/** Hooks that come within this time wake the daemon once. */
const WAKE_MS = 30_000;

/** What a day came to. */
export interface Day extends History {
	readonly done: number;
	readonly failed: number;
	readonly uncertain: number;
	/** Processes of agents that ended otherwise than they were told to. */
	readonly deaths: number;
	/** Tasks that had to be freed of one that will never be done. */
	readonly freed: number;
	readonly events: number;
}

export interface DayAsk extends HistoryAsk {
	/** Fewer than a day's, where something else is to be shown. */
	readonly tasks?: number;
}

/** Plays one day of a pool of 20 sessions with 2,000 tasks: the same seed, the same day. */
export async function playDay(ask: DayAsk): Promise<Day> {
	const { seed, tasks = TASKS } = ask;
	const plan = planDay(diceOf(seed + 0.25), tasks);
	let book: Book | null = null;
	let faults: DayFaults | null = null;
	const { world, host } = raise(ask, dayConfig(plan), {
		before: (life, name) => faults?.before(life, name) ?? "go",
		freezes: () => false,
		said: (_life, records) => book?.read(records),
		ended: ({ launch }, status) => {
			if (status !== 143) book?.harm(launch.name, `ended with ${status}`);
		},
	});
	book = new Book(world);
	faults = new DayFaults(world, book);
	world.pace = PACE;
	wakeSeldom(world, host);
	furnishDay(world, plan);
	faults.plan(plan, host);
	const operator = new DayOperator(world, host, book, plan);
	host.start();
	await world.timeline.play(DAY_MS);
	await comeToRest(world, host, book, plan);
	checkDay(world, host, book, plan, host.daemon?.recorder.state() ?? nothing);
	return { ...summary(seed, world, host), ...figures(book), freed: operator.freed };
}

/** A watched folder tells the daemon, most of the time, of all that fell into it in one moment. */
function wakeSeldom(world: World, host: Host): void {
	let due = false;
	world.wake = () => {
		if (due) return;
		due = true;
		world.timeline.after(WAKE_MS, () => {
			due = false;
			if (world.dice.chance(0.1)) return;
			host.ask(world.dice.between(1, 60), (daemon) => {
				for (const loop of ["spool-reader", "session-watcher"]) daemon.poke(loop);
			});
		});
	};
}

async function comeToRest(world: World, host: Host, book: Book, plan: DayPlan): Promise<void> {
	const { timeline } = world;
	const until = timeline.elapsed + PATIENCE_MS;
	while (timeline.elapsed < until && !rests(host, book, plan)) await timeline.play(MINUTE);
	// What comes too late for its task must find it ended.
	await timeline.play(5 * MINUTE);
}

function rests(host: Host, book: Book, { tasks }: DayPlan): boolean {
	const state = host.daemon?.recorder.state();
	if (state === undefined || state.openSwitch !== null) return false;
	if (host.crashes < CRASHES || book.switches < SWITCHES) return false;
	return tasks.every(({ id }) => (book.tasks.get(id)?.ends.length ?? 0) > 0);
}

function figures({ tasks, harms, switches, records }: Book) {
	const ends = [...tasks.values()].map((entry) => entry.ends.at(-1)?.outcome);
	const count = (outcome: string): number => ends.filter((end) => end === outcome).length;
	return {
		done: count("done"),
		failed: count("failed"),
		uncertain: count("uncertain"),
		deaths: harms.filter((h) => h.session !== null).length,
		switches,
		events: records,
	};
}
