import type { State } from "../../../state/model.ts";
import { checkpointList } from "../checkpoint-list.ts";
import type { Room } from "../room.ts";
import type { Dialog } from "./dialog.ts";

/** Dialogs with a list of which one row is selected. */
export type Listing = Extract<Dialog, { readonly selected: unknown }>;

type Table = {
	readonly [K in Listing["kind"]]: (
		state: State,
		dialog: Extract<Listing, { kind: K }>,
	) => readonly string[];
};

const lists: Table = {
	checkpoints: (state, { of }) => checkpointList(state, of).map(({ id }) => id),
	history: ({ switches }) => switches.map(({ id }) => id),
};

/** The ids of the rows of a dialog's list, from top to bottom. */
export function idsIn(room: Room, dialog: Listing): readonly string[] {
	const { state } = room.frames.store.getState().snapshot;
	const list = lists[dialog.kind] as (state: State, dialog: Listing) => readonly string[];
	return list(state, dialog);
}
