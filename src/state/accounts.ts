import type { Event } from "./events.ts";
import type { Account, State } from "./model.ts";
import { notePoll } from "./polls.ts";
import { hitLimit, readQuota } from "./quota.ts";

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
		case "account.poll-begun":
		case "account.polled":
			return change(state, event.account, (a) => notePoll(a, event, at));
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
