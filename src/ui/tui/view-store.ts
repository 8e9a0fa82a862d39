import { createStore, type StoreApi } from "zustand/vanilla";
import type { ActReply, EngineClient } from "../../state/client.ts";
import type { Dialog } from "./dialogs/dialog.ts";
import type { PaneId } from "./layout.ts";
import { type Filters, noFilters } from "./listed.ts";
import { nothingSelected, type Selection } from "./selection.ts";

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
	readonly dialogs: readonly Dialog[];
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
		toast: null,
		attaching: false,
		undo: null,
	}));
}

/** The dialog that has the keys, if any. */
export function topDialog(view: View): Dialog | undefined {
	return view.dialogs.at(-1);
}

/** The dialog that has the keys, if it is of this kind. */
export function topOf<K extends Dialog["kind"]>(
	store: ViewStore,
	kind: K,
): Extract<Dialog, { kind: K }> | null {
	const dialog = topDialog(store.getState());
	return dialog?.kind === kind ? (dialog as Extract<Dialog, { kind: K }>) : null;
}

/** Changes the dialog that has the keys. */
export function changeTop(store: ViewStore, by: (dialog: Dialog) => Dialog): void {
	store.setState(({ dialogs }) => ({
		dialogs: dialogs.map((d, index) => (index === dialogs.length - 1 ? by(d) : d)),
	}));
}

/** Opens a dialog over whatever is open. */
export function openDialog(store: ViewStore, dialog: Dialog): void {
	store.setState((view) => ({ dialogs: [...view.dialogs, dialog] }));
}

/** Closes the top dialog. */
export function closeDialog(store: ViewStore): void {
	store.setState((view) => ({ dialogs: view.dialogs.slice(0, -1) }));
}

/** Changes the dialog of one kind where it is in the stack; one that is gone stays gone. */
export function changeDialog<K extends Dialog["kind"]>(
	store: ViewStore,
	kind: K,
	by: (dialog: Extract<Dialog, { kind: K }>) => Dialog,
): void {
	const matches = (d: Dialog): d is Extract<Dialog, { kind: K }> => d.kind === kind;
	store.setState((view) => ({ dialogs: view.dialogs.map((d) => (matches(d) ? by(d) : d)) }));
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
