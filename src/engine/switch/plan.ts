import type { Candidate, Plan, PlanAsk, PlannedMove, Precondition } from "../../state/client.ts";
import type { Session, State, SwitchReason } from "../../state/model.ts";
import { sessionsOn } from "../../state/select.ts";
import { judgeCandidates, pickCandidate } from "../decide/candidates.ts";
import type { FailoverDecision } from "../decide/failover.ts";
import { howItMoves } from "../decide/how-it-moves.ts";
import { oweContinuation } from "../decide/relaunch.ts";
import { urgency } from "../decide/switch-step.ts";
import type { EngineParts } from "../parts.ts";
import type { PaneList } from "../tmux/tmux.ts";
import { accountsToLeave, nothingToLeave } from "./accounts-to-leave.ts";
import { type Foreign, foreignSessions, panesAreOurs } from "./own-panes.ts";
import { checkPreconditions, tmuxAnswers } from "./preconditions.ts";
import { failoverRules } from "./rules.ts";
import { reasonToStay, sessionsCanGo, whereItLives, whyLeft } from "./who-goes.ts";

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
	const seen = await lookAtPanes(parts, line);
	const strange = new Set(seen.foreign.map((f) => f.session));
	const ours = line.filter((s) => !strange.has(s.name));
	const share = decision.sessions.length;
	const later = ours.slice(share).map((s) => s.name);
	const going = [...ours.slice(0, share), ...line.filter((s) => strange.has(s.name))];
	return assemble(parts, { ...decision, force: false, sessions: going, later }, seen);
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
	const candidates = judgeCandidates(
		state,
		{ from, reason: "manual" },
		failoverRules(parts.config),
		now,
	).map((c) =>
		leaving.has(c.account) ? { ...c, ok: false, why: "is one of those to be left" } : c,
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
	return assemble(parts, { ...draft, ...rest }, await lookAtPanes(parts, sessions));
}

/** What tmux told just now, and whose pane is not ours. */
interface PanesSeen {
	readonly list: PaneList;
	readonly foreign: readonly Foreign[];
}

async function lookAtPanes(parts: Parts, sessions: readonly Session[]): Promise<PanesSeen> {
	const list = await parts.tmux.listPanes();
	return { list, foreign: await foreignSessions(parts, sessions, list) };
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
	readonly model?: string | null;
}

async function assemble(parts: Parts, wanted: Draft, { list, foreign }: PanesSeen): Promise<Plan> {
	const apart = new Map(foreign.map((f) => [f.session, `${f.why}; ${f.remedy}`]));
	const draft = { ...wanted, sessions: wanted.sessions.filter((s) => !apart.has(s.name)) };
	const { from, to, reason, why, force, candidates, sessions } = draft;
	const { seq, state } = parts.recorder.store.getState();
	const going = new Set(sessions.map((s) => s.name));
	const how = new Map(sessions.map((s) => [s, howItMoves(state, s, draft, parts.clock.now())]));
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
			? [noTarget(state, candidates)]
			: [
					sessionsCanGo(state, draft, to, [...left, ...elsewhere]),
					panesAreOurs(foreign, draft.named ?? [], sessions.length),
					tmuxAnswers(list),
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
		...(draft.model != null && { model: draft.model }),
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

/** What a person can do about it comes first: an account in trouble names its remedy. */
function noTarget(state: State, candidates: readonly Candidate[]): Precondition {
	const [settle] = candidates.flatMap((c) => state.accounts[c.account]?.trouble?.remedy ?? []);
	const reasons = candidates.map((c) => `${c.account} ${c.why}`).join("; ");
	return {
		name: "target account",
		ok: false,
		detail: reasons || "there is no other account",
		remedy:
			settle ??
			"wait for a reset, let one be used with `claude-failover accounts enable NAME`, or add one",
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
