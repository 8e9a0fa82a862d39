import type { Session, State } from "../../state/model.ts";
import { isMoving } from "../../state/select.ts";
import { indexTasks } from "../../state/task-index.ts";
import { accountFor } from "./account-for.ts";
import { demandOf } from "./demand.ts";
import { canFeed } from "./takes-task.ts";

/** What bounds the pool. */
export interface PoolBounds {
	/** The first so many are kept running. */
	readonly min: number;
	/** How many more the memory of the machine can hold; infinite where nobody can tell. */
	readonly room: number;
	/** Those whose last start was refused: they are tried last, and nobody waits for them. */
	readonly refused?: ReadonlySet<string>;
}

/** Which autonomous sessions are to run. */
export interface WantedSessions {
	/** By name: the model of the task that it is to be started for; `null`: of none in particular. */
	readonly sessions: ReadonlyMap<string, string | null>;
	/** How many of them are to be started. */
	readonly starts: number;
	/** So many more would run if there were memory for them. */
	readonly lacking: number;
}

/**
 * Decides which autonomous sessions are to run: the first `min`, those that run, and one more for each task that finds
 * none, where an account is ready for it and the machine can hold it. `names`: all that there may be, in order. Pure.
 */
export function wantedSessions(
	state: State,
	names: readonly string[],
	{ min, room, refused = new Set() }: PoolBounds,
	now: number,
): WantedSessions {
	const given = givenTasks(state);
	// Who has work of its own comes back to it, whatever is decided here.
	const isUp = (name: string): boolean => {
		const { incarnation = null, task = null, owed = null } = state.sessions[name] ?? {};
		const works = incarnation !== null || task !== null || owed !== null;
		return works || given.has(name) || isMoving(state, name);
	};
	const wanted = new Map(names.filter(isUp).map((name) => [name, null as string | null]));
	const down = names.flatMap((name) => (isUp(name) ? [] : (state.sessions[name] ?? [])));
	const startable = down
		.filter((s) => !isSetAside(s))
		.toSorted((a, b) => Number(refused.has(a.name)) - Number(refused.has(b.name)));
	const free = [...wanted.keys()].filter((name) => !given.has(name));
	const kept = new Set(names.slice(0, min));
	const starts = startsOf(state, startable, kept, refused, free, now);
	const held = Math.min(starts.length, Math.max(0, room));
	for (const [name, model] of starts.slice(0, held)) wanted.set(name, model);
	return { sessions: wanted, starts: held, lacking: starts.length - held };
}

/** Who is to be started, and for which model: those that are `kept` running, then those that tasks need. */
function startsOf(
	state: State,
	startable: readonly Session[],
	kept: ReadonlySet<string>,
	refused: ReadonlySet<string>,
	free: readonly string[],
	now: number,
): readonly (readonly [name: string, model: string | null])[] {
	const first = startable.filter((s) => kept.has(s.name)).map((s) => [s.name, null] as const);
	const further = startable.filter((s) => !kept.has(s.name));
	// Once all run, no task is asked: ten thousand may wait.
	if (further.length === 0) return first;
	const coming = first.filter(([name]) => !refused.has(name)).length;
	const unmet = unmetDemand(state, free, coming, now);
	const needed = further.flatMap((session) => {
		const model = [...unmet.keys()].find((m) => canStartFor(state, session, m, now));
		if (model === undefined) return [];
		if (!refused.has(session.name)) take(unmet, model);
		return [[session.name, model] as const];
	});
	const all = [...first, ...needed];
	return all.toSorted(([a], [b]) => Number(refused.has(a)) - Number(refused.has(b)));
}

/** Whom a task was given whose process is just being started. */
function givenTasks(state: State): ReadonlySet<string> {
	return new Set(indexTasks(state).running.flatMap((t) => t.session ?? []));
}

/** It is not started before a person, or its reset, lets it go on. */
function isSetAside({ state }: Session): boolean {
	return state === "quarantined" || state === "stopped" || state === "parked";
}

/** How many tasks of each model find no session among these that run, or are kept running (`starting`). */
function unmetDemand(
	state: State,
	running: readonly string[],
	starting: number,
	now: number,
): Map<string | null, number> {
	const unmet = new Map(demandOf(state, now));
	const ready = running.flatMap((name) => {
		const session = state.sessions[name];
		return session !== undefined && isFree(session) ? [session] : [];
	});
	for (const session of ready) {
		const moving = isMoving(state, session.name);
		// Who chooses a model is choosier than who chooses none.
		const model = choosyFirst(unmet).find((m) => moving || canFeed(state, session, m, now));
		if (model !== undefined) take(unmet, model);
	}
	for (let n = 0; n < starting; n++) {
		const [model] = choosyFirst(unmet);
		if (model !== undefined) take(unmet, model);
	}
	return unmet;
}

function choosyFirst(unmet: ReadonlyMap<string | null, number>): readonly (string | null)[] {
	return [...unmet.keys()].sort((a, b) => Number(a === null) - Number(b === null));
}

function take(unmet: Map<string | null, number>, model: string | null): void {
	const left = (unmet.get(model) ?? 0) - 1;
	if (left > 0) unmet.set(model, left);
	else unmet.delete(model);
}

const SOON_FREE: ReadonlySet<string> = new Set(["starting", "idle", "unknown", "draining"]);

/** It is free for a task, or will be in a moment. */
function isFree({ state, task, turn, owed }: Session): boolean {
	return SOON_FREE.has(state) && task === null && turn === null && owed === null;
}

/** Started now, it could be given a task that chooses `model`. */
function canStartFor(state: State, session: Session, model: string | null, now: number): boolean {
	// What its old conversation used is not what the task will use.
	const fresh = { ...session, model, chosenModel: null };
	const account = accountFor(state, fresh, now);
	return account !== null && canFeed(state, { ...fresh, account: account.name }, model, now);
}
