import * as z from "zod";
import type { Snapshot } from "../../../state/client.ts";
import type { State } from "../../../state/model.ts";
import { goesOn, nextReset } from "../../../state/resets.ts";
import { selectQueueCounts } from "../../../state/select.ts";
import { Dispatch } from "../shapes/dispatch.ts";
import { Ready } from "../shapes/ready.ts";
import { Proposal, ScheduledSwitch, SwitchReason } from "../shapes/switch.ts";
import { TaskCounts } from "../shapes/task.ts";
import { list, textOrNull, time } from "../shapes/units.ts";
import { AccountView, accountsView } from "./accounts.ts";
import { dispatchView } from "./dispatch.ts";
import { movedOf } from "./history.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { SessionView, selectSessions } from "./sessions.ts";
import { versioned } from "./versioned.ts";

const EngineView = z.object({
	pid: z.number().nullable(),
	version: z.string().nullable(),
	startedAt: time("When it was started; null: not yet").nullable(),
	demo: z.boolean(),
});

const AccountGlance = AccountView.pick({
	name: true,
	state: true,
	windows: true,
	forecast: true,
	withheld: true,
});

const SessionGlance = SessionView.pick({
	name: true,
	kind: true,
	account: true,
	state: true,
	conversation: true,
	task: true,
	stateSince: true,
	note: true,
	incarnation: true,
}).extend({
	goesOn: Ready.nullable().describe("Where and when it can go on, when it waits for a quota"),
});

/** The switch that is under way, from the row on that begins it. */
export const OpenSwitchView = z
	.object({
		id: z.string(),
		from: z.string(),
		to: z.string(),
		reason: SwitchReason,
		startedAt: time("Its begin"),
		committedAt: time("From then on it cannot be undone; null: it can be").nullable(),
		moved: z.number().describe("Sessions that have arrived"),
		total: z.number().describe("Sessions that are to go"),
	})
	.meta({ id: "OpenSwitch" });
export type OpenSwitchView = z.infer<typeof OpenSwitchView>;

/** What runs, at a glance. */
export const StatusView = versioned({
	seq: z.number().describe("It tells the state after this event"),
	at: time("When it was told: forecasts and waits count from then"),
	engine: EngineView,
	nextReset: Ready.nullable().describe(
		"The account that is ready first, when all are spent; null: one can be used, or nobody knows",
	),
	active: textOrNull("The account that new sessions start on"),
	accounts: list(AccountGlance).describe("Preferred ones first"),
	sessions: list(SessionGlance).describe("By name"),
	queue: TaskCounts,
	dispatch: Dispatch,
	switch: z.object({
		open: OpenSwitchView.nullable(),
		scheduled: ScheduledSwitch.nullable().describe("What waits for its time"),
		proposal: Proposal.nullable().describe("What waits for a person's yes (switch.policy: ask)"),
	}),
}).meta({ id: "Status" });
export type StatusView = z.infer<typeof StatusView>;

/** The whole pool in one object. */
export function statusView(
	{ seq, state }: Pick<Snapshot, "seq" | "state">,
	now: number,
): StatusView {
	const { pid, version, startedAt, demo } = state.engine;
	return {
		schemaVersion: SCHEMA_VERSION,
		...{ seq, at: now },
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
