import type { Account, State } from "../../state/model.ts";
import { accountState, currentWindows, selectAccounts, thresholdOf } from "../../state/select.ts";

/** Accounts whose headroom differs by no more than this (ratio) count as equal. */
export const EQUAL = 0.05;

/** Headroom (ratio) that each session on an account is expected to take: many at once shall not all choose one. */
const SESSION_SHARE = 0.05;

const ROUNDING = 1e-9;

/** An account that could not take over is left alone for so long. */
const UNDONE_PAUSE_MS = 5 * 60_000;

/** How many sessions each account has, or is about to get. */
export type Load = ReadonlyMap<string, number>;

/** Whether sessions are placed one by one instead of all on the active account. */
export function isSpread(state: State): boolean {
	return state.policy.strategy === "spread";
}

const STARTABLE: ReadonlySet<string> = new Set(["ok", "near", "unknown", "unmetered"]);

/** Whether a process that uses `model` (`null`: not known) may be started on an account now. */
export function canStartOn(
	state: State,
	account: Account,
	now: number,
	model: string | null = null,
): boolean {
	return STARTABLE.has(accountState(account, state.policy, now, model));
}

/** The accounts that a session which has a choice, and uses `model`, may be started on now, by priority. */
export function startableAccounts(
	state: State,
	now: number,
	model: string | null = null,
): readonly Account[] {
	return selectAccounts(state).filter(
		(a) => canStartOn(state, a, now, model) && undoneRecently(state, a.name, now) === null,
	);
}

/** A switch to it was undone: trying again at once would only repeat it. */
export function undoneRecently(state: State, account: string, now: number): string | null {
	const last = state.switches.find((s) => s.to === account && s.outcome === "rolled-back");
	const since = last?.endedAt == null ? Number.POSITIVE_INFINITY : now - last.endedAt;
	// One that ended ahead of now did so before the clock was set back.
	if (since < 0 || since >= UNDONE_PAUSE_MS) return null;
	return `could not take over ${Math.round(since / 1000)} s ago`;
}

/** The load as it is: sessions with a process, and those that the open switch still brings. */
export function loadOf(state: State): Map<string, number> {
	const load = new Map<string, number>();
	const open = state.openSwitch;
	const coming = new Set(open?.moves.filter((m) => m.outcome === null).map((m) => m.session));
	for (const session of Object.values(state.sessions)) {
		const on = coming.has(session.name) ? open?.to : session.incarnation?.account;
		if (on !== undefined) addTo(load, on);
	}
	return load;
}

/** Counts one session more on an account. */
export function addTo(load: Map<string, number>, account: string): void {
	load.set(account, (load.get(account) ?? 0) + 1);
}

/**
 * The accounts that are as good as the best place for one session more, best first. Metered accounts with room come
 * before those that say no quota, unless such a one is preferred by its priority; then those without a reading; those
 * near their limit last. Pure.
 */
export function bestPlaces(
	state: State,
	among: readonly Account[],
	load: Load,
	now: number,
	model: string | null = null,
): readonly Account[] {
	const metered = among.filter((a) => accountState(a, state.policy, now) === "ok");
	const preferred = Math.min(...metered.map((a) => a.priority));
	const tiers = among.map((account) => ({ account, tier: tierOf(state, account, preferred, now) }));
	const best = Math.min(...tiers.map((t) => t.tier));
	const tied = tiers.filter((t) => t.tier === best).map((t) => t.account);
	if (best === TIER.ok || best === TIER.near) return byHeadroom(state, tied, load, now, model);
	const fewest = (a: Account, b: Account): number => count(load, a) - count(load, b);
	const prefer = (a: Account, b: Account): number => a.priority - b.priority;
	return best === TIER.unknown
		? tied.toSorted((a, b) => fewest(a, b) || prefer(a, b) || order(a, b))
		: tied.toSorted((a, b) => prefer(a, b) || fewest(a, b) || order(a, b));
}

/** The one best place for one session more; `null` when there is none. */
export function bestPlace(
	state: State,
	among: readonly Account[],
	load: Load,
	now: number,
	model: string | null = null,
): Account | null {
	return bestPlaces(state, among, load, now, model)[0] ?? null;
}

/** How far an account is from the nearest of its thresholds (ratio). */
export function headroom(
	state: State,
	account: Account,
	now: number,
	model: string | null = null,
): number {
	const windows = currentWindows(account, now, model);
	return Math.min(1, ...windows.map((w) => thresholdOf(state.policy, w.window) - w.usedRatio));
}

const TIER = { preferred: 0, ok: 1, unmetered: 2, unknown: 3, near: 4 } as const;

function tierOf(state: State, account: Account, preferred: number, now: number): number {
	const condition = accountState(account, state.policy, now);
	if (condition === "unmetered")
		return account.priority < preferred ? TIER.preferred : TIER.unmetered;
	return condition === "ok" || condition === "unknown" ? TIER[condition] : TIER.near;
}

/** Within a few points: the one whose quota is reset soonest, for what is not used by then is lost. */
function byHeadroom(
	state: State,
	accounts: readonly Account[],
	load: Load,
	now: number,
	model: string | null,
): readonly Account[] {
	const expected = (a: Account): number =>
		headroom(state, a, now, model) - SESSION_SHARE * count(load, a);
	const most = Math.max(...accounts.map(expected));
	return accounts
		.filter((a) => expected(a) >= most - EQUAL - ROUNDING)
		.toSorted(
			(a, b) =>
				soonestReset(a, now) - soonestReset(b, now) ||
				count(load, a) - count(load, b) ||
				a.priority - b.priority ||
				order(a, b),
		);
}

/** Far away instead of infinite: two accounts without a date are equal. */
const NEVER = Number.MAX_SAFE_INTEGER;

function soonestReset(account: Account, now: number): number {
	const current = currentWindows(account, now);
	return Math.min(NEVER, ...current.map((w) => w.resetsAt ?? NEVER));
}

function count(load: Load, account: Account): number {
	return load.get(account.name) ?? 0;
}

function order(a: Account, b: Account): number {
	return a.name.localeCompare(b.name);
}
