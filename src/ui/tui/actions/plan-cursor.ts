import type { SwitchDialogState } from "../dialogs/dialog.ts";
import { scrollLimit } from "../dialogs/scroll.ts";
import type { PlanRow } from "../present/plan-lines.ts";

interface Place {
	readonly row: number;
	readonly session: string;
}

/**
 * One row down (`by` 1) or up (-1) in a plan: to the next session that is in sight, else the text moves. So the whole
 * text can be read, and every session reached.
 */
export function stepInPlan(
	dialog: SwitchDialogState,
	text: readonly PlanRow[],
	height: number,
	by: 1 | -1,
): SwitchDialogState {
	const places = placesIn(text);
	const at = places.findIndex(({ session }) => session === dialog.cursor);
	const from = Math.min(dialog.scroll, scrollLimit(text.length, height));
	const isSeen = ({ row }: Place): boolean => row >= from && row < from + height;
	const next = at < 0 && by < 0 ? undefined : places[at + by];
	if (next !== undefined && isSeen(next)) return { ...dialog, cursor: next.session };
	const scrolled = scrollPlan(dialog, text, height, from + by);
	const moved =
		next !== undefined && next.row >= scrolled.scroll && next.row < scrolled.scroll + height;
	return moved ? { ...scrolled, cursor: next.session } : scrolled;
}

/** Moves the text of a plan; the cursor stays among the sessions that are in sight. */
export function scrollPlan(
	dialog: SwitchDialogState,
	text: readonly PlanRow[],
	height: number,
	to: number,
): SwitchDialogState {
	const scroll = Math.max(0, Math.min(to, scrollLimit(text.length, height)));
	const { cursor } = dialog;
	if (cursor === null) return { ...dialog, scroll };
	const places = placesIn(text);
	const seen = places.filter(({ row }) => row >= scroll && row < scroll + height);
	if (seen.some(({ session }) => session === cursor)) return { ...dialog, scroll };
	const row = places.find(({ session }) => session === cursor)?.row ?? 0;
	const nearest = row < scroll ? seen[0] : seen.at(-1);
	return { ...dialog, scroll, cursor: nearest?.session ?? null };
}

function placesIn(text: readonly PlanRow[]): readonly Place[] {
	return text.flatMap(({ session }, row) => (session === null ? [] : [{ row, session }]));
}
