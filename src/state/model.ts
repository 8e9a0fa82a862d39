/**
 * The words of the product as types. Everything here is readonly data; only `reduce` makes new state.
 * Times are epoch milliseconds, ratios are 0..1, `null` means "not known".
 */
import type { Account, TranscriptPlace } from "./model/account.ts";
import type { Session } from "./model/session.ts";
import type { Grounds, Proposal, ScheduledSwitch, Switch } from "./model/switch.ts";
import type { OnItsWay, RefusedFile } from "./model/task.ts";
import { type TaskTable, taskTable } from "./task-table.ts";

export type * from "./model/account.ts";
export type * from "./model/session.ts";
export type * from "./model/switch.ts";
export type * from "./model/task.ts";

export interface Checkpoint {
	readonly id: string;
	readonly session: string;
	readonly takenAt: number;
	readonly why: string;
	readonly account: string | null;
	readonly conversation: string | null;
	readonly task: string | null;
	readonly gitHead: string | null;
	readonly transcriptBytes: number | null;
	readonly file: string;
	/** Of the whole file, in hex; absent for those that older versions took. */
	readonly sha256?: string;
}

/** Health of one loop. */
export interface LoopHealth {
	readonly name: string;
	readonly failures: number;
	readonly lastError: string | null;
	readonly lastChangeAt: number;
	readonly gaveUp: boolean;
}

export interface Engine {
	readonly pid: number | null;
	readonly version: string | null;
	readonly epoch: number;
	readonly startedAt: number | null;
	readonly stoppedAt: number | null;
	readonly demo: boolean;
}

/** The part of the configuration that decides how state is shown and judged. */
export interface Policy {
	readonly threshold5h: number;
	readonly thresholdWeek: number;
	readonly switchPolicy: "auto" | "ask" | "off";
	/** Failed turns in a row that are gone on with; absent: 0. */
	readonly retries?: number;
	/** Where sessions are put; absent: `active-standby`. */
	readonly strategy?: "active-standby" | "spread";
	/** What tasks are given out by; absent: an older version wrote it, and nothing is held to anything. */
	readonly dispatch?: DispatchPolicy;
}

/** The part of the configuration that decides in which order tasks are given out, and what some of them wait for. */
export interface DispatchPolicy {
	/** By path. Those with a lower `priority` are served first; `maxRunning` 0: no limit. */
	readonly projects: Readonly<
		Record<string, { readonly priority: number; readonly maxRunning: number }>
	>;
	/** Models that a task may choose. */
	readonly models: readonly string[];
	/** What the autonomous sessions offer. */
	readonly capabilities: readonly string[];
	/** Names of all that the pool may have; absent: as they come. */
	readonly sessions?: readonly string[];
}

/** Tasks of one project are not given out. */
export interface ProjectPause {
	readonly since: number;
	/** It goes on by itself then (epoch ms); `null`: when somebody says so. */
	readonly until: number | null;
}

export interface Dispatch {
	readonly paused: boolean;
	/** Automatic switching is paused as well. */
	readonly all: boolean;
	readonly since: number | null;
	/** It goes on by itself then (epoch ms); absent or `null`: when somebody says so. */
	readonly until?: number | null;
	/** Projects whose tasks are not given out, by path; absent: none. */
	readonly projects?: Readonly<Record<string, ProjectPause>>;
	/** What the tasks wait for that no session is found for; absent or `null`: none waits. */
	readonly waitsFor?: string | null;
	/** The same by the model that the tasks choose, `""` for those that choose none; absent: an older version wrote it. */
	readonly wants?: Readonly<Record<string, Want>>;
}

/** What tasks wait for that nothing but a session is missing for. */
export interface Want {
	readonly kind: "no-session" | "quota";
	readonly why: string;
}

export interface State {
	readonly engine: Engine;
	readonly policy: Policy;
	readonly accounts: Readonly<Record<string, Account>>;
	/** The account that new sessions start on; under `spread` the one with most headroom at the last look. */
	readonly active: string | null;
	/** When `active` last changed by a switch; dwell time and cool-down count from the attempt. */
	readonly lastSwitchAt: number | null;
	readonly sessions: Readonly<Record<string, Session>>;
	readonly tasks: TaskTable;
	/** Running tasks whose files are on their way back into the inbox, by task; absent: none. */
	readonly returning?: Readonly<Record<string, OnItsWay>>;
	/** What lies in the inboxes and is not taken, by path; absent: nothing. */
	readonly refusedFiles?: Readonly<Record<string, RefusedFile>>;
	readonly openSwitch: Switch | null;
	/** The switch that waits for its time; absent or `null`: none. */
	readonly scheduled?: ScheduledSwitch | null;
	readonly switches: readonly Switch[];
	readonly checkpoints: readonly Checkpoint[];
	/** By conversation: those that are read for messages, while their processes live. Absent: none. */
	readonly transcripts?: Readonly<Record<string, TranscriptPlace>>;
	readonly dispatch: Dispatch;
	readonly loops: Readonly<Record<string, LoopHealth>>;
	/** When the clock was last found far ahead of all that is known of the time; absent: never. */
	readonly clockDoubtedAt?: number;
	/** Why the last look at quotas led to a switch or to none. */
	readonly verdict: {
		readonly why: string;
		readonly at: number;
		readonly grounds?: Grounds;
	} | null;
	/** With `switch.policy: ask`, what waits for a person; absent or `null`: nothing. */
	readonly proposal?: Proposal | null;
}

/** State before the first event. */
export const initialState: State = {
	engine: { pid: null, version: null, epoch: 0, startedAt: null, stoppedAt: null, demo: false },
	policy: { threshold5h: 0.9, thresholdWeek: 0.95, switchPolicy: "auto" },
	accounts: {},
	active: null,
	lastSwitchAt: null,
	sessions: {},
	tasks: taskTable(),
	openSwitch: null,
	switches: [],
	checkpoints: [],
	dispatch: { paused: false, all: false, since: null },
	loops: {},
	verdict: null,
};
