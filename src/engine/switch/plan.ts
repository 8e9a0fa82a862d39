import type { Candidate, Plan, PlanAsk, PlannedMove, Precondition } from "../../state/client.ts";
import type { Account, Session, State, SwitchReason } from "../../state/model.ts";
import { selectAccounts, sessionsOn, usedRatio } from "../../state/select.ts";
import { judgeCandidates, pickCandidate } from "../decide/candidates.ts";
import type { FailoverDecision } from "../decide/failover.ts";
import { howItMoves } from "../decide/how-it-moves.ts";
import { isSpread } from "../decide/placement.ts";
import { oweContinuation } from "../decide/relaunch.ts";
import { urgency } from "../decide/switch-step.ts";
import type { EngineParts } from "../parts.ts";
import { foreignSessions, panesAreOurs } from "./own-panes.ts";
import { checkPreconditions } from "./preconditions.ts";
import { failoverRules } from "./rules.ts";

type Parts = Pick<
	EngineParts,
	| "config"
	| "recorder"
	| "clock"
	| "files"
	| "tmux"
	| "processes"
	| "owner"
	| "environment"
	| "folders"
	| "newId"
>;

/** What a person asks for. */
export type SwitchAsk = Omit<PlanAsk, "purpose">;

/** The plan of an automatic failover. Whose pane is not ours takes no place of another: the next in line goes. */
export async function planFailover(
	parts: Parts,
	decision: Extract<FailoverDecision, { kind: "switch" }>,
): Promise<Plan> {
	const { sessions } = parts.recorder.state();
	const line = [...decision.sessions, ...decision.later].flatMap((name) => sessions[name] ?? []);
	const foreign = new Set((await foreignSessions(parts, line)).map((f) => f.session));
	const ours = line.filter((s) => !foreign.has(s.name));
	const share = decision.sessions.length;
	const later = ours.slice(share).map((s) => s.name);
	const going = [...ours.slice(0, share), ...line.filter((s) => foreign.has(s.name))];
	return assemble(parts, { ...decision, force: false, sessions: going, later });
}

/** The plan of a switch that a person asked for. Those that say `move: ask` go along: the person asks. */
export async function planManual(
	parts: Parts,
	ask: SwitchAsk,
	why = "asked for by the operator",
): Promise<Plan> {
	const state = parts.recorder.state();
	const now = parts.clock.now();
	const froms = accountsToLeave(state, ask, now);
	const [from] = froms;
	if (from === undefined) return emptyPlan(parts, nothingToLeave(state, ask));
	const leaving = new Set(froms.map((a) => a.name));
	const candidates = judgeCandidates(state, from, "manual", failoverRules(parts.config), now).map(
		(c) => (leaving.has(c.account) ? { ...c, ok: false, why: "is one of those to be left" } : c),
	);
	const to = ask.to ?? pickCandidate(state, candidates, now);
	const named = ask.sessions === null ? null : new Set(ask.sessions);
	const sessions = froms
		.flatMap((a) => sessionsOn(state, a.name))
		.filter((s) => reasonToStay(s, to) === null && (named === null || named.has(s.name)));
	const { force } = ask;
	const others = froms.slice(1).map((a) => a.name);
	const rest = { others, named: ask.sessions ?? [] };
	const draft = {
		from: from.name,
		to,
		reason: "manual",
		why,
		force,
		candidates,
		sessions,
	} as const;
	return assemble(parts, { ...draft, ...rest });
}

interface Draft {
	readonly from: string;
	readonly to: string | null;
	readonly reason: SwitchReason;
	readonly why: string;
	readonly force: boolean;
	readonly candidates: readonly Candidate[];
	readonly sessions: readonly Session[];
	/** Accounts that are left beside `from`. */
	readonly others?: readonly string[];
	/** Sessions that the operator named. */
	readonly named?: readonly string[];
	/** Sessions that go elsewhere in a switch that follows. */
	readonly later?: readonly string[];
	readonly failover?: string | null;
}

