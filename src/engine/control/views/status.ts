import type {
	Proposal,
	ScheduledSwitch,
	Session,
	State,
	Switch,
	TaskState,
} from "../../../state/model.ts";
import { goesOn, nextReset, type Ready } from "../../../state/resets.ts";
import { selectQueueCounts } from "../../../state/select.ts";
import { type AccountView, accountsView } from "./accounts.ts";
import { type DispatchView, dispatchView } from "./dispatch.ts";
import { movedOf } from "./history.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";
import { selectSessions } from "./sessions.ts";

/** What runs, at a glance. Times are epoch milliseconds, ratios are 0..1. */
export interface StatusView extends Versioned {
	readonly engine: {
		readonly pid: number | null;
		readonly version: string | null;
		readonly startedAt: number | null;
		readonly demo: boolean;
	};
	/** The account that is ready first, when every one is spent; `null`: one can be used, or nobody knows. */
	readonly nextReset: Ready | null;
	/** The account that new sessions start on. */
	readonly active: string | null;
	readonly accounts: readonly Pick<
		AccountView,
		"name" | "state" | "windows" | "forecast" | "withheld"
	>[];
	readonly sessions: readonly (Pick<
		Session,
		"name" | "kind" | "account" | "state" | "conversation" | "task" | "stateSince" | "note"
	> & {
		/** `null`: it has no process. */
		readonly incarnation: string | null;
		/** Where and when it can go on, when it waits for a quota. */
		readonly goesOn: Ready | null;
	})[];
	readonly queue: Readonly<Record<TaskState, number>>;
	readonly dispatch: DispatchView;
	/** `scheduled`: the one that waits for its time. */
	readonly switch: {
		readonly open: OpenSwitchView | null;
		readonly scheduled: ScheduledSwitch | null;
		/** What waits for a person's yes (`switch.policy: ask`). */
		readonly proposal: Proposal | null;
	};
}

/** The switch that is under way, from the row on that begins it. */
export interface OpenSwitchView {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly reason: Switch["reason"];
	readonly startedAt: number;
	/** `null`: it can still be undone. */
	readonly committedAt: number | null;
	readonly moved: number;
	readonly total: number;
}

/** The whole pool in one object. */
export function statusView(state: State, now: number): StatusView {
	const { pid, version, startedAt, demo } = state.engine;
	return {
		schemaVersion: SCHEMA_VERSION,
		engine: { pid, version, startedAt, demo },
		nextReset: nextReset(state, now),
		active: state.active,
		accounts: accountsView(state, now).accounts.map((account) => ({
			name: account.name,
			state: account.state,
			windows: account.windows,
			forecast: account.forecast,
			withheld: account.withheld,
		})),
		sessions: selectSessions(state).map((session) => ({
			name: session.name,
			kind: session.kind,
			account: session.account,
			state: session.state,
			conversation: session.conversation,
			task: session.task,
			stateSince: session.stateSince,
			note: session.note,
			incarnation: session.incarnation?.id ?? null,
			goesOn: goesOn(state, session, now),
		})),
		queue: selectQueueCounts(state),
		dispatch: dispatchView(state),
		switch: {
			open: openSwitchView(state),
			scheduled: state.scheduled ?? null,
			proposal: state.proposal ?? null,
		},
	};
}

function openSwitchView(state: State): OpenSwitchView | null {
	const open = state.openSwitch;
	if (open === null) return null;
	const { id, from, to, reason, begunAt: startedAt, committedAt, moves } = open;
	const done = { moved: movedOf(open), total: moves.length };
	return { id, from, to, reason, startedAt, committedAt, ...done };
}
