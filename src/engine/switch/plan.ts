import type { Candidate, Plan, PlanAsk, PlannedMove } from "../../state/client.ts";
import type { Account, Session, State, SwitchReason } from "../../state/model.ts";
import { sessionsOn } from "../../state/select.ts";
import { judgeCandidates, pickCandidate } from "../decide/candidates.ts";
import { type FailoverDecision, movableSessions } from "../decide/failover.ts";
import { howItMoves } from "../decide/how-it-moves.ts";
import { oweContinuation } from "../decide/relaunch.ts";
import { urgency } from "../decide/switch-step.ts";
import type { EngineParts } from "../parts.ts";
import { checkPreconditions } from "./preconditions.ts";
import { failoverRules } from "./rules.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "tmux" | "environment" | "folders" | "newId"
>;

/** What a person asks for. */
export type SwitchAsk = Omit<PlanAsk, "purpose">;

/** The plan of an automatic failover. */
export function planFailover(
	parts: Parts,
	decision: Extract<FailoverDecision, { kind: "switch" }>,
): Promise<Plan> {
	const state = parts.recorder.state();
	const movable = movableSessions(state, decision.from, decision.reason);
	return assemble(parts, { ...decision, force: false, sessions: movable });
}

/** The plan of a switch that a person asked for. Those that say `move: ask` go along: the person asks. */
export async function planManual(parts: Parts, ask: SwitchAsk): Promise<Plan> {
	const state = parts.recorder.state();
	const now = parts.clock.now();
	const from = accountToLeave(state, ask);
	if (from === null) return emptyPlan(parts, nothingToLeave(state, ask));
	const candidates = judgeCandidates(state, from, "manual", failoverRules(parts.config), now);
	const to = ask.to ?? pickCandidate(state, candidates, now);
	const named = ask.sessions === null ? null : new Set(ask.sessions);
	const sessions = sessionsOn(state, from.name).filter(
		(s) => reasonToStay(s) === null && (named === null || named.has(s.name)),
	);
	const why = "asked for by the operator";
	const { force } = ask;
	return assemble(parts, {
		from: from.name,
		to,
		reason: "manual",
		why,
		force,
		candidates,
		sessions,
		named: ask.sessions ?? [],
	});
}

interface Draft {
	readonly from: string;
	readonly to: string | null;
	readonly reason: SwitchReason;
	readonly why: string;
	readonly force: boolean;
	readonly candidates: readonly Candidate[];
	readonly sessions: readonly Session[];
	/** Sessions that the operator named. */
	readonly named?: readonly string[];
}

async function assemble(parts: Parts, draft: Draft): Promise<Plan> {
	const { from, to, reason, why, force, candidates, sessions } = draft;
	const { seq, state } = parts.recorder.store.getState();
	const going = new Set(sessions.map((s) => s.name));
	const how = new Map(sessions.map((s) => [s, howItMoves(s, draft, parts.clock.now())]));
	const canary = likelyCanary(sessions, how);
	const projects = [...new Set(sessions.map((s) => s.project))];
	const preconditions =
		to === null ? [noTarget(candidates)] : await checkPreconditions(parts, from, to, projects);
	const left = sessionsOn(state, from)
		.filter((s) => !going.has(s.name))
		.map((s) => ({ session: s.name, why: reasonToStay(s) ?? reasonNotAsked(s) }));
	const elsewhere = (draft.named ?? [])
		.filter((name) => state.sessions[name]?.account !== from)
		.map((name) => ({ session: name, why: whereItLives(state, name) }));
	return {
		id: parts.newId(),
		seq,
		from,
		to,
		reason,
		why,
		force,
		moves: sessions.map((session) => plannedMove(session, how, session === canary, force)),
		left: [...left, ...elsewhere],
		candidates,
		preconditions,
		runnable: to !== null && sessions.length > 0 && preconditions.every((p) => p.ok),
	};
}

function noTarget(candidates: readonly Candidate[]) {
	const reasons = candidates.map((c) => `${c.account} ${c.why}`).join("; ");
	return {
		name: "target account",
		ok: false,
		detail: reasons || "there is no other account",
		remedy: "wait for a reset, or add an account",
	};
}

/** How each session would move. */
type HowEach = ReadonlyMap<Session, string>;

/** Who would move first if the switch began now. */
function likelyCanary(sessions: readonly Session[], how: HowEach): Session | undefined {
	const ready = sessions.filter((s) => how.get(s)?.startsWith("now"));
	const [first] = (ready.length > 0 ? ready : sessions).toSorted((a, b) => urgency(a) - urgency(b));
	return first;
}

function plannedMove(session: Session, how: HowEach, canary: boolean, force: boolean): PlannedMove {
	const cut = force && session.turn !== null;
	const continues = cut || oweContinuation(session);
	return { session: session.name, how: how.get(session) ?? "", continues, canary, cut };
}

function whereItLives(state: State, name: string): string {
	const session = state.sessions[name];
	if (session === undefined) return "there is no such session";
	return session.account === null ? "it lives nowhere yet" : `it lives on ${session.account}`;
}

function reasonToStay(session: Session): string | null {
	if (session.kind === "observed") return "not ours: started by hand";
	if (session.move === "never") return "move: never";
	if (session.pinned != null) return `pinned to ${session.pinned}`;
	if (session.state === "stopped" || session.state === "quarantined")
		return `it is ${session.state}`;
	return null;
}

function reasonNotAsked(session: Session): string {
	return session.move === "ask" ? "move: ask" : "not chosen";
}

function accountToLeave(state: State, ask: SwitchAsk): Account | null {
	const named = ask.sessions?.[0];
	const name = named === undefined ? state.active : (state.sessions[named]?.account ?? null);
	if (name !== null && name !== ask.to && sessionsOn(state, name).length > 0) {
		return state.accounts[name] ?? null;
	}
	const used = Object.values(state.accounts).filter(
		(a) => a.name !== ask.to && sessionsOn(state, a.name).length > 0,
	);
	return used[0] ?? null;
}

function nothingToLeave(state: State, { to }: SwitchAsk): string {
	const there = to !== null && sessionsOn(state, to).length > 0;
	return there ? `all sessions are on ${to} already` : "no session lives on any account";
}

function emptyPlan(parts: Parts, why: string): Plan {
	const { seq } = parts.recorder.store.getState();
	return {
		id: parts.newId(),
		seq,
		from: "",
		to: null,
		reason: "manual",
		why,
		force: false,
		moves: [],
		left: [],
		candidates: [],
		preconditions: [{ name: "sessions", ok: false, detail: why, remedy: "start a session first" }],
		runnable: false,
	};
}
