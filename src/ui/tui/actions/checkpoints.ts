import type { CheckpointReply } from "../../../state/checkpoint-client.ts";
import type { Checkpoint } from "../../../state/model.ts";
import { checkpointList, selectedCheckpoint } from "../checkpoint-list.ts";
import type { CheckpointDialogState, CheckpointsDialogState } from "../dialogs/dialog.ts";
import type { Room } from "../room.ts";
import { cursorOf, selectAt } from "../selection.ts";
import { changeDialog, type Open, openDialog, toast, topOf } from "../view-store.ts";
import { noAnswer } from "./attempt.ts";

type Asking = Open<CheckpointDialogState>;

let asks = 0;

/** Rows above and below the selected one whose files are read as well, for the columns that need them. */
const AROUND = 10;
/** Contents are large: those read first are forgotten. */
const KEPT = 40;

/** Lists the checkpoints; from a session's own dialog those of the session. */
export function openCheckpoints({ view, frames }: Room): void {
	const of = topOf(view, "session")?.session ?? null;
	const list = checkpointList(frames.store.getState().snapshot.state, of);
	// By its id: the newest stays the selected one when a newer is taken.
	const selected = selectAt(
		list.map(({ id }) => id),
		0,
	);
	const fresh = { selected, reads: new Map(), reading: null };
	openDialog(view, { kind: "checkpoints", of, ...fresh });
}

/**
 * Reads what is not read yet, one file after the other: that of the selected checkpoint, then those around it. An
 * answer for a list that was closed is dropped.
 */
export async function readCheckpoints(room: Room): Promise<void> {
	const { client, view } = room;
	for (;;) {
		const dialog = topOf(view, "checkpoints");
		if (dialog === null || dialog.reading !== null) return;
		const id = nextToRead(room, dialog);
		if (id === null) return;
		changeDialog(view, dialog, (d) => ({ ...d, reading: id }));
		const reply = await client.checkpoints
			.read(id)
			.catch(noAnswer(room.keymap.keyOf("checkpoints")));
		changeDialog(view, dialog, (d) => ({
			...d,
			reading: null,
			reads: withRead(d.reads, id, reply),
		}));
	}
}

/** Shows what the selected checkpoint holds, or a part of it. */
export async function openCheckpoint(
	room: Room,
	part: CheckpointDialogState["part"],
): Promise<void> {
	const dialog = topOf(room.view, "checkpoints");
	if (dialog === null) return;
	const checkpoint = selectedCheckpoint(room.frames.store.getState().snapshot.state, dialog)?.id;
	if (checkpoint === undefined) {
		toast(
			room.view,
			`there is no checkpoint to look into; ${room.keymap.keyOf("take-checkpoint")} takes one of a session`,
			"warn",
		);
		return;
	}
	asks += 1;
	const ask = asks;
	const known = dialog.reads.get(checkpoint);
	const read = known?.kind === "ok" ? known : null;
	const fresh = { part, read, compared: null, scroll: startOf(part) };
	const open = openDialog<CheckpointDialogState>(room.view, {
		kind: "checkpoint",
		ask,
		checkpoint,
		...fresh,
	});
	await Promise.all([
		read === null ? readOne(room, open, ask) : null,
		part === "compared" ? compareOne(room, open, ask) : null,
	]);
}

/** Shows another part of the open checkpoint; what there is now is looked at anew. */
export async function showPart(room: Room, part: CheckpointDialogState["part"]): Promise<void> {
	const dialog = topOf(room.view, "checkpoint");
	if (dialog === null) return;
	asks += 1;
	const ask = part === "compared" ? asks : dialog.ask;
	changeOne(room, dialog, dialog.ask, (d) => ({ ...d, ask, part, scroll: startOf(part) }));
	if (part !== "compared") return;
	await Promise.all([
		dialog.read === null ? readOne(room, dialog, ask) : null,
		compareOne(room, dialog, ask),
	]);
}

async function readOne(room: Room, dialog: Asking, ask: number): Promise<void> {
	const read = await room.client.checkpoints
		.read(dialog.checkpoint)
		.catch(noAnswer(room.keymap.keyOf("checkpoint-held", "checkpoints")));
	changeOne(room, dialog, ask, (d) => ({ ...d, read }));
}

async function compareOne(room: Room, dialog: Asking, ask: number): Promise<void> {
	changeOne(room, dialog, ask, (d) => ({ ...d, compared: null }));
	const compared = await room.client.checkpoints
		.compare(dialog.checkpoint)
		.catch(noAnswer(room.keymap.keyOf("checkpoint-compare")));
	changeOne(room, dialog, ask, (d) => ({ ...d, compared }));
}

/** Changes the dialog that still waits for this answer. */
function changeOne(
	{ view }: Room,
	dialog: Asking,
	ask: number,
	by: (d: CheckpointDialogState) => CheckpointDialogState,
): void {
	changeDialog(view, dialog, (d) => (d.ask === ask ? by(d) : d));
}

/** What was said last stands at the end. */
function startOf(part: CheckpointDialogState["part"]): number {
	return part === "transcript" ? Number.MAX_SAFE_INTEGER : 0;
}

function nextToRead(room: Room, dialog: CheckpointsDialogState): string | null {
	const list = checkpointList(room.frames.store.getState().snapshot.state, dialog.of);
	const cursor = cursorOf(
		list.map(({ id }) => id),
		dialog.selected,
	);
	const near = list.slice(Math.max(0, cursor - AROUND), cursor + AROUND + 1);
	const wanted: readonly (Checkpoint | undefined)[] = [list[cursor], ...near];
	return wanted.find((one) => one !== undefined && !dialog.reads.has(one.id))?.id ?? null;
}

function withRead(
	reads: CheckpointsDialogState["reads"],
	id: string,
	reply: CheckpointReply,
): CheckpointsDialogState["reads"] {
	return new Map([...reads, [id, reply] as const].slice(-KEPT));
}
