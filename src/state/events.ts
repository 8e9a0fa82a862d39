import type {
	AccountKind,
	AccountTrouble,
	Checkpoint,
	Grounds,
	Incarnation,
	MoveOutcome,
	MovePolicy,
	MoveReadiness,
	MoveStep,
	Policy,
	Proposal,
	ReadingSource,
	SessionKind,
	SessionState,
	SwitchOutcome,
	SwitchReason,
	TaskChoices,
	TaskPriority,
	Want,
	Withheld,
} from "./model.ts";
import type { TidyKind } from "./tidying.ts";

/** Facts about the engine itself. */
export type EngineEvent =
	| {
			readonly type: "engine.started";
			readonly pid: number;
			readonly version: string;
			readonly epoch: number;
			readonly demo: boolean;
			readonly policy: Policy;
	  }
	| { readonly type: "engine.stopped"; readonly why: string }
	/** The machine's clock was set by so much, or the machine slept so long. */
	| { readonly type: "clock.jumped"; readonly byMs: number }
	| { readonly type: "loop.failed"; readonly loop: string; readonly error: string }
	| { readonly type: "loop.recovered"; readonly loop: string }
	| { readonly type: "loop.gave-up"; readonly loop: string; readonly error: string }
	| { readonly type: "operator.warned"; readonly what: string; readonly remedy: string };

/** Facts about accounts and their quota. */
export type AccountEvent =
	| {
			readonly type: "account.registered";
			readonly account: string;
			readonly home: string;
			readonly kind: AccountKind;
			readonly priority: number;
			readonly enabled: boolean;
	  }
	| { readonly type: "account.removed"; readonly account: string }
	| { readonly type: "account.identified"; readonly account: string; readonly uuid: string }
	| {
			readonly type: "account.troubled";
			readonly account: string;
			readonly trouble: Omit<AccountTrouble, "since">;
	  }
	| { readonly type: "account.recovered"; readonly account: string }
	| { readonly type: "account.activated"; readonly account: string }
	/** It is about to be asked for its usage: said before, as every attempt counts for the provider. */
	| { readonly type: "account.poll-begun"; readonly account: string; readonly why: string }
	| {
			readonly type: "account.polled";
			readonly account: string;
			readonly outcome: "ok" | "unavailable";
			/** Why there is no answer. */
			readonly why: string | null;
	  }
	| {
			/** The operator's own word, beside the configuration. */
			readonly type: "account.enabled-set";
			readonly account: string;
			readonly to: "enabled" | Withheld;
	  }
	| {
			readonly type: "quota.read";
			readonly account: string;
			readonly source: ReadingSource;
			readonly incarnation: string | null;
			readonly windows: readonly {
				readonly window: string;
				readonly usedRatio: number;
				readonly resetsAt: number | null;
				/** The model family whose use alone it counts, where the source tells one. */
				readonly model?: string | null;
			}[];
			readonly observedAt: number;
			/** The answer that it tells came after this (epoch ms); absent or `null`: not known. */
			readonly answeredSince?: number | null;
	  }
	| {
			/** Messages of an account were found in the transcript of a conversation. */
			readonly type: "messages.counted";
			readonly account: string;
			readonly conversation: string;
			/** When the process that sent them was started (epoch ms). */
			readonly since: number;
			/** Where to read on; `null`: that process has ended, and its transcript is read to the end. */
			readonly offset: number | null;
			/** How many, by the start (epoch ms) of the slot of time. */
			readonly slots: Readonly<Record<string, number>>;
	  }
	| {
			readonly type: "limit.hit";
			readonly account: string;
			readonly window: string;
			readonly resetsAt: number | null;
			readonly session: string;
			readonly incarnation: string;
			readonly observedAt: number;
	  };

