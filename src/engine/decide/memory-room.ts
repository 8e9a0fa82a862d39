import type { State } from "../../state/model.ts";

/** How many more sessions the memory of the machine can hold. */
export interface MemoryRoom {
	/** Infinite where nobody can tell. */
	readonly more: number;
	/** What one more would take, in words; `null`: there is room. */
	readonly words: string | null;
}

const MB = 1_000_000;

/** One that asks something at its start, and waits for its operator, has taken its memory by then. */
const STARTING_MS = 60_000;

/**
 * How many more sessions fit into what programs can still get (`available`, bytes; `null`: not known), each taking
 * `each` (bytes; 0: not looked at). Those that are just starting have not taken theirs yet. Pure.
 */
export function memoryRoom(
	state: State,
	available: number | null,
	each: number,
	now: number,
): MemoryRoom {
	if (available === null || each <= 0) return { more: Number.POSITIVE_INFINITY, words: null };
	const starting = Object.values(state.sessions).filter((s) => {
		const life = s.incarnation;
		return life?.confirmedAt === null && now - life.launchedAt < STARTING_MS;
	});
	const free = Math.max(0, available - starting.length * each);
	const more = Math.floor(free / each);
	const figures = `${Math.floor(free / MB)} MB free, ${Math.ceil(each / MB)} MB needed`;
	return { more, words: more > 0 ? null : `memory for one more session (${figures})` };
}
