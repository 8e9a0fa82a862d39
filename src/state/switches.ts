import type { Event } from "./events.ts";
import type { Account, Move, Proposal, ScheduledSwitch, State, Switch } from "./model.ts";
import { nearWindows } from "./select.ts";

/** Ended switches kept in state; older ones are in the event log. */
const HISTORY_KEPT = 50;

/** Those that keep what they rested on. */
const GROUNDS_KEPT = 20;

/** Applies a switch event. Events of a switch that is not the open one are void. */
export function reduceSwitches(state: State, event: Event, at: number): State {
	switch (event.type) {
		case "switch.begun":
			return begin(state, event, at);
		case "move.stepped":
			return ofOpen(state, event.id, (s) => ({
				...s,
				moves: s.moves.map((m) =>
					m.session === event.session
						? step(asItIs(state, m, event), event, s.committedAt === null, at)
						: m,
				),
			}));
		case "move.ended":
			return ofOpen(state, event.id, (s) => ({
				...s,
				moves: s.moves.map((m) =>
					m.session === event.session
						? { ...m, outcome: event.outcome, note: event.note, endedAt: at }
						: m,
				),
			}));
		case "switch.committed":
			return commit(state, event.id, at);
		case "switch.ended":
			return endSwitch(state, event, at);
		case "switch.scheduled":
			return { ...state, scheduled: scheduledBy(event, at) };
		case "switch.unscheduled":
			return state.scheduled?.id === event.id ? { ...state, scheduled: null } : state;
		case "verdict.reached":
			return { ...state, verdict: { ...verdictOf(event), at } };
		case "switch.proposed":
			return { ...state, proposal: proposalOf(event, at) };
		case "switch.proposal-withdrawn":
			return state.proposal?.id === event.id ? { ...state, proposal: null } : state;
		default:
			return state;
	}
}

function verdictOf({ why, grounds }: Extract<Event, { type: "verdict.reached" }>) {
	return { why, ...(grounds !== undefined && { grounds }) };
}

function proposalOf(event: Extract<Event, { type: "switch.proposed" }>, at: number): Proposal {
	const { type: _type, ...proposal } = event;
	return { ...proposal, at };
}

function scheduledBy(
	event: Extract<Event, { type: "switch.scheduled" }>,
	at: number,
): ScheduledSwitch {
	const { type: _type, ...ask } = event;
	return { ...ask, scheduledAt: at };
}

function begin(state: State, event: Extract<Event, { type: "switch.begun" }>, at: number): State {
	const { id, from, to, reason, why } = event;
	const moves = event.moves.map(
		(m): Move => ({
			...m,
			canary: false,
			step: "pending",
			outcome: null,
			note: null,
			toIncarnation: null,
			owed: false,
			checkpoint: null,
			startedAt: null,
			endedAt: null,
		}),
	);
	const openSwitch: Switch = {
		id,
		from,
		to,
		reason,
		why,
		force: event.force ?? false,
		...(event.failover !== undefined && { failover: event.failover }),
		...(event.model !== undefined && { model: event.model }),
		...(event.grounds !== undefined && { grounds: event.grounds }),
		begunAt: at,
		committedAt: null,
		endedAt: null,
		outcome: null,
		note: null,
		moves,
	};
	const waiting = state.scheduled ?? null;
	const scheduled = waiting?.id === event.scheduled ? null : waiting;
	// What goes on with a failover does not begin another stay.
	const lastSwitchAt = event.failover === undefined ? at : state.lastSwitchAt;
	// Whatever was proposed: another look is due when this one has ended.
	return { ...state, openSwitch, scheduled, lastSwitchAt, proposal: null };
}

function ofOpen(state: State, id: string, by: (open: Switch) => Switch): State {
	if (state.openSwitch?.id !== id) return state;
	return { ...state, openSwitch: by(state.openSwitch) };
}

/** What a return needs is what its stop will meet: while it was waited for it may have been given another conversation. */
function asItIs(
	{ sessions }: State,
	move: Move,
	{ step: next }: Extract<Event, { type: "move.stepped" }>,
): Move {
	const session = sessions[move.session];
	const life = session?.incarnation ?? null;
	if (next !== "checkpointed" || session === undefined || life === null) return move;
	return { ...move, conversation: session.conversation, fromIncarnation: life.id };
}

/** The session that moves before the point of no return is the canary. */
function step(
	move: Move,
	event: Extract<Event, { type: "move.stepped" }>,
	beforeCommit: boolean,
	at: number,
): Move {
	return {
		...move,
		canary: move.canary || (beforeCommit && event.step === "checkpointed"),
		step: event.step,
		note: event.note ?? move.note,
		owed: event.owed ?? move.owed,
		readiness: event.readiness ?? move.readiness ?? null,
		checkpoint: event.checkpoint ?? move.checkpoint,
		toIncarnation: event.toIncarnation ?? move.toIncarnation,
		startedAt: move.startedAt ?? at,
	};
}

function commit(state: State, id: string, at: number): State {
	const next = ofOpen(state, id, (s) => ({ ...s, committedAt: at }));
	if (next === state || next.openSwitch === null) return state;
	const { from, to, moves, model } = next.openSwitch;
	// The others stay, and new ones start where they did.
	if (model !== undefined) return next;
	const accounts = { ...next.accounts };
	for (const name of new Set([from, ...moves.map((m) => m.from ?? from)])) {
		const left = accounts[name];
		if (left !== undefined)
			accounts[name] = { ...left, leftAt: at, leftUntil: resetOf(next, left, at) };
	}
	return { ...next, accounts, active: to };
}

/** When the windows that an account is left for are reset, the latest; `null` when it is left for none. */
function resetOf(state: State, account: Account, at: number): number | null {
	const resets = nearWindows(account, state.policy, at).map((w) => w.resetsAt ?? at);
	return resets.length === 0 ? null : Math.max(...resets);
}

function endSwitch(
	state: State,
	event: Extract<Event, { type: "switch.ended" }>,
	at: number,
): State {
	if (state.openSwitch?.id !== event.id) return state;
	const ended = { ...state.openSwitch, endedAt: at, outcome: event.outcome, note: event.note };
	const switches = [ended, ...state.switches].slice(0, HISTORY_KEPT).map(withoutOldGrounds);
	return { ...state, openSwitch: null, switches };
}

function withoutOldGrounds(ended: Switch, nth: number): Switch {
	if (nth < GROUNDS_KEPT || ended.grounds === undefined) return ended;
	const { grounds: _old, ...rest } = ended;
	return rest;
}