/** Facts about sessions. Those of one process life carry its incarnation and are void for another. */
export type SessionEvent =
	| {
			readonly type: "session.registered";
			readonly session: string;
			readonly kind: SessionKind;
			readonly project: string;
			readonly move: MovePolicy;
			readonly keepAlive: boolean;
			readonly pinned?: string | null;
	  }
	| { readonly type: "session.removed"; readonly session: string }
	| {
			readonly type: "session.launched";
			readonly session: string;
			readonly incarnation: Incarnation;
			readonly why: string;
			readonly task: string | null;
			/** Where it works; absent: where it worked before. */
			readonly project?: string;
	  }
	| {
			readonly type: "session.confirmed";
			readonly session: string;
			readonly incarnation: string;
			readonly conversation: string;
			readonly source: string;
	  }
	| {
			readonly type: "session.state-seen";
			readonly session: string;
			readonly incarnation: string;
			readonly state: SessionState;
			readonly note: string | null;
			readonly question?: "owner";
	  }
	| {
			readonly type: "session.bound";
			readonly session: string;
			/** The account that its conversation stays with; `null`: with none any more. */
			readonly account: string | null;
			readonly why: string;
	  }
	| {
			readonly type: "session.context-seen";
			readonly session: string;
			readonly incarnation: string;
			readonly contextUsedRatio: number;
			/** Absent in events of older versions; `null`: its process does not tell. */
			readonly contextTokens?: number | null;
			/** Whether its next request would find its prompt cached. */
			readonly cacheWarm?: boolean | null;
			/** The model's id. */
			readonly model?: string | null;
	  }
	| {
			/** Somebody typed in an attached terminal, or text in its input box came or went. */
			readonly type: "session.attended";
			readonly session: string;
			readonly incarnation: string;
			readonly typedAt: number | null;
			readonly draft: boolean | null;
	  }
	/** We asked its process to end. */
	| {
			readonly type: "session.stopping";
			readonly session: string;
			readonly incarnation: string;
	  }
	/** Its process was seen alive long after we had asked it to end: what ends it now is not our stop. */
	| {
			readonly type: "session.stop-outlived";
			readonly session: string;
			readonly incarnation: string;
	  }
	| {
			readonly type: "session.ended";
			readonly session: string;
			readonly incarnation: string;
			/**
			 * `exit`: the operator's own; `stop`: ours; `death`: neither; `lost`: it went with its tmux server or with the
			 * machine, and does not count for the restart intensity.
			 */
			readonly how: "exit" | "stop" | "death" | "lost";
			readonly note: string | null;
	  }
	| {
			readonly type: "session.tools-ended";
			readonly session: string;
			/** The process life whose tools they were. */
			readonly incarnation: string;
			readonly pids: readonly number[];
	  }
	| {
			readonly type: "session.set-aside";
			readonly session: string;
			readonly state: "parked" | "quarantined" | "stopped" | "unknown";
			readonly note: string;
	  }
	| { readonly type: "session.released"; readonly session: string }
	| {
			readonly type: "turn.started";
			readonly session: string;
			readonly incarnation: string;
			readonly promptId: string | null;
			readonly nonce: string | null;
	  }
	| {
			readonly type: "turn.advanced";
			readonly session: string;
			readonly incarnation: string;
			readonly doing: string;
			readonly toolInFlight: boolean;
	  }
	| {
			readonly type: "turn.ended";
			readonly session: string;
			readonly incarnation: string;
			/** `limit`: cut by a quota limit; `failed`: cut by another API failure. */
			readonly outcome: "done" | "limit" | "failed" | "interrupted";
			readonly cause: string | null;
			readonly backgroundTasks: number;
			/** It failed for a reason outside of what was asked: provider, network, login. Absent: not known. */
			readonly outside?: boolean;
	  };

/** Facts about tasks. */
export type TaskEvent =
	| {
			readonly type: "task.added";
			readonly task: string;
			readonly project: string;
			readonly title: string;
			readonly priority: TaskPriority;
			readonly file: string;
			/** Tasks that come before it, by id; absent: none. */
			readonly dependsOn?: readonly string[];
			readonly choices?: TaskChoices;
			/** The number of the last attempt of an earlier task of this id; absent: none. */
			readonly attempt?: number;
	  }
	| {
			readonly type: "task.claimed";
			readonly task: string;
			readonly file: string;
			readonly attempt: number;
			readonly session: string;
			readonly conversation: string;
			readonly nonce: string;
			/** What its file is known again by; absent in events of older versions. */
			readonly key?: string;
			/** It is to be typed into the conversation that its session has; absent: it begins one. */
			readonly context?: "keep";
	  }
	| {
			/** The line that points at it is about to be typed into that process life: said before, once an attempt. */
			readonly type: "task.typed";
			readonly task: string;
			readonly session: string;
			readonly incarnation: string;
	  }
	| {
			/** The file of a waiting task was written anew. */
			readonly type: "task.edited";
			readonly task: string;
			readonly title: string;
			readonly priority: TaskPriority;
			readonly dependsOn: readonly string[];
			readonly choices?: TaskChoices;
	  }
	| {
			/** A marker that holds it back was put beside its file, or taken away. */
			readonly type: "task.blocked";
			readonly task: string;
			readonly by: string | null;
	  }
	| {
			/** A file in an inbox is not taken. */
			readonly type: "file.refused";
			readonly file: string;
			readonly project: string;
			readonly why: string;
	  }
	/** It is taken now, or it is gone. */
	| { readonly type: "file.settled"; readonly file: string }
	| { readonly type: "task.accepted"; readonly task: string; readonly attempt: number }
	| {
			/** Its conversation cannot be resumed; it goes on in another one. */
			readonly type: "task.carried-over";
			readonly task: string;
			readonly conversation: string;
			readonly why: string;
	  }
	| {
			readonly type: "task.returned";
			readonly task: string;
			readonly file: string;
			readonly why: string;
			/** Its attempt failed. Absent: nothing came of it, and it counts for nothing. */
			readonly failed?: true;
			/** It is not given out again before (epoch ms); absent: at once. */
			readonly notBefore?: number;
			/** A person wants it tried anew: what failed before counts no more. */
			readonly by?: "operator";
			/** It was typed, and surely did not arrive. */
			readonly unheard?: true;
	  }
	| {
			readonly type: "task.ended";
			readonly task: string;
			readonly outcome: "done" | "failed" | "uncertain";
			readonly file: string;
			readonly note: string | null;
	  }
	| { readonly type: "task.removed"; readonly task: string }
	/** Its file was moved into the archive: it ended long ago. */
	| { readonly type: "task.archived"; readonly task: string; readonly file: string }
	/** `project`: the tasks of one project only, by its path; `until`: it goes on by itself then (epoch ms). */
	| {
			readonly type: "dispatch.paused";
			readonly all: boolean;
			readonly project?: string;
			readonly until?: number;
	  }
	| { readonly type: "dispatch.resumed"; readonly project?: string }
	| {
			/** What the tasks wait for that no session is found for; `null`: none waits any more. */
			readonly type: "dispatch.waits";
			readonly why: string | null;
			/** By the model that the tasks choose, `""` for those that choose none. */
			readonly wants?: Readonly<Record<string, Want>>;
	  };

