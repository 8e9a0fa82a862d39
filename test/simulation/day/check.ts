import { basename, dirname, join } from "node:path";
import type { State } from "../../../src/state/model.ts";
import type { Host } from "../host.ts";
import { checkJournal } from "../invariants/final.ts";
import type { World } from "../world/world.ts";
import type { Book, Entry } from "./book.ts";
import { taskOf as taskOfNonce } from "./faults.ts";
import { CRASHES, type DayPlan, type DayTask, SWITCHES } from "./plan.ts";

/** Where a file may lie: the folder, and what its name ends in. */
const PLACE = { done: "done", failed: "failed", uncertain: "inbox" } as const;

/** The names that a task's file can have, wherever it lies. */
const FILE = /^(job-\d+)(?:\.\d+)?\.md(\.dispatched)?$/;

/** What must hold when the day is over and all has come to rest. */
export function checkDay(world: World, host: Host, book: Book, plan: DayPlan, state: State): void {
	const places = placesOf(world, plan);
	for (const task of plan.tasks) {
		const entry = book.tasks.get(task.id);
		if (entry === undefined) world.violate("lost-task", `${task.id} is not in the event log`);
		else checkTask(world, book, task, entry, places.get(task.id) ?? []);
	}
	const ids = new Set(plan.tasks.map((t) => t.id));
	for (const id of book.tasks.keys()) {
		if (!ids.has(id)) world.violate("doubled-task", `${id} was dropped by nobody`);
	}
	checkTurns(world, book);
	checkState(world, book, state);
	checkJournal(world, state, host.database);
	const { records } = host.database.prepare("SELECT count(*) AS records FROM events").get() as {
		records: number;
	};
	if (records !== book.records) {
		world.violate("journal", `${records} events are stored, ${book.records} were committed`);
	}
	// A day without them would prove nothing.
	if (book.switches < SWITCHES || host.crashes < CRASHES) {
		world.violate("eventful", `${book.switches} switches, ${host.crashes} crashes`);
	}
}

/** In one terminal state, once; its file in the place of that state and nowhere else. */
function checkTask(
	world: World,
	book: Book,
	{ id, fails }: DayTask,
	{ ends, claims, known }: Entry,
	places: readonly string[],
): void {
	const [end] = ends;
	if (end === undefined) {
		const how = known ? `it waits or runs, after ${claims.length} attempts` : "it was removed";
		world.violate("lost-task", `${id} has no end: ${how}`);
		return;
	}
	const { outcome } = end;
	const [file = ""] = places;
	const claimed = file.endsWith(".dispatched");
	const right = basename(dirname(file)) === PLACE[outcome] && claimed === (outcome === "uncertain");
	if (places.length !== 1 || !right || file !== end.file) {
		const lies = places.join(", ") || "nowhere";
		world.violate("one-file", `${id} is ${outcome} at ${end.file}, and lies in: ${lies}`);
	}
	const finished = [...claims].filter((c) => world.turns.byNonce.get(c.nonce)?.finished).length;
	if (outcome === "done" && finished === 0) {
		world.violate("lost-task", `${id} is done, but no turn of it was finished`);
	}
	if (finished > 1) world.violate("doubled-task", `${id} was finished by ${finished} attempts`);
	const last = claims.at(-1);
	const hurt = last !== undefined && book.wasHarmed(last.session, last.at - LATE_MS, end.at);
	if (outcome === "uncertain" && !hurt) {
		world.violate("needlessly-uncertain", `${id}: ${end.note}`);
	}
	if (outcome === "failed" && !fails && !hurt) {
		world.violate("needlessly-failed", `${id}: ${end.note}`);
	}
}

/** What befell a session shortly before it was given the task may still be felt. */
const LATE_MS = 5_000;

/** No attempt was typed twice, or without having been given out; no tool of it ran twice. */
function checkTurns(world: World, book: Book): void {
	for (const { nonce, accepted, effects } of world.turns.byNonce.values()) {
		if (taskOfNonce(nonce) === "") continue;
		if (accepted > 1) world.violate("doubled-attempt", `${nonce} was typed ${accepted} times`);
		if (!book.knows(nonce)) world.violate("unknown-attempt", `${nonce} was given to nobody`);
		const twice = [...effects].filter(([, count]) => count > 1);
		for (const [step, count] of twice) {
			world.violate("doubled-attempt", `step ${step} of ${nonce} ran ${count} times`);
		}
	}
}

/** What the state still knows of tasks agrees with the event log. */
function checkState(world: World, book: Book, state: State): void {
	for (const task of state.tasks.values()) {
		const end = book.tasks.get(task.id)?.ends.at(-1);
		if (end?.outcome !== task.state) {
			world.violate("one-state", `${task.id} is ${task.state}, its log says ${end?.outcome}`);
		}
	}
}

/** All places where the file of each task lies, by the task's id. */
function placesOf({ disk }: World, { projects }: DayPlan): ReadonlyMap<string, readonly string[]> {
	const places = new Map<string, string[]>();
	for (const project of projects) {
		for (const folder of ["inbox", "done", "failed"]) {
			const path = join(project, ".agent-queue", folder);
			for (const name of disk.list(path)) {
				const job = FILE.exec(name)?.[1];
				if (job === undefined) continue;
				const id = `${basename(project)}.${job}`;
				places.set(id, [...(places.get(id) ?? []), join(path, name)]);
			}
		}
	}
	return places;
}
