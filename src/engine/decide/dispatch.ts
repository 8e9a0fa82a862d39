import { waitsForSession } from "../../state/held.ts";
import type { Session, State, Task } from "../../state/model.ts";
import { accountState, byName, isMoving, selectQueue } from "../../state/select.ts";
import { isKeptFree } from "./follow-up.ts";
import { type Crossing, crossingWords, mayCross } from "./next-turn.ts";
import { headroom, isSpread, startableAccounts } from "./placement.ts";

/** A task for a session, now. */
export interface Assignment {
	readonly task: string;
	readonly session: string;
}

/** What each waiting task waits for, and which can go. */
export interface DispatchDecision {
	readonly assignments: readonly Assignment[];
	/** Why the tasks that stay, stay. `null` when none waits. */
	readonly waitsFor: string | null;
}

/**
 * Decides which waiting tasks go to which idle autonomous sessions. Pure; best task first. `blocked`: tasks that
 * were found to be impossible to give out now; no session is kept for them.
 */
export function decideDispatch(
	state: State,
	now: number,
	blocked: ReadonlySet<string> = new Set(),
): DispatchDecision {
	const waiting = selectQueue(state).filter((t) => waitsForSession(state, t) && !blocked.has(t.id));
	if (waiting.length === 0) return { assignments: [], waitsFor: null };
	if (state.dispatch.paused) return { assignments: [], waitsFor: "dispatch is paused" };
	const free = Object.values(state.sessions)
		.filter((s) => canTakeTask(state, s, now))
		.sort((a, b) => roomOf(state, b, now) - roomOf(state, a, now) || byName(a.name, b.name));
	const assignments = pair(waiting, free);
	const waitsFor = assignments.length < waiting.length ? waitsForWords(state, now) : null;
	return { assignments, waitsFor };
}

/** What a task waits for for which there is no session: one that is idle, or the quota of those that are. */
function waitsForWords(state: State, now: number): string {
	const [first] = heldForQuota(state, now);
	return first === undefined ? "an idle session" : crossingWords(first);
}

/** Why sessions that could take a task are given none, by name: their next turn would probably be cut. */
export function heldForQuota(state: State, now: number): readonly Crossing[] {
	return Object.values(state.sessions)
		.filter((s) => isAtRest(state, s, now))
		.toSorted((a, b) => byName(a.name, b.name))
		.flatMap((s) => mayCross(state, s, now) ?? []);
}

/** Under `spread` the sessions on the account with most headroom are fed first. */
function roomOf(state: State, { account: name }: Session, now: number): number {
	const account = name === null ? undefined : state.accounts[name];
	return isSpread(state) && account !== undefined ? headroom(state, account, now) : 0;
}

/** A session keeps to the project it was last used in when there is a task for it. */
function pair(waiting: readonly Task[], free: readonly Session[]): readonly Assignment[] {
	const open = [...free];
	const assignments: Assignment[] = [];
	for (const task of waiting) {
		const same = open.findIndex((s) => s.project === task.project);
		const [session] = open.splice(Math.max(0, same), 1);
		if (session === undefined) break;
		assignments.push({ task: task.id, session: session.name });
	}
	return assignments;
}

/**
 * Only an autonomous session that is at rest on an account with room is ever given a task, and only when the quota
 * lasts for its next turn: a turn that is not begun costs less than one that is cut.
 */
export function canTakeTask(state: State, session: Session, now: number): boolean {
	return isAtRest(state, session, now) && mayCross(state, session, now) === null;
}

function isAtRest(state: State, session: Session, now: number): boolean {
	if (session.kind !== "autonomous" || session.state !== "idle") return false;
	if (session.task !== null || session.turn !== null || isOwed(state, session)) return false;
	if (session.incarnation?.confirmedAt == null) return false;
	if (isMoving(state, session.name) || isKeptFree(state, session, now)) return false;
	const account = session.account === null ? undefined : state.accounts[session.account];
	if (account === undefined) return false;
	return ["ok", "unmetered", "unknown"].includes(
		accountState(account, state.policy, now, session.model ?? null),
	);
}

/** Something of it is still to be gone on with. A turn that failed too often is not. */
function isOwed(state: State, { owed, failedTurns }: Session): boolean {
	if (owed === null) return false;
	return owed.cause !== "failure" || failedTurns <= (state.policy.retries ?? 0);
}

/** Which autonomous sessions are to run: the first `min`, and one more for each task that finds none. */
export function wantedSessions(
	state: State,
	names: readonly string[],
	min: number,
	now: number,
): ReadonlySet<string> {
	const running = names.filter((name) => state.sessions[name]?.incarnation);
	const idle = running.filter((name) => {
		const session = state.sessions[name];
		return session?.task === null && session.turn === null && session.state !== "waiting";
	});
	const waiting = Object.values(state.tasks).filter((t) => waitsForSession(state, t)).length;
	const hungry = state.dispatch.paused || !hasRoom(state, now) ? 0 : waiting - idle.length;
	const count = Math.max(min, running.length + Math.max(0, hungry));
	const wanted = new Set(names.slice(0, min));
	for (const name of running) wanted.add(name);
	for (const name of names) if (wanted.size < count) wanted.add(name);
	return wanted;
}

function hasRoom(state: State, now: number): boolean {
	if (isSpread(state)) return startableAccounts(state, now).length > 0;
	const active = state.active === null ? undefined : state.accounts[state.active];
	return active !== undefined && accountState(active, state.policy, now) !== "spent";
}
