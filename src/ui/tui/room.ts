import { createContext, useContext, useRef } from "react";
import { useStore } from "zustand";
import type { EngineClient } from "../../state/client.ts";
import { stopUntilContinued } from "./actions/suspend.ts";
import { createFrameStore, type Frame, type FrameStore } from "./frame-store.ts";
import { type Action, type Context, type Keymap, shippedKeymap } from "./keymap.ts";
import { runAside } from "./run-aside.ts";
import { type Theme, themeFor } from "./theme.ts";
import type { Turns } from "./turns.ts";
import { createViewStore, type View, type ViewStore } from "./view-store.ts";

export interface RoomOptions {
	readonly demo: boolean;
	readonly readonly: boolean;
	readonly ascii: "auto" | boolean;
	/** The most frames a second for what happens; keys are drawn at once. */
	readonly fps?: number;
	/** Something the launcher wants on the screen all the time. */
	readonly banner: string | null;
	/** The operator's own keys; absent: those that are shipped. */
	readonly keymap?: Keymap;
	readonly env: NodeJS.ProcessEnv;
	readonly now: () => number;
}

/** Runs a program on the terminal and tells its exit code; `null` when it did not start or was ended. */
export type RunChild = (
	words: readonly string[],
	env: NodeJS.ProcessEnv,
	signal: AbortSignal,
) => Promise<number | null>;

/** Runs a program beside the terminal; its exit code (`null`: it did not start, or was ended) and what it wrote. */
export type RunAside = (
	words: readonly string[],
	env: NodeJS.ProcessEnv,
	signal: AbortSignal,
) => Promise<{ readonly code: number | null; readonly out: string }>;

/** What the control room is made of. One per window; never changes while it is open. */
export interface Room {
	readonly client: EngineClient;
	readonly frames: FrameStore;
	readonly view: ViewStore;
	readonly turns: Turns;
	readonly theme: Theme;
	readonly keymap: Keymap;
	readonly options: RoomOptions;
	readonly runChild: RunChild;
	readonly runAside: RunAside;
	/** Stops this process until a shell continues it; false when there is none that could. */
	readonly stopUntilContinued: () => Promise<boolean>;
	/** Aborted when the window closes. */
	readonly closing: AbortSignal;
	quit(): void;
}

/** The terminal as the actions need it. */
export interface Terminal {
	readonly columns: number;
	readonly rows: number;
	/** Draws everything again. */
	repaint(): void;
	/** Asks the terminal to put a text into the clipboard (OSC 52); it may be set to refuse that. */
	copy(text: string): void;
	/** Hands the terminal over until the promise settles, then draws everything again. */
	suspend(during: () => Promise<void>): Promise<void>;
}

export interface RoomParts {
	readonly client: EngineClient;
	readonly options: RoomOptions;
	readonly runChild: RunChild;
	readonly runAside?: RunAside;
	readonly stopUntilContinued?: () => Promise<boolean>;
	readonly closing: AbortSignal;
	readonly quit: () => void;
}

/** Puts a control room together; `frames.close()` ends its timers. */
export function createRoom({ client, options, runChild, closing, quit, ...own }: RoomParts): Room {
	const frames = createFrameStore(client, options.now, options);
	const view = createViewStore();
	// What was said while the daemon was gone is no longer true when it is back.
	frames.store.subscribe((now, before) => {
		if (before.link.kind === "lost" && now.link.kind !== "lost") view.setState({ toast: null });
	});
	return {
		client,
		frames,
		view,
		turns: new Map(),
		theme: themeFor(options.ascii, options.env),
		keymap: options.keymap ?? shippedKeymap,
		options,
		runChild,
		runAside: own.runAside ?? runAside,
		stopUntilContinued: own.stopUntilContinued ?? stopUntilContinued,
		closing,
		quit,
	};
}

const RoomContext = createContext<Room | null>(null);

/** Gives the room to the components below. */
export const RoomProvider = RoomContext.Provider;

/** The room that the component is in. */
export function useRoom(): Room {
	const room = useContext(RoomContext);
	if (room === null) throw new Error("a part of the control room was drawn outside of it");
	return room;
}

/** The key of an act, as people write it. */
export function useKeyOf(action: Action, context?: Context): string {
	return useRoom().keymap.keyOf(action, context);
}

/** A part of the present frame; the component is drawn again when it changes. */
export function useFrame<T>(select: (frame: Frame) => T): T {
	return useStore(useRoom().frames.store, select);
}

interface Made<T> {
	readonly frame: Frame;
	readonly make: (frame: Frame) => T;
	readonly made: T;
	readonly text: string;
}

/** Something made from the present frame; drawn again only when it says something else than before. */
export function useMade<T>(make: (frame: Frame) => T): T {
	const last = useRef<Made<T> | null>(null);
	return useFrame((frame) => {
		const before = last.current;
		if (before?.frame === frame && before.make === make) return before.made;
		const fresh = make(frame);
		const text = JSON.stringify(fresh);
		const made = before?.text === text ? before.made : fresh;
		last.current = { frame, make, made, text };
		return made;
	});
}

/** A part of the window's own state. */
export function useView<T>(select: (view: View) => T): T {
	return useStore(useRoom().view, select);
}
