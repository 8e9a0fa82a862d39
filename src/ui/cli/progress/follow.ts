import type { EngineClient, Snapshot } from "../../../state/client.ts";
import type { EventRecord } from "../../../state/events.ts";
import type { Switch } from "../../../state/model.ts";

/** How long a vanished daemon is waited for. */
const PATIENCE_MS = 60_000;

/** How often what is timed is shown anew. */
const TICK_MS = 1000;

/** What tells a person how a switch goes on. */
export interface Progress {
	/** Steps that were just taken, and the switch as it is now. */
	step(records: readonly EventRecord[], now: Switch): void;
	/** The daemon went away (`true`), or came back. */
	lost(away: boolean): void;
	/** A second went by, or the terminal has another size. */
	tick(): void;
	/** Nothing more comes. */
	end(): void;
}

/** Tells nobody. */
export const silent: Progress = { step() {}, lost() {}, tick() {}, end() {} };

/**
 * Follows a switch to its end and gives that; `null` when the daemon went away and did not come back in time. Steps
 * are told from the event after `after` on.
 */
export async function followSwitch(
	client: EngineClient,
	id: string,
	after: number,
	progress: Progress,
): Promise<Switch | null> {
	const { promise, resolve } = Promise.withResolvers<Switch | null>();
	let told = after;
	let patience: NodeJS.Timeout | undefined;
	const look = ({ recent, state, seq }: Snapshot): void => {
		const ended = state.switches.find((one) => one.id === id);
		const now = ended ?? (state.openSwitch?.id === id ? state.openSwitch : null);
		const records = recent.filter((record) => record.seq > told && isOf(record, id));
		told = seq;
		if (now !== null && (records.length > 0 || ended !== undefined)) progress.step(records, now);
		if (ended !== undefined) resolve(ended);
	};
	const unsubscribe = client.store.subscribe(look);
	const unlink = client.link.subscribe((link) => {
		clearTimeout(patience);
		progress.lost(link.kind === "lost");
		if (link.kind === "lost") patience = setTimeout(() => resolve(null), PATIENCE_MS);
	});
	const ticking = setInterval(() => progress.tick(), TICK_MS);
	look(client.store.getState());
	try {
		return await promise;
	} finally {
		clearInterval(ticking);
		clearTimeout(patience);
		unsubscribe();
		unlink();
		progress.end();
	}
}

function isOf({ event }: EventRecord, id: string): boolean {
	return "id" in event && event.id === id;
}
