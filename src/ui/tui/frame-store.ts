import { createStore, type StoreApi } from "zustand/vanilla";
import type { EngineClient, Link, Snapshot } from "../../state/client.ts";
import { minuteOf } from "./present/time.ts";
import { orderSessions, type SessionOrder } from "./session-order.ts";

/** What the components draw: the engine's state as of the last refresh, and the time of it. */
export interface Frame {
	readonly snapshot: Snapshot;
	readonly link: Link;
	/** In whole seconds while something is under way that people count seconds of, else of ten. */
	readonly now: number;
	/** `now` in whole minutes, for whatever is drawn on many rows. */
	readonly minute: number;
	readonly sessionOrder: readonly string[];
	/** What they are ordered by. */
	readonly orderedBy: SessionOrder;
}

export interface FrameStore {
	readonly store: StoreApi<Frame>;
	/** A key was pressed: shows the newest state at once and keeps the rows in place for a moment. */
	touch(): void;
	/** Orders the sessions by something else, at once. */
	order(by: SessionOrder): void;
	close(): void;
}

/** Changes of the state are shown together at most this often. */
const REFRESH_MS = 100;
/** So long after a key the sessions keep their order, so that no row moves under the cursor. */
const HOLD_ORDER_MS = 2000;
/** So that drawing takes about a tenth of the time, with the part of it that is not seen here. */
const RESTS_PER_DRAW = 12;
const LONGEST_REST_MS = 500;
/** One draw that took long, as the first, says little. */
const SMOOTHED_OVER = 4;
const SECOND_MS = 1000;
const LOOK_MS = 10_000;

/**
 * Keeps a frame of the client's stores: a refresh when the clock turns, and one a while after something changed. That
 * while is 100 ms, or so long that drawing takes about a tenth of the time: the rest is left for keys, and for others.
 */
export function createFrameStore(
	client: EngineClient,
	now: () => number,
	{ fps = 60 }: { readonly fps?: number } = {},
): FrameStore {
	const store = createStore<Frame>(() => frameOf(client, now(), null));
	let held = false;
	let closed = false;
	let drawMs = 0;
	const timers = new Map<string, NodeJS.Timeout>();
	const later = (name: string, ms: number, act: () => void) => {
		if (closed) return;
		clearTimeout(timers.get(name));
		timers.set(name, setTimeout(act, ms).unref());
	};
	const forget = (name: string) => {
		clearTimeout(timers.get(name));
		timers.delete(name);
	};

	const draw = (next: Frame) => {
		const begun = ownMs();
		store.setState(next);
		// All that the change brings about is drawn by the end of this turn.
		setImmediate(() => {
			drawMs += (ownMs() - begun - drawMs) / SMOOTHED_OVER;
		}).unref();
	};
	const refresh = () => {
		forget("refresh");
		const before = store.getState();
		const next = frameOf(client, now(), before, held);
		if (!sameFrame(before, next)) draw(next);
		later("tick", untilTick(next, now()), refresh);
	};
	const changed = () => {
		if (!timers.has("refresh")) later("refresh", restFor(drawMs, fps), refresh);
	};
	const stop = [client.store.subscribe(changed), client.link.subscribe(changed)];
	refresh();

	return {
		store,
		touch() {
			// The key was meant for the rows as they were drawn.
			held = true;
			if (timers.has("refresh")) refresh();
			later("hold", HOLD_ORDER_MS, () => {
				held = false;
				refresh();
			});
		},
		order(by) {
			store.setState(frameOf(client, now(), { ...store.getState(), orderedBy: by }));
		},
		close() {
			closed = true;
			for (const end of stop) end();
			for (const timer of timers.values()) clearTimeout(timer);
		},
	};
}

/** The processor time of this thread. */
function ownMs(): number {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1000;
}

/** How long to wait until what changed is drawn, when drawing takes so long and so many frames a second are wanted. */
export function restFor(drawMs: number, fps: number): number {
	return Math.max(REFRESH_MS, 1000 / fps, Math.min(drawMs * RESTS_PER_DRAW, LONGEST_REST_MS));
}

function frameOf(client: EngineClient, now: number, before: Frame | null, held = false): Frame {
	const snapshot = client.store.getState();
	const link = client.link.getState();
	const period = periodOf(snapshot, link);
	const order = before?.sessionOrder ?? [];
	const orderedBy = before?.orderedBy ?? "needs-me first";
	const next = orderSessions(snapshot.state, held ? order : [], orderedBy);
	const moved = next.length !== order.length || next.some((name, index) => name !== order[index]);
	return {
		snapshot,
		link,
		now: Math.floor(now / period) * period,
		minute: minuteOf(now),
		sessionOrder: moved ? next : order,
		orderedBy,
	};
}

/** Not every event changes what is shown. */
function sameFrame(a: Frame, b: Frame): boolean {
	return (
		a.snapshot.state === b.snapshot.state &&
		a.snapshot.recent === b.snapshot.recent &&
		a.link === b.link &&
		a.now === b.now &&
		a.orderedBy === b.orderedBy &&
		a.sessionOrder === b.sessionOrder
	);
}

function periodOf({ state }: Snapshot, link: Link): number {
	return state.openSwitch !== null || link.kind === "lost" ? SECOND_MS : LOOK_MS;
}

function untilTick({ snapshot, link }: Frame, now: number): number {
	const period = periodOf(snapshot, link);
	return period - (now % period);
}
