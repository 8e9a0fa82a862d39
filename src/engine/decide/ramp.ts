import type { Account, Session, State } from "../../state/model.ts";
import { isOutOfRetries } from "../../state/retries.ts";
import { accountState, byName, isMoving } from "../../state/select.ts";
import { periodOf } from "../../state/windows.ts";
import { mayMove } from "./account-for.ts";
import { backOffMs } from "./back-off.ts";
import { SLOW_START_MS } from "./launch-slots.ts";
import { addTo, bestPlace, canStartOn, loadOf, startableAccounts } from "./placement.ts";

/** A session that waited for a quota, or for a better hour, and goes on now. */
export interface WakeUp {
	readonly session: string;
	readonly account: string;
	readonly why: string;
}

export interface RampRules {
	/** Failed turns in a row, of those a task can be blamed for, after which a person must look. */
	readonly retries: number;
	/** First pause after a failed turn (ms); doubles each time. */
	readonly backoffMs: number;
	/** How many sessions may be starting at a time. */
	readonly slots: number;
}

/**
 * The pause between two starts on one account (ms). Who is woken into a limit is told so within it, about a second
 * after its start: the account is spent then, and nobody follows.
 */
export const WAKE_GAP_MS = 5_000;

/** A limit that a session met so lately (ms) ends the ramp of its account, whatever the readings say. */
const FRESH_LIMIT_MS = 60_000;

/** A start that has not come up after this long (ms) tells no more whether its account takes sessions. */
const NO_WORD_MS = 60_000;

/**
 * Who is to go on now. A reset wakes no herd: on each account one session after the other, each after the last has
 * come up and some seconds later, and no more at a time than there are slots. Parked sessions are spread over the
 * accounts that are ready and that they may go to; the others go on where they are. Who waits longest goes first.
 * `held`: sessions that could not be woken a moment ago. Pure.
 */
export function decideWakeUps(
	state: State,
	rules: RampRules,
	now: number,
	held: ReadonlySet<string> = new Set(),
): readonly WakeUp[] {
	const load = loadOf(state);
	const open = new Set(startableAccounts(state, now).filter((a) => isCalm(state, a, now)));
	let slots = rules.slots - startingOn(state, null, now, SLOW_START_MS);
	const wakeUps: WakeUp[] = [];
	for (const { session, why } of waitingFor(state, rules, now)) {
		if (slots <= 0) break;
		if (held.has(session.name)) continue;
		const places = placesFor(state, session, now).filter((a) => open.has(a));
		const place = bestPlace(state, places, load, now, session.model ?? null);
		if (place === null) continue;
		open.delete(place);
		addTo(load, place.name);
		slots -= 1;
		wakeUps.push({ session: session.name, account: place.name, why });
	}
	return wakeUps;
}

/** Its last start has come up, some seconds have passed since, and nobody has met a limit there lately. */
function isCalm(state: State, account: Account, now: number): boolean {
	const limited = Object.values(state.sessions).filter((s) => s.state === "limited");
	if (limited.some((s) => s.account === account.name && isFresh(s, account, now))) return false;
	if (startingOn(state, account.name, now, NO_WORD_MS) > 0) return false;
	return livesOf(state, account.name).every((life) => now - life.launchedAt >= WAKE_GAP_MS);
}

/** It met its limit lately, and no period of a window has ended or begun since that would make it void. */
function isFresh(session: Session, account: Account, now: number): boolean {
	const { stateSince: at } = session;
	if (now - at >= FRESH_LIMIT_MS) return false;
	const bounds = Object.values(account.windows).flatMap(({ window, resetsAt }) =>
		resetsAt === null ? [] : [resetsAt, resetsAt - periodOf(window)],
	);
	return !bounds.some((bound) => at < bound && bound <= now);
}

function startingOn(state: State, account: string | null, now: number, withinMs: number): number {
	const unconfirmed = livesOf(state, account).filter((life) => life.confirmedAt === null);
	return unconfirmed.filter((life) => now - life.launchedAt < withinMs).length;
}

