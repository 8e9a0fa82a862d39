import type { State, Task, Want } from "../../state/model.ts";
import { queueOrder } from "../../state/queue-order.ts";
import { indexTasks } from "../../state/task-index.ts";
import { heldByLimit, holdsOf } from "../../state/waits.ts";
import { Places } from "./places.ts";
import { wantOf } from "./want.ts";

/** A task for a session, now. */
export interface Assignment {
	readonly task: string;
	readonly session: string;
}

/** Which waiting tasks can go, and what those are missing that could go but for a session. */
export interface DispatchDecision {
	/** Next first. */
	readonly assignments: readonly Assignment[];
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
	const holdOf = holdsOf(state, now);
	const { waiting } = indexTasks(state);
	const open = waiting.filter((task) => holdOf(task) === null && !blocked.has(task.id));
	const { assignments, limited } = assign(state, open, now);
	const given = new Set(assignments.map((a) => a.task));
	const wants: Record<string, Want> = {};
	for (const { id, choices } of open) {
		if (given.has(id) || limited.has(id)) continue;
		const model = choices?.model ?? null;
		wants[model ?? ""] ??= wantOf(state, model, noMore, now);
	}
	return { assignments, wants };
}

interface Assigned {
	readonly assignments: readonly Assignment[];
	/** Tasks whose projects are at their limit with those that are given out together. */
	readonly limited: ReadonlySet<string>;
}

/** A task that no session can take, or whose project is at its limit, keeps none from the next. */
function assign(state: State, open: readonly Task[], now: number): Assigned {
	const assignments: Assignment[] = [];
	const limited = new Set<string>();
	const places = new Places(state, now);
	if (places.areTaken) return { assignments, limited };
	const given = new Map<string, number>();
	for (const task of queueOrder(state, open, now)) {
		const { id, project } = task;
		const more = given.get(project) ?? 0;
		if (heldByLimit(state, project, more) !== null) {
			limited.add(id);
			continue;
		}
		const session = places.take(task);
		if (session === null) continue;
		assignments.push({ task: id, session: session.name });
		given.set(project, more + 1);
	}
	return { assignments, limited };
}
