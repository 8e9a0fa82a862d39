import type { StoreApi } from "zustand/vanilla";
import type { Checkpoints } from "./checkpoint-client.ts";
import type { EventRecord } from "./events.ts";
import type { LoopPass } from "./loop-pass.ts";
import type { Candidate, Grounds, State, SwitchReason, Withheld } from "./model.ts";
import type { Tasks } from "./task-client.ts";
import type { TidyReport } from "./tidying.ts";

export type { Candidate };

/** What the store holds: the state after event `seq`, and the last events, oldest first. */
export interface Snapshot {
	readonly seq: number;
	readonly state: State;
	readonly recent: readonly EventRecord[];
}

/** Whether a session may go along, and how. */
export interface PlannedMove {
	readonly session: string;
	/** The account that it leaves; absent: that of the plan. */
	readonly from?: string;
	/** In words: "at its turn boundary", "now: the limit cut its turn", … */
	readonly how: string;
	readonly continues: boolean;
	readonly canary: boolean;
	/** Its turn is under way and is not waited for. */
	readonly cut?: boolean;
}

export interface Precondition {
	readonly name: string;
	readonly ok: boolean;
	readonly detail: string;
	readonly remedy: string | null;
}

/** What a switch (or a refusal to switch) would do and why. The dialog shows it, the engine runs the same object. */
export interface Plan {
	readonly id: string;
	/** The store's sequence number that the plan was made from. */
	readonly seq: number;
	readonly from: string;
	/** `null` when no account can take over. */
	readonly to: string | null;
	readonly reason: SwitchReason;
	readonly why: string;
	/** Turns are not waited for: they are cut, moved and told to continue. */
	readonly force: boolean;
	/** The first switch of the failover that it goes on with; absent: it begins one. */
	readonly failover?: string;
	/** Only sessions of this model family go; absent: any. */
	readonly model?: string;
	readonly moves: readonly PlannedMove[];
	readonly left: readonly { readonly session: string; readonly why: string }[];
	readonly candidates: readonly Candidate[];
	readonly preconditions: readonly Precondition[];
	/** Every precondition holds and there is a target. */
	readonly runnable: boolean;
	/** For the purpose `run`: how this differs from the plan that was shown, which is the one that was asked for. */
	readonly changed?: string;
}

/** What the engine would do by itself now, and why. */
export interface Explanation {
	readonly at: number;
	/** `hold`: it would switch, but something says not now. */
	readonly kind: "none" | "hold" | "switch";
	readonly why: string;
	/** The account that would be left; `null`: none. */
	readonly from: string | null;
	readonly to: string | null;
	/** Only sessions of this model family would go; `null`: any. */
	readonly model: string | null;
	/** When what holds it lets go by itself (epoch ms); `null`: nobody knows. */
	readonly until: number | null;
	readonly sessions: readonly string[];
	readonly grounds: Grounds;
}

/** The name of who asks at a door of the control plane; absent: this process itself. Nobody replaces the plans of another. */
export type Asker = string;

/** What a person wants to know or to have. */
export interface PlanAsk {
	/** `null`: the engine chooses. */
	readonly to: string | null;
	/** `null`: all that live on the account. */
	readonly sessions: readonly string[] | null;
	/** Cut the turns that are under way instead of waiting for their end. */
	readonly force: boolean;
	readonly purpose?: PlanPurpose;
	readonly asker?: Asker;
}

/**
 * `look` (default): kept only under its id. `show`: a dry run; for ten minutes it is what `run` of the same ask means to the same asker.
 * `run`: gives the plan that was shown, exactly, or says in `changed` why that one no longer holds and forgets it; a
 * new plan when none was shown.
 */
export type PlanPurpose = "look" | "show" | "run";

export type SwitchReply =
	| { readonly kind: "started"; readonly switchId: string; readonly plan?: Plan }
	| { readonly kind: "refused"; readonly why: string; readonly remedy: string };

/** A switch that is to be planned and begun at a time to come. */
export interface ScheduleAsk extends Omit<PlanAsk, "purpose" | "asker"> {
	/** Epoch ms. */
	readonly at: number;
}

