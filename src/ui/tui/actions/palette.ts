import { type Command, commandsOf, matching } from "../commands.ts";
import type { PaletteDialogState } from "../dialogs/dialog.ts";
import type { Binding, Keymap } from "../keymap.ts";
import type { Room } from "../room.ts";
import { contextsOf } from "../route-keys.ts";
import { emptyField, typed } from "../text-field.ts";
import { changeDialog, closeTop, openDialog, toast, topOf } from "../view-store.ts";

/** Opens the list of all acts that there are here. */
export function openPalette({ view }: Room): void {
	const contexts = contextsOf(view.getState());
	openDialog(view, { kind: "palette", contexts, field: emptyField, choice: 0 });
}

/** What can be chosen now, the best match first. */
export function choicesOf(
	keymap: Keymap,
	{ contexts, field }: PaletteDialogState,
): readonly Command[] {
	return matching(commandsOf(keymap, contexts), field.text);
}

/** Closes the palette and gives what was chosen; `null`: nothing matches what was typed. */
export function choose(room: Room): Binding | null {
	const dialog = topOf(room.view, "palette");
	if (dialog === null) return null;
	const chosen = choicesOf(room.keymap, dialog)[dialog.choice];
	if (chosen === undefined) {
		toast(room.view, `there is no command "${dialog.field.text}"`, "warn");
		return null;
	}
	closeTop(room.view);
	return chosen.binding;
}

/** Writes the name of the chosen command out. */
export function complete(room: Room): void {
	const dialog = topOf(room.view, "palette");
	if (dialog === null) return;
	const chosen = choicesOf(room.keymap, dialog)[dialog.choice];
	if (chosen === undefined) return;
	const field = typed(emptyField, chosen.name);
	changeDialog(room.view, dialog, (d) => ({ ...d, field, choice: 0 }));
}
