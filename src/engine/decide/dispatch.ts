import type { State, Task, Want } from "../../state/model.ts";
import { queueOrder } from "../../state/queue-order.ts";
import { indexTasks } from "../../state/task-index.ts";
import { heldByLimit, holdsOf, type Wait } from "../../state/waits.ts";
import { Places } from "./places.ts";
import { wantOf } from "./want.ts";

/** A task for a session, now. */
export interface Assignment {
	readonly task: string;
	readonly session: string;
}

/** Which waiting tasks can go, and what each of the others waits for. */
export interface DispatchDecision {
	/** Next first. */
	readonly assignments: readonly Assignment[];
	/** By task; of one that was just found impossible to give out nothing is told. */
	readonly waits: ReadonlyMap<string, Wait>;
	/** What those wait for that nothing but a session is missing for, by the model that they choose; `""`: none. */
	readonly wants: Readonly<Record<string, Want>>;
}

/**
 * Decides which waiting tasks go to which idle autonomous sessions. Pure. `blocked`: tasks that were found to be
 * impossible to give out now; no session is kept for them. `noMore`: why the pool starts no further session, in words.
 */
export function decideDispatch(
	state: State,
	now: number,
	blocked: ReadonlySet<string> = new Set(),
	noMore: string | null = null,
): DispatchDecision {
	const waits = new Map<string, Wait>();
	const holdOf = holdsOf(state, now);
	const open: Task[] = [];
	for (const task of indexTasks(state).waiting) {
		const hold = holdOf(task);
		if (hold !== null) waits.set(task.id, hold);
		else if (!blocked.has(task.id)) open.push(task);
	}
	const assignments = assign(state, open, waits, now);
	const given = new Set(assignments.map((a) => a.task));
	const wants: Record<string, Want> = {};
	const shared = new Map<string, Wait>();
	for (const { id, choices } of open) {
		if (given.has(id) || waits.has(id)) continue;
		const model = choices?.model ?? null;
		const key = model ?? "";
		const want = wants[key] ?? wantOf(state, model, noMore, now);
		wants[key] = want;
		// There may be ten thousand of them.
		const wait = shared.get(key) ?? { kind: want.kind, words: want.why };
		shared.set(key, wait);
		waits.set(id, wait);
	}
	return { assignments, waits, wants };
}

/** A task that no session can take, or whose project is at its limit, keeps none from the next. */
function assign(
	state: State,
	open: readonly Task[],
	waits: Map<string, Wait>,
	now: number,
): readonly Assignment[] {
	const assignments: Assignment[] = [];
	const places = new Places(state, now);
	if (places.areTaken) return assignments;
	const given = new Map<string, number>();
	for (const task of queueOrder(state, open, now)) {
		const { id, project } = task;
		const more = given.get(project) ?? 0;
		const full = heldByLimit(state, project, more);
		if (full !== null) {
			waits.set(id, full);
			continue;
		}
		const session = places.take(task);
		if (session === null) continue;
		assignments.push({ task: id, session: session.name });
		given.set(project, more + 1);
	}
	return assignments;
}
