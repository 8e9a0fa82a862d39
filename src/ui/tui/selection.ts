/** What is selected in a list: by id, so that it stays when rows move, and where it was, for when it goes. */
export interface Selection {
	readonly id: string | null;
	readonly index: number;
}

export const nothingSelected: Selection = { id: null, index: 0 };

/** The row of the selection in the list as it is now; -1 for an empty list. */
export function cursorOf(ids: readonly string[], selection: Selection): number {
	const found = selection.id === null ? -1 : ids.indexOf(selection.id);
	if (found >= 0) return found;
	return Math.min(selection.index, ids.length - 1);
}

/** Selects the row at `index`, or the nearest that there is. */
export function selectAt(ids: readonly string[], index: number): Selection {
	const bounded = Math.max(0, Math.min(index, ids.length - 1));
	return { id: ids[bounded] ?? null, index: bounded };
}

/** The slice of a list that a pane of `height` rows shows around its cursor. */
export interface Slice {
	readonly from: number;
	readonly to: number;
	readonly above: number;
	readonly below: number;
}

/** Chooses the rows to show: the cursor is always among them. */
export function sliceAround(count: number, cursor: number, height: number): Slice {
	const rows = Math.max(0, height);
	const from = Math.max(0, Math.min(cursor - Math.floor(rows / 2), count - rows));
	const to = Math.min(count, from + rows);
	return { from, to, above: from, below: count - to };
}
