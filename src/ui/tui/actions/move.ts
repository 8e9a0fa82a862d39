import { checkpointList } from "../checkpoint-list.ts";
import { dialogBox } from "../dialogs/box.ts";
import type { Dialog, PaletteDialogState, SwitchDialogState } from "../dialogs/dialog.ts";
import { progressText } from "../dialogs/ProgressDialog.tsx";
import {
	explainText,
	helpText,
	PLAN_CHROME,
	restoreText,
	scrollLimit,
	stopMarkedText,
	switchText,
} from "../dialogs/scroll.ts";
import { taskActText } from "../dialogs/TaskActDialog.tsx";
import { taskText } from "../dialogs/TaskDialog.tsx";
import { waitText } from "../dialogs/WaitDialog.tsx";
import { factsOf } from "../facts.ts";
import type { Action } from "../keymap.ts";
import { idsOf, listOf } from "../listed.ts";
import type { Room, Terminal } from "../room.ts";
import { cursorOf, type Selection, selectAt } from "../selection.ts";
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
	const { snapshot } = room.frames.store.getState();
	const ids = checkpointList(snapshot.state).map((c) => c.id);
	const moved = (selected: Selection) =>
		selectAt(ids, target(action, cursorOf(ids, selected), ids.length, half));
	changeTop(room.view, (dialog) => {
		if (dialog.kind === "palette") return movedChoice(room, dialog, action, half);
		if (dialog.kind === "checkpoints") return { ...dialog, selected: moved(dialog.selected) };
		if (dialog.kind === "switch") return movedInPlan(dialog, action, terminal, half);
		if (!("scroll" in dialog)) return dialog;
		const limit = limitOf(room, dialog, terminal);
		const to = target(action, dialog.scroll, limit + 1, half);
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

function limitOf(
	room: Room,
	dialog: Exclude<Extract<Dialog, { readonly scroll: number }>, { readonly kind: "switch" }>,
	{ columns, rows }: Terminal,
): number {
	const box = dialogBox(dialog.kind, columns, rows);
	if (dialog.kind === "progress") {
		const { snapshot, now } = room.frames.store.getState();
		const lines = progressText(snapshot.state, dialog.switchId, now).length;
		return scrollLimit(lines, box.height - 4);
	}
	if (dialog.kind === "stop-marked" || dialog.kind === "stop-many") {
		const { snapshot, now } = room.frames.store.getState();
		const text = stopMarkedText(dialog, snapshot.state.sessions, now, box.width - 4);
		return scrollLimit(text.length, box.height - PLAN_CHROME);
	}
	if (dialog.kind === "wait" || dialog.kind === "task-act") {
		const frame = room.frames.store.getState();
		const width = box.width - 4;
		const text =
			dialog.kind === "wait" ? waitText(dialog, frame, width) : taskActText(dialog, frame, width);
		return scrollLimit(text.length, box.height - PLAN_CHROME);
	}
	if (dialog.kind === "task") {
		const text = taskText(dialog, room.frames.store.getState(), box.width - 4);
		return scrollLimit(text.length, box.height - 2);
	}
	if (dialog.kind === "explain") {
		return scrollLimit(explainText(dialog, box.width - 4).length, box.height - 2);
	}
	if (dialog.kind !== "help") {
		const width = box.width - 4;
		return scrollLimit(restoreText(dialog, width).length, box.height - PLAN_CHROME);
	}
	const facts = factsOf(room, room.frames.store.getState(), room.view.getState());
	return scrollLimit(helpText(dialog, facts).length, box.height - 2);
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
