import type { Event } from "./events.ts";
import type { Account, State } from "./model.ts";

/** Messages are counted in slots of this length (ms); those that the last hours do not need are joined to hours. */
export const SLOT_MS = 5 * 60_000;

const HOUR_MS = 3_600_000;
const FINE_MS = 2 * HOUR_MS;
/** A week, and the hour that the oldest slot may reach into. */
const KEPT_MS = 7 * 24 * HOUR_MS + HOUR_MS;

type Counted = Extract<Event, { type: "messages.counted" }>;

/** Messages by the slot that they were sent in: the slot's start (epoch ms) and how many. */
export type MessageSlots = Readonly<Record<string, number>>;

/** The start of the slot (epoch ms) that a time lies in. */
export function slotOf(at: number): number {
	return at - (at % SLOT_MS);
}

/** Counts messages that were found in a transcript, and keeps how far it was read and for whom. */
export function reduceMessages(state: State, event: Event, at: number): State {
	if (event.type === "account.removed") return forgetReaders(state, event.account);
	if (event.type !== "messages.counted") return state;
	const account = state.accounts[event.account];
	const accounts =
		account === undefined
			? state.accounts
			: { ...state.accounts, [account.name]: count(account, event, at) };
	return { ...state, accounts, transcripts: readTo(state.transcripts ?? {}, event) };
}

function count(account: Account, { slots }: Counted, at: number): Account {
	if (Object.keys(slots).length === 0) return account;
	const messages: Record<string, number> = {};
	for (const [start, many] of [
		...Object.entries(account.messages ?? {}),
		...Object.entries(slots),
	]) {
		const began = Number(start);
		// One of the future is of a clock that was wrong.
		if (began < at - KEPT_MS || began > at + HOUR_MS) continue;
		const slot = began < at - FINE_MS ? began - (began % HOUR_MS) : began;
		messages[slot] = (messages[slot] ?? 0) + many;
	}
	return { ...account, messages };
}

function readTo(
	known: NonNullable<State["transcripts"]>,
	{ conversation, account, since, offset }: Counted,
): NonNullable<State["transcripts"]> {
	if (offset !== null) return { ...known, [conversation]: { account, since, offset } };
	const { [conversation]: _ended, ...others } = known;
	return others;
}

function forgetReaders(state: State, account: string): State {
	const { transcripts } = state;
	if (transcripts === undefined) return state;
	const others = Object.entries(transcripts).filter(([, place]) => place.account !== account);
	return { ...state, transcripts: Object.fromEntries(others) };
}
