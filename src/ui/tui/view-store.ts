import { createStore, type StoreApi } from "zustand/vanilla";
import type { ActReply, EngineClient } from "../../state/client.ts";
import type { Dialog } from "./dialogs/dialog.ts";
import type { PaneId } from "./layout.ts";
import { type Filters, noFilters } from "./listed.ts";
import { nothingSelected, type Selection } from "./selection.ts";

/** A dialog that was opened. Its number is never given again: an answer finds the one that asked, and no other. */
export type Open<D extends Dialog = Dialog> = D & { readonly number: number };

export interface Toast {
	readonly id: number;
	readonly level: "info" | "warn";
	readonly text: string;
}

/** What belongs to this window alone: nothing of it is known to the engine. */
export interface View {
	readonly focus: PaneId;
	readonly zoomed: boolean;
	readonly selected: Readonly<Record<PaneId, Selection>>;
	readonly filters: Filters;
	/** Sessions that acts take together, in the order in which they were marked. */
	readonly marked: readonly string[];
	/** The events list shows the newest and moves on with it. */
	readonly follows: boolean;
	readonly dialogs: readonly Open[];
	/** When a line that was being written closed by itself, or was last typed on; `null`: none did. */
	readonly lineClosedAt: number | null;
	readonly toast: Toast | null;
	/** A session is about to be given the keys. */
	readonly attaching: boolean;
	/** The last act, where it can be taken back, or perhaps when it is done. */
	readonly undo: LastAct | null;
}

/** The act that was begun last. */
export interface LastAct {
	/** What it changes. */
	readonly subject: string;
	/** What would be taken back, as in "the pause". */
	readonly what: string;
	/** How, once it is done; `null`: it cannot be. */
	readonly how: Promise<Undo | null>;
}

/** An act that can be taken back. */
export interface Undo {
	/** What was done, as in "the pause". */
	readonly what: string;
	/** Refused where somebody else has changed it since. */
	back(client: EngineClient): Promise<ActReply>;
}

export type ViewStore = StoreApi<View>;

const TOAST_MS = 6000;

/** Makes the state of a window that was just opened. */
export function createViewStore(): ViewStore {
	return createStore<View>(() => ({
		focus: "sessions",
		zoomed: false,
		selected: {
			sessions: nothingSelected,
			quota: nothingSelected,
			queue: nothingSelected,
			events: nothingSelected,
			preview: nothingSelected,
		},
		filters: noFilters,
		marked: [],
		follows: true,
		dialogs: [],
		lineClosedAt: null,
		toast: null,
		attaching: false,
		undo: null,
	}));
}

/** The dialog that has the keys, if any. */
export function topDialog(view: View): Open | undefined {
	return view.dialogs.at(-1);
}

/** The dialog that has the keys, if it is of this kind. */
export function topOf<K extends Dialog["kind"]>(
	store: ViewStore,
	kind: K,
): Open<Extract<Dialog, { kind: K }>> | null {
	const dialog = topDialog(store.getState());
	return dialog?.kind === kind ? (dialog as Open<Extract<Dialog, { kind: K }>>) : null;
}

/** Changes the dialog that has the keys. */
export function changeTop(store: ViewStore, by: (dialog: Dialog) => Dialog): void {
	const top = topDialog(store.getState());
	if (top !== undefined) changeDialog<Dialog>(store, top, by);
}

let opened = 0;

/** Opens a dialog over whatever is open, and gives it as it was opened. */
export function openDialog<D extends Dialog>(store: ViewStore, dialog: D): Open<D> {
	opened += 1;
	const open = { ...dialog, number: opened };
	store.setState((view) => ({ dialogs: [...view.dialogs, open] }));
	return open;
}

/** Closes the top dialog. */
export function closeTop(store: ViewStore): void {
	store.setState((view) => ({ dialogs: view.dialogs.slice(0, -1) }));
}

/** Closes this dialog, wherever it is in the stack; the others stay. */
export function closeDialog(store: ViewStore, { number }: Open): void {
	store.setState((view) => ({ dialogs: view.dialogs.filter((d) => d.number !== number) }));
}

/** Changes this dialog, wherever it is in the stack; one that is gone stays gone. */
export function changeDialog<D extends Dialog>(
	store: ViewStore,
	{ number }: Open<D>,
	by: (dialog: D) => D,
): void {
	const changed = (open: Open): Open => {
		if (open.number !== number) return open;
		// A number is given once: what has it is still of the kind that was opened.
		const dialog: Dialog = by(open as Dialog as D);
		return { ...dialog, number };
	};
	store.setState(({ dialogs }) => ({ dialogs: dialogs.map(changed) }));
}

/** Whether this dialog is open still, in sight or under others. */
export function isOpen(store: ViewStore, { number }: Open): boolean {
	return store.getState().dialogs.some((d) => d.number === number);
}

/** Selects a row of a pane. */
export function select(store: ViewStore, pane: PaneId, selection: Selection): void {
	store.setState((view) => ({ selected: { ...view.selected, [pane]: selection } }));
}

let toasts = 0;

/** Says something for a few seconds. */
export function toast(store: ViewStore, text: string, level: Toast["level"] = "info"): void {
	toasts += 1;
	const id = toasts;
	store.setState({ toast: { id, level, text } });
	const clear = () => {
		if (store.getState().toast?.id === id) store.setState({ toast: null });
	};
	setTimeout(clear, TOAST_MS).unref();
}
