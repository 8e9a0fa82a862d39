import type { Event } from "./events.ts";
import type { Account, QuotaWindow, State } from "./model.ts";

/** Two readings of one window whose reset times differ by less than this belong to one period. */
const SAME_PERIOD_MS = 90_000;

type QuotaRead = Extract<Event, { type: "quota.read" }>;
type LimitHit = Extract<Event, { type: "limit.hit" }>;

/** Applies an account event. Unknown accounts are left alone: a late fact must not create one. */
export function reduceAccounts(state: State, event: Event, at: number): State {
	switch (event.type) {
		case "account.registered":
			return register(state, event);
		case "account.removed":
			return remove(state, event.account);
		case "account.identified":
			return change(state, event.account, (a) => ({ ...a, uuid: a.uuid ?? event.uuid }));
		case "account.troubled":
			return change(state, event.account, (a) => ({
				...a,
				trouble: { ...event.trouble, since: a.trouble?.since ?? at },
			}));
		case "account.recovered":
			return change(state, event.account, (a) => ({ ...a, trouble: null }));
		case "account.enabled-set":
			return change(state, event.account, (a) => ({
				...a,
				withheld: event.to === "enabled" ? null : event.to,
			}));
		case "account.activated":
			return { ...state, active: event.account };
		case "quota.read":
			return change(state, event.account, (a) => readQuota(a, event));
		case "limit.hit":
			return change(state, event.account, (a) => hitLimit(a, event));
		default:
			return state;
	}
}

const unknownAccount = {
	uuid: null,
	windows: {},
	trouble: null,
	leftAt: null,
	answeredAt: null,
	told: null,
} as const;

function register(state: State, event: Extract<Event, { type: "account.registered" }>): State {
	const { account: name, home, kind, priority, enabled } = event;
	const known = state.accounts[name];
	// Another home is another login: nothing that is known of the old one holds for it.
	const kept = known?.home === home ? known : unknownAccount;
	const account: Account = { ...kept, name, home, kind, priority, enabled };
	return { ...state, accounts: { ...state.accounts, [account.name]: account } };
}

function remove(state: State, name: string): State {
	const { [name]: _gone, ...accounts } = state.accounts;
	return { ...state, accounts, active: state.active === name ? null : state.active };
}

function change(state: State, name: string, by: (account: Account) => Account): State {
	const account = state.accounts[name];
	if (account === undefined) return state;
	return { ...state, accounts: { ...state.accounts, [name]: by(account) } };
}

function readQuota(account: Account, event: QuotaRead): Account {
	const windows = { ...account.windows };
	for (const reading of event.windows) {
		const next: QuotaWindow = {
			...reading,
			source: event.source,
			observedAt: event.observedAt,
			incarnation: event.incarnation,
			spent: reading.usedRatio >= 1,
		};
		windows[reading.window] = newerReading(windows[reading.window], next);
	}
	const told = { at: event.observedAt, incarnation: event.incarnation };
	return { ...account, windows, told, trouble: troubleAfterAnswer(account, event.observedAt) };
}

/** Who tells a quota has a login that works. */
function troubleAfterAnswer(account: Account, at: number): Account["trouble"] {
	const { trouble } = account;
	return trouble?.cause === "login-needed" && at > trouble.since ? null : trouble;
}

/**
 * Chooses between two readings of one window. Every process shows the limits of its own last answer, so within one
 * period (same reset) the higher ratio is the newer one; a later reset is a newer period; a reading of an older
 * period is void.
 */
export function newerReading(known: QuotaWindow | undefined, next: QuotaWindow): QuotaWindow {
	if (known === undefined || known.resetsAt === null || next.resetsAt === null) {
		return known !== undefined && known.observedAt > next.observedAt ? known : next;
	}
	const later = next.resetsAt - known.resetsAt;
	if (later > SAME_PERIOD_MS) return next;
	if (later < -SAME_PERIOD_MS) return known;
	if (next.usedRatio >= known.usedRatio) return { ...next, spent: next.spent || known.spent };
	return known;
}

function hitLimit(account: Account, event: LimitHit): Account {
	const next: QuotaWindow = {
		window: event.window,
		usedRatio: 1,
		resetsAt: event.resetsAt,
		source: "limit-event",
		observedAt: event.observedAt,
		incarnation: event.incarnation,
		spent: true,
	};
	const windows = {
		...account.windows,
		[event.window]: newerReading(account.windows[event.window], next),
	};
	return { ...account, windows };
}