function livesOf(state: State, account: string | null) {
	return Object.values(state.sessions)
		.flatMap((s) => s.incarnation ?? [])
		.filter((life) => account === null || life.account === account);
}

interface Waiting {
	readonly session: Session;
	readonly why: string;
}

/** Everybody who could go on if an account took him, who waits longest first. */
function waitingFor(state: State, rules: RampRules, now: number): readonly Waiting[] {
	const since = (s: Session): number => s.owed?.since ?? s.stateSince;
	return Object.values(state.sessions)
		.filter((s) => !isMoving(state, s.name))
		.sort((a, b) => since(a) - since(b) || byName(a.name, b.name))
		.flatMap((session) => {
			const why = dueReason(state, session, rules, now);
			return why === null ? [] : [{ session, why }];
		});
}

/** Why a session is to go on as soon as an account takes it; `null` when it is not. */
export function dueReason(
	{ accounts, tasks }: State,
	session: Session,
	rules: RampRules,
	now: number,
): string | null {
	const { owed, state, failedTurns } = session;
	if (session.kind === "observed" || session.turn !== null) return null;
	if (state === "parked" && session.incarnation === null) return "an account can take it again";
	if (owed?.cause === "limit" && state === "limited") return "its quota was reset";
	if (owed?.cause === "limit" && standsAtLimit(session, accounts[session.account ?? ""], now)) {
		return "it was woken into another limit, and that was reset";
	}
	const failed = owed?.cause === "failure" && session.kind === "autonomous";
	const task = session.task === null ? undefined : tasks.get(session.task);
	if (!failed || state !== "idle" || isOutOfRetries(session, task, rules.retries)) return null;
	if (now - owed.since < pauseAfterFailure(session, rules.backoffMs)) return null;
	return `its turn failed (${failedTurns} times in a row)`;
}

/** How long (ms) a session whose turn failed is left alone. */
export function pauseAfterFailure(
	{ conversation, failedTurns }: Session,
	backoffMs: number,
): number {
	return backOffMs(backoffMs, failedTurns, `${conversation} ${failedTurns}`);
}

/**
 * It was told to go on under a spent account: then `claude` shows its choice of what to do about the limit, takes no
 * prompt and says nothing but that it waits (seen on 2.1.330). Only a reset since then tells it from other questions.
 */
function standsAtLimit(session: Session, account: Account | undefined, now: number): boolean {
	const life = session.incarnation;
	if (session.state !== "waiting" || life?.carries !== "continue") return false;
	if (life.promptedAt != null || account === undefined) return false;
	const resets = Object.values(account.windows).map((w) => w.resetsAt ?? 0);
	return resets.some((reset) => life.launchedAt < reset && reset <= now);
}

/** Whether a session may go on there, looked at right before it does: nobody else moves it, the account can be used. */
export function mayGoOnAt(state: State, session: Session, account: string, now: number): boolean {
	const places = placesFor(state, session, now);
	return !isMoving(state, session.name) && places.some((a) => a.name === account);
}

/** Where it may go on. Only one that is parked, or whose account is not to be used, looks beyond its own. */
function placesFor(state: State, session: Session, now: number): readonly Account[] {
	const model = session.model ?? null;
	const usable = (name: string | null): readonly Account[] => {
		const account = name === null ? undefined : state.accounts[name];
		return account !== undefined && canStartOn(state, account, now, model) ? [account] : [];
	};
	if (session.pinned != null) return usable(session.pinned);
	if (session.bound != null) return usable(session.bound.account);
	const own = state.accounts[session.account ?? ""];
	const out = own !== undefined && accountState(own, state.policy, now) === "disabled";
	const anywhere = mayMove(session) && (session.state === "parked" || out);
	return anywhere ? startableAccounts(state, now, model) : usable(session.account);
}
