import type { Account, Session, State } from "./model.ts";
import { accountState, readyAt } from "./select.ts";

/** An account that can be used again, and when (epoch ms). */
export interface Ready {
	readonly account: string;
	readonly at: number;
}

const UNUSABLE: ReadonlySet<string> = new Set(["disabled", "login-needed", "quarantined"]);

/**
 * When the pool can work again if no account can be used now: the account that is ready first, each at the latest
 * reset among its spent windows. `null`: one can be used, or no reset is known.
 */
export function nextReset(state: State, now: number): Ready | null {
	return firstReady(state, Object.values(state.accounts), now);
}

/** When a session that waits for a quota can go on, and where. `null`: it does not wait for one, or nobody knows. */
export function goesOn(state: State, session: Session, now: number): Ready | null {
	const { accounts } = state;
	const parked = session.state === "parked";
	if (!parked && session.state !== "limited") return null;
	const held = session.pinned ?? session.bound?.account;
	const bound = held ?? (parked && session.move === "auto" ? null : session.account);
	const own = accounts[bound ?? ""];
	const among = own === undefined ? Object.values(accounts) : [own];
	return firstReady(state, among, now, session.model ?? null);
}

function firstReady(
	state: State,
	accounts: readonly Account[],
	now: number,
	model: string | null = null,
): Ready | null {
	const stateOf = (a: Account): string => accountState(a, state.policy, now, model);
	const usable = accounts.filter((a) => !UNUSABLE.has(stateOf(a)));
	if (usable.some((a) => stateOf(a) !== "spent")) return null;
	const [first] = usable
		.map((a) => ({ account: a.name, at: readyAt(a, now, model) }))
		.filter((r): r is Ready => r.at !== null)
		.toSorted((a, b) => a.at - b.at || a.account.localeCompare(b.account));
	return first ?? null;
}