/** Facts about switches. Each is one journal row, committed before its effect begins. */
export type SwitchEvent =
	| {
			readonly type: "switch.begun";
			readonly id: string;
			readonly from: string;
			readonly to: string;
			readonly reason: SwitchReason;
			readonly why: string;
			/** Absent: false. */
			readonly force?: boolean;
			/** The first switch of the failover that it is a part of; absent: itself. */
			readonly failover?: string;
			/** Only sessions of this model family go. */
			readonly model?: string;
			readonly grounds?: Grounds;
			/** The scheduled switch that it carries out. */
			readonly scheduled?: string;
			readonly moves: readonly {
				readonly session: string;
				/** Absent: the account of the switch. */
				readonly from?: string;
				readonly conversation: string | null;
				readonly fromIncarnation: string | null;
			}[];
	  }
	| {
			readonly type: "move.stepped";
			readonly id: string;
			readonly session: string;
			readonly step: MoveStep;
			readonly owed?: boolean;
			readonly checkpoint?: string;
			readonly toIncarnation?: string;
			readonly readiness?: MoveReadiness;
			readonly note?: string;
	  }
	| {
			readonly type: "move.ended";
			readonly id: string;
			readonly session: string;
			readonly outcome: MoveOutcome;
			readonly note: string | null;
	  }
	| { readonly type: "switch.committed"; readonly id: string; readonly proof: string }
	| {
			readonly type: "switch.ended";
			readonly id: string;
			readonly outcome: SwitchOutcome;
			readonly note: string | null;
	  }
	| {
			readonly type: "switch.scheduled";
			readonly id: string;
			/** Epoch ms. */
			readonly at: number;
			readonly to: string | null;
			readonly sessions: readonly string[] | null;
			readonly force: boolean;
	  }
	| {
			readonly type: "switch.unscheduled";
			readonly id: string;
			readonly how: "cancelled" | "refused" | "missed";
			readonly why: string;
	  }
	| { readonly type: "verdict.reached"; readonly why: string; readonly grounds?: Grounds }
	/** With `switch.policy: ask`: a person is to say yes. */
	| ({ readonly type: "switch.proposed" } & Omit<Proposal, "at">)
	| { readonly type: "switch.proposal-withdrawn"; readonly id: string; readonly why: string };

export type CheckpointEvent =
	| { readonly type: "checkpoint.taken"; readonly checkpoint: Checkpoint }
	| { readonly type: "checkpoint.pruned"; readonly ids: readonly string[] };

/** What the janitor did in one pass, of one kind. */
export type JanitorEvent = {
	readonly type: "janitor.tidied";
	readonly what: TidyKind;
	readonly count: number;
	/** What they are called, the first of many. */
	readonly names: readonly string[];
	readonly why: string;
};

/** A fact in the past tense; the only way that state changes. */
export type Event =
	| EngineEvent
	| AccountEvent
	| SessionEvent
	| TaskEvent
	| SwitchEvent
	| CheckpointEvent
	| JanitorEvent;

/** An event as it happened: its place in the order and its time (epoch ms). */
export interface EventRecord {
	readonly seq: number;
	readonly at: number;
	readonly event: Event;
}
