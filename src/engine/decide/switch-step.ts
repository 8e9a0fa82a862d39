import type {
	Move,
	MoveOutcome,
	MoveReadiness,
	Session,
	State,
	Switch,
} from "../../state/model.ts";
import { isBeingGivenTask, spentWindows } from "../../state/select.ts";
import { SLOW_START_MS } from "./launch-slots.ts";

/** The rules of the configuration that a running switch needs. Times in ms. */
export interface SwitchRules {
	readonly drainTimeoutMs: number;
	readonly drainMaxMs: number;
	readonly drainPolicy: "leave" | "force";
	/** How many sessions may be between two accounts at a time. */
	readonly slots: number;
	/** What happens to a conversation whose owner the program asks about. */
	readonly crossAccountResume: "ask" | "copy" | "refuse";
}

/** One thing to do next for an open switch. */
export type SwitchAction =
	| { readonly kind: "note-draining"; readonly session: string; readonly note: string }
	| { readonly kind: "stop"; readonly session: string }
	| { readonly kind: "launch"; readonly session: string }
	| { readonly kind: "verify"; readonly session: string }
	| {
			readonly kind: "end-move";
			readonly session: string;
			readonly outcome: MoveOutcome;
			readonly note: string | null;
	  }
	/** It asks about the owner of its conversation, which is not to go on there: it leaves the target again. */
	| { readonly kind: "decline"; readonly session: string }
	/** The canary runs on the target: prove that the target answers, then commit. */
	| { readonly kind: "commit"; readonly session: string }
	| { readonly kind: "roll-back"; readonly why: string }
	| { readonly kind: "end" };

/** How long a session may stand at the question about its conversation's owner before its move ends without it. */
const QUESTION_MS = 60_000;

/** A relaunched session that has not said so after this long, or is not listed this long after, did not come up. */
export const VERIFY_MS = 60_000;

/**
 * What is to be done now, from the state alone. Called again after every fact; asking twice is harmless. `busy`:
 * sessions that a step is being taken for this moment; they get no other step.
 */
export function decideSwitchActions(
	state: State,
	rules: SwitchRules,
	now: number,
	busy: ReadonlySet<string> = new Set(),
): readonly SwitchAction[] {
	const open = state.openSwitch;
	if (open === null) return [];
	const unended = open.moves.filter((m) => m.outcome === null);
	if (unended.length === 0) return busy.size === 0 ? [{ kind: "end" }] : [];
	if (open.committedAt === null && busy.size > 0) return [];
	const pending = unended.filter((m) => !busy.has(m.session));
	const canary = pending.find((m) => m.canary);
	if (open.committedAt === null && canary !== undefined) {
		return canaryActions(state, open, canary, rules, now);
	}
	const underway = pending.filter((m) => isUnderway(m));
	const actions = underway.flatMap((m) => moveActions(state, m, rules, now));
	const begun = open.moves.filter((m) => isUnderway(m) || busy.has(m.session));
	const taken = begun.filter((m) => holdsSlot(state, m, now)).length;
	const free = open.committedAt === null ? 1 : Math.max(0, rules.slots - taken);
	return [...actions, ...startable(state, pending, rules, free, now)];
}

/** Before the commit one session alone is under way; what goes wrong with it undoes the switch. */
function canaryActions(
	state: State,
	open: Switch,
	canary: Move,
	rules: SwitchRules,
	now: number,
): readonly SwitchAction[] {
	const asks = asksAboutOwner(state, canary);
	const runs = state.sessions[canary.session]?.incarnation?.id === canary.toIncarnation;
	const verified = canary.step === "verified" && runs;
	if (verified && !asks) return [{ kind: "commit", session: canary.session }];
	const [action] = moveActions(state, canary, rules, now);
	if (action?.kind === "end-move" && asks) {
		return [{ kind: "roll-back", why: `${canary.session} ${action.note}` }];
	}
	if (action?.kind === "end-move") {
		return [{ kind: "roll-back", why: `${canary.session} did not come up on ${open.to}` }];
	}
	return action === undefined ? [] : [action];
}

/** A move keeps the conversation, unless the move itself had to make another one. */
function howItGoesOn({ conversation }: Session, move: Move): string | null {
	if (move.conversation === null || conversation === move.conversation) return null;
	return `it goes on in another conversation, ${conversation}`;
}

function asksAboutOwner(state: State, move: Move): boolean {
	const session = state.sessions[move.session];
	const onTarget = session?.incarnation?.id === move.toIncarnation && move.toIncarnation !== null;
	return onTarget && session?.question === "owner";
}

/**
 * A slot is for a stop and a start: who has come up and begun its turn, or stands at a question, needs a core no more.
 * Between its word that it is there and its first request 2.1.330 uses more than one (measured on 2 cores), also when
 * its move has ended by then.
 */
