/** Counts the event streams that each caller has open. */
export interface Streams {
	/** Opens one more, and gives what tells of its end; `null`: the caller has as many as it may. */
	open(caller: string): (() => void) | null;
}

/** At most `most` of each caller at once. */
export function createStreams(most: number): Streams {
	const counts = new Map<string, number>();
	const add = (caller: string, by: number): void => {
		const count = (counts.get(caller) ?? 0) + by;
		if (count === 0) counts.delete(caller);
		else counts.set(caller, count);
	};
	return {
		open(caller) {
			if ((counts.get(caller) ?? 0) >= most) return null;
			add(caller, 1);
			return () => add(caller, -1);
		},
	};
}
