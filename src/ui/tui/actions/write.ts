import type { Dialog } from "../dialogs/dialog.ts";
import type { Room } from "../room.ts";
import { type Edit, edited, type TextField, typed } from "../text-field.ts";
import { changeTop, topDialog } from "../view-store.ts";
import { setFilter } from "./filter.ts";

/** Puts text into the line that has the keys; false when none has. */
export function typeText(room: Room, text: string): boolean {
	return changeField(room, (field) => typed(field, text));
}

export function editText(room: Room, edit: Edit): void {
	changeField(room, (field) => edited(field, edit));
}

type Writing = Extract<Dialog, { readonly field: TextField }>;

function changeField(room: Room, by: (field: TextField) => TextField): boolean {
	const dialog = topDialog(room.view.getState());
	if (dialog === undefined || !("field" in dialog)) return false;
	const changed = written(dialog, by(dialog.field));
	changeTop(room.view, () => changed);
	if (changed.kind === "filter") setFilter(room, changed.pane, changed.field.text);
	return true;
}

/** What is on its way is not changed any more; another word in the palette begins with its first match. */
function written(dialog: Writing, field: TextField): Writing {
	switch (dialog.kind) {
		case "send":
		case "new-task":
		case "stop-many":
			return dialog.running ? dialog : { ...dialog, field };
		case "palette":
			return { ...dialog, field, choice: field.text === dialog.field.text ? dialog.choice : 0 };
		default:
			return { ...dialog, field };
	}
}
