import type { AccountState, QuotaWindow } from "./account.ts";

export type SwitchReason = "threshold" | "limit" | "drain" | "manual" | "failback";
export type SwitchOutcome = "done" | "partial" | "rolled-back" | "failed";

export type MoveStep =
	| "pending"
	| "draining"
	| "checkpointed"
	| "stopped"
	| "launched"
	| "verified";

export type MoveOutcome = "moved" | "timed-out" | "left" | "returned" | "parked" | "failed";

/**
 * How a session was ready to be stopped. `boundary`: between two turns; `limit`: the quota had cut its turn;
 * `question`: it waited for a person; `forced`: its turn was cut by the move; `not-running`: there was no process.
 */
export type MoveReadiness = "boundary" | "limit" | "question" | "forced" | "not-running";

/** Whether an account can take over, and why. */
export interface Candidate {
	readonly account: string;
	readonly ok: boolean;
	readonly why: string;
	/** When the reason against it may end by itself (epoch ms); absent or `null`: nobody knows. */
	readonly until?: number | null;
}

/** What was known of an account when a decision was made. */
export interface GroundsOfAccount {
	readonly account: string;
	readonly state: AccountState;
	readonly windows: readonly (Pick<
		QuotaWindow,
		"window" | "usedRatio" | "resetsAt" | "source" | "spent"
	> & {
		/** How old the reading was (ms). */
		readonly ageMs: number;
		/** Its reset had passed, and nothing newer was known. */
		readonly past: boolean;
	})[];
}

/** What a decision to switch, or not to, rested on. */
export interface Grounds {
	readonly accounts: readonly GroundsOfAccount[];
	readonly candidates: readonly Candidate[];
	/** What would have led to another answer, in words. */
	readonly wouldChange: readonly string[];
}

/** A switch that waits for a person's yes. */
export interface Proposal {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly reason: SwitchReason;
	readonly why: string;
	/** Only sessions of this model family would go; absent: any. */
	readonly model?: string;
	readonly sessions: readonly string[];
	readonly at: number;
}

/** What became of one session in a switch. */
export interface Move {
	readonly session: string;
	/** The account that it leaves; absent: that of the switch. */
	readonly from?: string;
	readonly canary: boolean;
	readonly step: MoveStep;
	readonly outcome: MoveOutcome | null;
	readonly note: string | null;
	/** Conversation and process life before the move: what a return needs. */
	readonly conversation: string | null;
	readonly fromIncarnation: string | null;
	readonly toIncarnation: string | null;
	/** The turn was cut, so the relaunch carries a continue prompt. */
	readonly owed: boolean;
	/** Absent or `null`: it was not stopped, or not yet. */
	readonly readiness?: MoveReadiness | null;
	readonly checkpoint: string | null;
	readonly startedAt: number | null;
	readonly endedAt: number | null;
}

export interface Switch {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly reason: SwitchReason;
	readonly why: string;
	/** Turns are not waited for: they are cut, moved and told to continue. */
	readonly force: boolean;
	/** The first switch of the failover that it is a part of; absent: itself. */
	readonly failover?: string;
	/** Only sessions of this model family go: the account is left by nobody else. Absent: of any. */
	readonly model?: string;
	readonly begunAt: number;
	readonly committedAt: number | null;
	readonly endedAt: number | null;
	readonly outcome: SwitchOutcome | null;
	readonly note: string | null;
	readonly moves: readonly Move[];
	/** Absent: an older version began it. */
	readonly grounds?: Grounds;
}

/** A switch that the operator put off to a time of day. */
export interface ScheduledSwitch {
	readonly id: string;
	readonly at: number;
	/** `null`: the engine chooses when the time has come. */
	readonly to: string | null;
	/** `null`: all that live on the account that is left then. */
	readonly sessions: readonly string[] | null;
	readonly force: boolean;
	readonly scheduledAt: number;
}