function holdsSlot(state: State, move: Move, now: number): boolean {
	const session = state.sessions[move.session];
	const life = session?.incarnation ?? null;
	if (session === undefined || life === null || life.id !== move.toIncarnation) {
		return move.outcome === null;
	}
	if (asksAboutOwner(state, move) || now - life.launchedAt >= SLOW_START_MS) return false;
	return life.confirmedAt === null ? move.outcome === null : hasPromptOnItsWay(session, now);
}

function isUnderway(move: Move): boolean {
	return move.step !== "pending" && move.step !== "draining";
}

function moveActions(
	state: State,
	move: Move,
	rules: SwitchRules,
	now: number,
): readonly SwitchAction[] {
	const { session: name } = move;
	const session = state.sessions[name];
	if (session === undefined) {
		return [{ kind: "end-move", session: name, outcome: "failed", note: "it left the pool" }];
	}
	if (asksAboutOwner(state, move)) return ownerActions(session, rules, now);
	switch (move.step) {
		case "checkpointed":
			return [{ kind: "stop", session: name }];
		case "stopped":
			return [{ kind: "launch", session: name }];
		case "launched":
			return launchedActions(session, move, now);
		case "verified":
			return [
				{ kind: "end-move", session: name, outcome: "moved", note: howItGoesOn(session, move) },
			];
		default:
			return [];
	}
}

/** Only the configuration or a person decides whether another account may go on with a conversation. */
function ownerActions(session: Session, rules: SwitchRules, now: number): readonly SwitchAction[] {
	const { name } = session;
	if (rules.crossAccountResume === "refuse") return [{ kind: "decline", session: name }];
	if (now - session.stateSince < QUESTION_MS) return [];
	const copies = rules.crossAccountResume === "copy";
	const note = copies
		? "stands at a question that could not be answered: attach and choose"
		: "waits for your answer: its conversation belongs to another account; attach and choose";
	return [{ kind: "end-move", session: name, outcome: copies ? "failed" : "timed-out", note }];
}

function launchedActions(session: Session, move: Move, now: number): readonly SwitchAction[] {
	const life = session.incarnation;
	const { name } = session;
	if (life === null || life.id !== move.toIncarnation) {
		const note = session.note ?? "it ended at once";
		return [{ kind: "end-move", session: name, outcome: "failed", note }];
	}
	if (life.confirmedAt !== null) return [{ kind: "verify", session: name }];
	if (now - life.launchedAt < VERIFY_MS) return [];
	const note = "it did not say that it resumed its conversation";
	return [{ kind: "end-move", session: name, outcome: "failed", note }];
}

/** Moves that can begin now, those whose turn was cut first: they lose time. */
function startable(
	state: State,
	pending: readonly Move[],
	rules: SwitchRules,
	free: number,
	now: number,
): readonly SwitchAction[] {
	const waiting = pending.filter((m) => !isUnderway(m));
	const judged = waiting.map((move) => ({
		move,
		session: state.sessions[move.session],
		readiness: readinessIn(state, move.session, rules, now),
	}));
	const ready = judged
		.filter((j) => j.readiness.kind === "ready")
		.sort((a, b) => urgency(a.session) - urgency(b.session))
		.slice(0, free)
		.map((j): SwitchAction => ({ kind: "stop", session: j.move.session }));
	const rest = judged.flatMap((j): SwitchAction[] => {
		const { readiness, move } = j;
		if (readiness.kind === "over") {
			const { outcome, note } = readiness;
			return [{ kind: "end-move", session: move.session, outcome, note }];
		}
		if (readiness.kind !== "draining") return [];
		if (move.step === "draining" && move.note === readiness.note) return [];
		return [{ kind: "note-draining", session: move.session, note: readiness.note }];
	});
	return [...ready, ...rest];
}

/** Who moves first among those that can: those that lose time, then those that are fed, then the operator's own. */
export function urgency(session: Session | undefined): number {
	if (session?.owed) return 0;
	return session?.kind === "autonomous" ? 1 : 2;
}

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

/** So long after its operator typed a session of the operator's own is not stopped. */
export const ATTENDED_MS = 60_000;

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

/** A prompt that a launch carries is submitted within this time, or a dialog is in its way. */
const SUBMIT_MS = 60_000;

/**
 * Its launch carries a prompt that is not known to be accepted: stopped now, nobody could tell whether it was. Under a
 * limit or at a question nothing is submitted.
 */
function hasPromptOnItsWay(session: Session, now: number): boolean {
	const life = session.incarnation;
	if (life === null || life.carries === "nothing" || life.promptedAt != null) return false;
	if (session.state === "limited" || session.state === "waiting") return false;
	return now - life.launchedAt < SUBMIT_MS;
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
