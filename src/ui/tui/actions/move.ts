import { dialogBox } from "../dialogs/box.ts";
import type { Dialog, PaletteDialogState, SwitchDialogState } from "../dialogs/dialog.ts";
import { idsIn } from "../dialogs/list-ids.ts";
import { PLAN_CHROME, scrollLimit, switchText } from "../dialogs/scroll.ts";
import { scrollLimitOf } from "../dialogs/scroll-limits.ts";
import type { Action } from "../keymap.ts";
import { idsOf, listOf } from "../listed.ts";
import type { Room, Terminal } from "../room.ts";
import { cursorOf, selectAt } from "../selection.ts";
import { changeTop, select, topDialog } from "../view-store.ts";
import { choicesOf } from "./palette.ts";
import { scrollPlan, stepInPlan } from "./plan-cursor.ts";

export type MoveAction = Extract<
	Action,
	"down" | "up" | "first" | "last" | "page-down" | "page-up"
>;

/** Moves in the list or text that has the keys. */
export function move(room: Room, action: MoveAction, terminal: Terminal): void {
	const half = Math.max(1, Math.floor(terminal.rows / 4));
	const dialog = topDialog(room.view.getState());
	if (dialog === undefined) moveInPane(room, action, half);
	else moveInDialog(room, action, terminal, half);
}

function moveInPane(room: Room, action: MoveAction, half: number): void {
	const view = room.view.getState();
	const pane = listOf(view.focus);
	const ids = idsOf(pane, room.frames.store.getState(), view.filters);
	const followed = pane === "events" && view.follows;
	const cursor = followed ? ids.length - 1 : cursorOf(ids, view.selected[pane]);
	const next = selectAt(ids, target(action, cursor, ids.length, half));
	select(room.view, pane, next);
	if (pane === "events") room.view.setState({ follows: next.index === ids.length - 1 });
}

function moveInDialog(room: Room, action: MoveAction, terminal: Terminal, half: number): void {
	changeTop(room.view, (dialog) => {
		if ("selected" in dialog) {
			const ids = idsIn(room, dialog);
			const to = target(action, cursorOf(ids, dialog.selected), ids.length, half);
			return { ...dialog, selected: selectAt(ids, to) };
		}
		if (dialog.kind === "palette") return movedChoice(room, dialog, action, half);
		if (dialog.kind === "switch") return movedInPlan(dialog, action, terminal, half);
		if (!("scroll" in dialog)) return dialog;
		const limit = scrollLimitOf(room, dialog, terminal);
		const to = target(action, Math.min(dialog.scroll, limit), limit + 1, half);
		return { ...dialog, scroll: Math.max(0, Math.min(to, limit)) };
	});
}

function movedChoice(
	room: Room,
	dialog: PaletteDialogState,
	action: MoveAction,
	half: number,
): Dialog {
	const count = choicesOf(room.keymap, dialog).length;
	const to = target(action, dialog.choice, count, half);
	return { ...dialog, choice: Math.max(0, Math.min(to, count - 1)) };
}

function movedInPlan(
	dialog: SwitchDialogState,
	action: MoveAction,
	{ columns, rows }: Terminal,
	half: number,
): Dialog {
	const box = dialogBox("switch", columns, rows);
	const text = switchText(dialog, box.width - 4);
	const height = box.height - PLAN_CHROME;
	if (action === "down") return stepInPlan(dialog, text, height, 1);
	if (action === "up") return stepInPlan(dialog, text, height, -1);
	const limit = scrollLimit(text.length, height);
	return scrollPlan(dialog, text, height, target(action, dialog.scroll, limit + 1, half));
}

function target(action: MoveAction, cursor: number, count: number, half: number): number {
	switch (action) {
		case "down":
			return cursor + 1;
		case "up":
			return cursor - 1;
		case "first":
			return 0;
		case "last":
			return count - 1;
		case "page-down":
			return cursor + half;
		default:
			return cursor - half;
	}
}
