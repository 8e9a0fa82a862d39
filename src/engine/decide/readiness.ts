import type { MoveOutcome, MoveReadiness, Session, State, Switch } from "../../state/model.ts";
import { isBeingGivenTask, spentWindows } from "../../state/select.ts";
import { ATTENDED_MS } from "../../state/stop-cuts.ts";
import type { SwitchRules } from "./switch-rules.ts";

/** Whether a session can be stopped now, and if not, what it is about. */
export type Readiness =
	| { readonly kind: "ready"; readonly how: MoveReadiness }
	| { readonly kind: "draining"; readonly note: string }
	| { readonly kind: "over"; readonly outcome: MoveOutcome; readonly note: string };

/**
 * Readiness of a session for the open switch. A switch that began before the wall does not wait for operators any more
 * once the account is spent.
 */
export function readinessIn(
	state: State,
	name: string,
	rules: SwitchRules,
	now: number,
): Readiness {
	const { openSwitch: open, sessions, accounts } = state;
	if (open === null) throw new Error(`no switch is open that ${name} could be ready for`);
	const session = sessions[name];
	const account = accounts[session?.account ?? ""];
	const atWall =
		account !== undefined && spentWindows(account, now, session?.model ?? null).length > 0;
	const readiness = readinessOf(session, atWall ? { ...open, reason: "limit" } : open, rules, now);
	const outlasted = now - open.begunAt > rules.drainMaxMs;
	if (readiness.kind !== "ready" || outlasted || session === undefined) return readiness;
	return isBeingGivenTask(state, session)
		? { kind: "draining", note: "a task is just being given to it" }
		: readiness;
}

/**
 * Whether a session is at its own turn boundary, may still get there, or is to be left or forced. Force cuts work; a
 * session that its operator holds is left where it is.
 */
export function readinessOf(
	session: Session | undefined,
	open: Switch,
	rules: SwitchRules,
	now: number,
): Readiness {
	if (session === undefined) return { kind: "over", outcome: "failed", note: "it left the pool" };
	const stays = reasonToLeave(session, open);
	if (stays !== null) return { kind: "over", outcome: "left", note: stays };
	const held = heldByOperator(session, open, now);
	const onItsWay = hasPromptOnItsWay(session, now);
	const ready = { kind: "ready", how: howReady(session) } as const;
	if (held === null && !onItsWay && mayMoveNow(session, open)) return ready;
	const silent = held === null && isSilent(session, rules, now);
	const outlasted = now - open.begunAt > rules.drainMaxMs;
	const note = held ?? (onItsWay ? "its prompt is on its way" : whyNotYet(session));
	if (!silent && !outlasted) return { kind: "draining", note };
	if (rules.drainPolicy === "force" && held === null) return ready;
	const why = silent ? "no sign of life in its turn" : `${note}, longer than switch.drain_max`;
	return { kind: "over", outcome: "timed-out", note: why };
}

/** Whether it could be stopped this moment by a switch like that one. */
export function readyNow(session: Session, like: Switch, now: number): boolean {
	const waiting = {
		drainTimeoutMs: Number.POSITIVE_INFINITY,
		drainMaxMs: Number.POSITIVE_INFINITY,
	};
	const rules = { ...waiting, drainPolicy: "leave", crossAccountResume: "ask", slots: 1 } as const;
	return readinessOf(session, { ...like, force: false }, rules, now).kind === "ready";
}

/** The operator ended them, or must look at them: a switch does not start them. */
const STAYS_STOPPED: ReadonlySet<string> = new Set(["stopped", "quarantined"]);

function reasonToLeave(session: Session, open: Switch): string | null {
	if (session.account === open.to && session.incarnation !== null) {
		return `it is on ${open.to} already`;
	}
	const ended = session.incarnation === null && STAYS_STOPPED.has(session.state);
	return ended ? `it is ${session.state}` : null;
}

/** What the operator is about in a session of their own. At the wall, and by force, it is not waited for. */
function heldByOperator(session: Session, open: Switch, now: number): string | null {
	if (session.kind !== "dedicated" || session.incarnation === null) return null;
	if (open.force || open.reason === "limit") return null;
	if (session.state === "waiting") return "it waits for its operator's answer";
	if (session.draft === true) return "there is text in its input box";
	const attended = session.attendedAt != null && now - session.attendedAt < ATTENDED_MS;
	return attended ? "its operator is typing in it" : null;
}

/** Neither a hook nor a tool in flight within `drain_timeout`. One that waits for a person owes no sign. */
function isSilent(session: Session, rules: SwitchRules, now: number): boolean {
	const { turn } = session;
	if (turn === null || session.state === "waiting" || turn.toolInFlight) return false;
	return now - turn.activeAt > rules.drainTimeoutMs;
}

/** A prompt that a launch carries, or that was typed, is submitted within this time, or a dialog is in its way. */
const SUBMIT_MS = 60_000;

/**
 * Its launch carries a prompt, or one was typed, that is not known to be accepted: stopped now, nobody could tell
 * whether it was. Under a limit or at a question nothing is submitted.
 */
export function hasPromptOnItsWay(session: Session, now: number): boolean {
	const life = session.incarnation;
	if (life === null || session.state === "limited" || session.state === "waiting") return false;
	const launch = life.carries === "nothing" || life.promptedAt != null ? null : life.launchedAt;
	const since = life.typedAt ?? launch;
	return since !== null && now - since < SUBMIT_MS;
}

/** It may be in a turn, although no prompt is known. */
const BUSY: ReadonlySet<string> = new Set(["starting", "working", "stalled"]);

/**
 * Between two turns, or at a question that nobody needs to answer here: an autonomous session is prompted again on
 * the target.
 */
function mayMoveNow(session: Session, open: Switch): boolean {
	if (open.force && session.state !== "starting") return true;
	if (session.state === "waiting") return true;
	if (session.turn !== null) return false;
	// Busy without a prompt that we heard of: it compacts, or the hook is still on its way.
	return session.incarnation === null || !BUSY.has(session.state);
}

/** What a stop now would meet. */
function howReady(session: Session): MoveReadiness {
	if (session.incarnation === null) return "not-running";
	if (session.state === "limited") return "limit";
	if (session.state === "waiting") return "question";
	return session.turn !== null || BUSY.has(session.state) ? "forced" : "boundary";
}

function whyNotYet(session: Session): string {
	if (session.turn !== null) return "its turn goes on";
	return session.state === "starting" ? "it is just starting" : "it is busy";
}
