import type { Move, MoveOutcome, Session, State, Switch } from "../../state/model.ts";
import { SLOW_START_MS } from "./launch-slots.ts";
import { hasPromptOnItsWay, readinessIn } from "./readiness.ts";
import type { SwitchRules } from "./switch-rules.ts";

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