async function assemble(parts: Parts, wanted: Draft): Promise<Plan> {
	const foreign = await foreignSessions(parts, wanted.sessions);
	const apart = new Map(foreign.map((f) => [f.session, `${f.why}; ${f.remedy}`]));
	const draft = { ...wanted, sessions: wanted.sessions.filter((s) => !apart.has(s.name)) };
	const { from, to, reason, why, force, candidates, sessions } = draft;
	const { seq, state } = parts.recorder.store.getState();
	const going = new Set(sessions.map((s) => s.name));
	const how = new Map(sessions.map((s) => [s, howItMoves(s, draft, parts.clock.now())]));
	const canary = likelyCanary(sessions, how);
	const projects = [...new Set(sessions.map((s) => s.project))];
	const froms = [from, ...(draft.others ?? [])];
	const later = new Set(draft.later);
	const left = froms
		.flatMap((account) => sessionsOn(state, account))
		.filter((s) => !going.has(s.name))
		.map((s) => ({ session: s.name, why: apart.get(s.name) ?? whyLeft(s, to, later) }));
	const elsewhere = (draft.named ?? [])
		.filter((name) => !froms.includes(state.sessions[name]?.account ?? ""))
		.map((name) => ({ session: name, why: whereItLives(state, name) }));
	const preconditions =
		to === null
			? [noTarget(candidates)]
			: [
					sessionsCanGo(state, draft, to, [...left, ...elsewhere]),
					panesAreOurs(foreign, draft.named ?? [], sessions.length),
					...(await checkPreconditions(parts, froms, to, projects)),
				];
	return {
		id: parts.newId(),
		seq,
		from,
		to,
		reason,
		why,
		force,
		...(draft.failover != null && { failover: draft.failover }),
		moves: sessions.map((session) => ({
			...plannedMove(session, how, session === canary, force),
			...(session.account !== from && session.account !== null && { from: session.account }),
		})),
		left: [...left, ...elsewhere],
		candidates,
		preconditions,
		runnable: to !== null && sessions.length > 0 && preconditions.every((p) => p.ok),
	};
}

function noTarget(candidates: readonly Candidate[]): Precondition {
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

/** Somebody goes, and nobody who was named is bound to another account. */
function sessionsCanGo(
	state: State,
	draft: Draft,
	to: string,
	staying: Plan["left"],
): Precondition {
	const name = "sessions";
	const bound = (draft.named ?? [])
		.flatMap((one) => state.sessions[one] ?? [])
		.filter((s) => s.pinned != null && s.pinned !== to);
	if (bound.length > 0) {
		const detail = bound.map((s) => `${s.name} is pinned to ${s.pinned}`).join("; ");
		const remedy = "leave it out, or change its `account` in the configuration";
		return { name, ok: false, detail, remedy };
	}
	const count = draft.sessions.length;
	if (count > 0) return { name, ok: true, detail: `${count} can go`, remedy: null };
	const reasons = staying.map((s) => `${s.session}: ${s.why}`).join("; ");
	const detail = `nobody would move${reasons === "" ? "" : ` (${reasons})`}`;
	return { name, ok: false, detail, remedy: "name sessions that can move, or another target" };
}

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

function whyLeft(session: Session, to: string | null, later: ReadonlySet<string>): string {
	const why = reasonToStay(session, to);
	if (why !== null) return why;
	if (later.has(session.name)) return "goes to another account, in a switch that follows";
	if (session.bound != null) return session.bound.why;
	return session.move === "ask" ? "move: ask" : "not chosen";
}

function reasonToStay(session: Session, to: string | null): string | null {
	if (session.kind === "observed") return "not ours: started by hand";
	if (session.move === "never") return "move: never";
	if (session.pinned != null && session.pinned !== to) return `pinned to ${session.pinned}`;
	if (session.state === "stopped" || session.state === "quarantined")
		return `it is ${session.state}`;
	return null;
}

/**
 * Those of the sessions that were named; else the active one. Under `spread` the active one is the best, so there it
 * is the one with least room.
 */
function accountsToLeave(state: State, ask: SwitchAsk, now: number): readonly Account[] {
	const used = selectAccounts(state).filter(
		(a) => a.name !== ask.to && sessionsOn(state, a.name).length > 0,
	);
	if (ask.sessions !== null) {
		const homes = new Set(ask.sessions.map((name) => state.sessions[name]?.account));
		return used.filter((a) => homes.has(a.name));
	}
	const [worst] = used.toSorted((a, b) => usedRatio(b, now) - usedRatio(a, now));
	const active = used.find((a) => a.name === state.active) ?? used[0];
	return [isSpread(state) ? worst : active].filter((a) => a !== undefined);
}

function nothingToLeave(state: State, { to, sessions }: SwitchAsk): string {
	if (sessions !== null) {
		return sessions.map((name) => `${name}: ${whereItLives(state, name)}`).join("; ");
	}
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