export type ScheduleReply =
	| { readonly kind: "scheduled"; readonly id: string; readonly at: number }
	| { readonly kind: "refused"; readonly why: string; readonly remedy: string };

/** `refused`: nothing was done. */
export type ActReply =
	| { readonly kind: "done" }
	| { readonly kind: "refused"; readonly why: string; readonly remedy: string };

export type RestartReply = ActReply;

/** How a session is to be stopped. */
export interface StopAsk {
	/** Also in the middle of a turn or a task, or while somebody is at it. */
	readonly force: boolean;
}

/**
 * `accepted`: it began a turn with the line. `unconfirmed`: the line was typed, or may have been, and nothing showed yet
 * that it arrived. `refused`: nothing was typed.
 */
export type SendReply =
	| { readonly kind: "accepted" }
	| { readonly kind: "unconfirmed"; readonly why: string; readonly remedy: string }
	| Refusal;

/** What a pause is for. */
export interface PauseScope {
	/** The tasks of one project only: its key in ids of tasks, or its absolute path. */
	readonly project?: string;
	/** It ends by itself then (epoch ms). */
	readonly until?: number;
}

export interface Refusal {
	readonly kind: "refused";
	readonly why: string;
	readonly remedy: string;
}

/** What tidies up after the engine. */
export interface Tidier {
	/** What a pass would do now; does nothing. */
	look(): Promise<TidyReport>;
	/** Does a pass now, as it happens by itself every few minutes. */
	tidy(): Promise<TidyReport>;
}

export type Link =
	| { readonly kind: "here" }
	| { readonly kind: "attached"; readonly pid: number }
	| { readonly kind: "lost"; readonly since: number };

/** The one interface that the control room and the command line use, in the engine's process or over the socket. */
export interface EngineClient {
	readonly store: StoreApi<Snapshot>;
	readonly link: StoreApi<Link>;
	/** Decides without doing anything: what would happen by itself now, and why. */
	explain(): Promise<Explanation>;
	/** How each loop of the engine keeps to its period. */
	loops(): Promise<readonly LoopPass[]>;
	/** Plans a switch without doing anything. `to: null` lets the engine choose. */
	planSwitch(ask: PlanAsk): Promise<Plan>;
	/** Runs a plan that `planSwitch` made; refused when what it rests on has changed since. */
	runSwitch(planId: string): Promise<SwitchReply>;
	/** Begins a switch at its time, planned afresh then; refused when one is scheduled already. */
	scheduleSwitch(ask: ScheduleAsk): Promise<ScheduleReply>;
	cancelSwitch(): Promise<ActReply>;
	/** The operator's word on whether an account may be used. */
	setUse(account: string, to: "enabled" | Withheld): Promise<ActReply>;
	/** Gives out no more tasks; with `all` nothing is switched automatically either. */
	pause(all: boolean, scope?: PauseScope): Promise<ActReply>;
	/** Ends the pause of everything, or that of one project: neither ends the other. */
	resume(project?: string): Promise<ActReply>;
	/** Lets a session that is set aside start again, with its own conversation. */
	restart(session: string): Promise<RestartReply>;
	/** Stops a session, after a checkpoint, until it is restarted. */
	stop(session: string, ask: StopAsk): Promise<ActReply>;
	/** Types one line into an idle session and submits it, as its next prompt. */
	send(session: string, line: string): Promise<SendReply>;
	/** Looks at everything now instead of at its time; each look keeps to its own limits and budget. */
	refresh(): Promise<ActReply>;
	readonly checkpoints: Checkpoints;
	readonly janitor: Tidier;
	readonly tasks: Tasks;
	/** Last rows of a session's pane, sanitised plain text; `null` when there is none. */
	preview(session: string, rows: number): Promise<readonly string[] | null>;
	/** How to attach a terminal to a session: program and argument words. */
	attachCommand(session: string): readonly string[] | null;
	close(): Promise<void>;
}
