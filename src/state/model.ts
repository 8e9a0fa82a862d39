/**
 * The words of the product as types. Everything here is readonly data; only `reduce` makes new state.
 * Times are epoch milliseconds, ratios are 0..1, `null` means "not known".
 */

export type AccountKind = "login" | "oauth_token" | "api_key" | "bedrock" | "vertex";

export type AccountState =
	| "ok"
	| "near"
	| "spent"
	| "login-needed"
	| "disabled"
	| "quarantined"
	| "unmetered"
	| "unknown";

/** Where a reading came from, best first. */
export type ReadingSource =
	| "limit-event"
	/** Both come with an answer of the provider. */
	| "statusline"
	| "rate-limit-event"
	| "usage-poll"
	| "local-count";

/** One accepted reading of a window: how much was used (ratio) at `at`, and how many turns its account had finished. */
export interface TracePoint {
	readonly at: number;
	readonly usedRatio: number;
	readonly turns: number;
}

/** How fast a window was used up before its present trace: ratio an hour of work, and the variance of that an hour. */
export interface PriorPace {
	readonly ratePerHour: number;
	readonly variancePerHour: number;
}

/** One quota window of an account as last read. `five_hour`, `seven_day`, … is an open list. */
export interface QuotaWindow {
	readonly window: string;
	readonly usedRatio: number;
	readonly resetsAt: number | null;
	readonly source: ReadingSource;
	readonly observedAt: number;
	/** The process life that produced the reading; `null` when no session did (a usage poll). */
	readonly incarnation: string | null;
	/** Proven spent by a limit event. Holds until `resetsAt`, or until fresher evidence says otherwise. */
	readonly spent: boolean;
	/** The model family whose use alone it counts, where its source told one; else its name tells (`windows.ts`). */
	readonly model?: string | null;
	/** The readings of its present period, oldest first, thinned (`trace.ts`). Absent: none yet. */
	readonly trace?: readonly TracePoint[];
	/** How fast it was used before the trace begins. Absent: not known. */
	readonly prior?: PriorPace;
}

/** Why an account cannot be used although it has quota. */
export interface AccountTrouble {
	readonly cause: "login-needed" | "org-disabled" | "quarantined" | "home-missing" | "links";
	readonly what: string;
	readonly remedy: string;
	readonly since: number;
}

/** `disabled`: not for new work. `drained`: its sessions are moved off as well. */
export type Withheld = "disabled" | "drained";

export interface Account {
	readonly name: string;
	readonly home: string;
	readonly kind: AccountKind;
	/** Lower is preferred. */
	readonly priority: number;
	readonly enabled: boolean;
	/** Identity pinned at first sight; `null` for token and key accounts, or not seen yet. */
	readonly uuid: string | null;
	readonly windows: Readonly<Record<string, QuotaWindow>>;
	readonly trouble: AccountTrouble | null;
	/** What the operator said of its use while the engine ran; absent or `null`: used as configured. */
	readonly withheld?: Withheld | null;
	/** When a switch last left this account. */
	readonly leftAt: number | null;
	/** When the windows that it was left for are to be reset, the latest; absent or `null`: it was left for none. */
	readonly leftUntil?: number | null;
	/** When one of its turns last got a good answer. */
	readonly answeredAt: number | null;
	/** When it last told its quota, and to which process life (`null`: to a poll). */
	readonly told: { readonly at: number; readonly incarnation: string | null } | null;
	/** When it was asked for its usage, the last time and those within an hour before it. Absent: never. */
	readonly polls?: readonly number[];
	/** Its messages of the last week by the start (epoch ms) of the slot they were sent in. Absent: none were counted. */
	readonly messages?: Readonly<Record<string, number>>;
	/** How often in a row it was asked in vain. Absent: never. */
	readonly pollsFailed?: number;
	/** How many turns of sessions that live on it have ended. Absent: none that was counted. */
	readonly turns?: number;
	/** How fast windows were used whose readings a jump of the clock made void, by window. */
	readonly paces?: Readonly<Record<string, PriorPace>>;
}

/** How far the transcript of a conversation was read for messages. */
export interface TranscriptPlace {
	/** The account whose process writes it. */
	readonly account: string;
	/** When that process was started (epoch ms): what is older is not its own. */
	readonly since: number;
	/** The next byte to read. */
	readonly offset: number;
}

export type SessionKind = "dedicated" | "autonomous" | "observed";

export type SessionState =
	| "starting"
	| "idle"
	| "working"
	| "waiting"
	| "draining"
	| "limited"
	| "parked"
	| "stalled"
	| "stopped"
	| "quarantined"
	| "unknown";

/** One process life of a session. Records about a session are keyed by its `id`. */
export interface Incarnation {
	readonly id: string;
	readonly account: string;
	readonly pane: string;
	readonly pid: number;
	/** Start time of the process as the system tells it; with the pid it names one process for ever. */
	readonly startTime: string;
	readonly epoch: number;
	readonly launchedAt: number;
	/** The conversation that the launch asked for. */
	readonly conversation: string;
	readonly resumed: boolean;
	/** The prompt that the launch itself carries. */
	readonly carries: "nothing" | "continue" | "task";
	/** When its first prompt was accepted; absent or `null`: not yet. */
	readonly promptedAt?: number | null;
	/** When we asked it to end; absent or `null`: we did not, or it did not heed it. */
	readonly stoppingAt?: number | null;
	/** Its own SessionStart hook was seen, with the conversation that was asked for. */
	readonly confirmedAt: number | null;
	/** The conversation that it made as a copy of the one that was asked for; absent: none. */
	readonly copy?: string;
}

/** One submitted prompt that has no final answer yet. */
export interface Turn {
	readonly startedAt: number;
	readonly promptId: string | null;
	readonly nonce: string | null;
	/** Last sign of life: a hook of this turn. */
	readonly activeAt: number;
	/** A tool is running: that is activity, however long it takes. */
	readonly toolInFlight: boolean;
}

/** Why a conversation is owed a continuation. */
export interface Owed {
	readonly since: number;
	/** `limit`: the quota; `failure`: another API failure; `stop`: our own stop; `death`: the process ended. */
	readonly cause: "limit" | "failure" | "stop" | "death";
}

export type MovePolicy = "auto" | "ask" | "never";

export interface Session {
	readonly name: string;
	readonly kind: SessionKind;
	readonly project: string;
	readonly move: MovePolicy;
	readonly keepAlive: boolean;
	/** The one account it may live on; absent or `null`: any. */
	readonly pinned?: string | null;
	readonly state: SessionState;
	readonly stateSince: number;
	/** What it waits for when `state` is `waiting`, or why it is quarantined or stopped. */
	readonly note: string | null;
	readonly account: string | null;
	readonly conversation: string | null;
	/**
	 * What its process asks before anything else: `owner`, whether the conversation of another account is to be
	 * copied. Absent or `null`: nothing that we know.
	 */
	readonly question?: "owner" | null;
	/** The account that its conversation stays with, as another account may not go on with it. Absent or `null`: none. */
	readonly bound?: { readonly account: string; readonly why: string } | null;
	/** The conversation has at least one accepted prompt, so that there is something to resume. */
	readonly conversationStarted: boolean;
	readonly incarnation: Incarnation | null;
	readonly task: string | null;
	readonly turn: Turn | null;
	/** A turn of this conversation was cut and has no answer yet; holds until a prompt is accepted. */
	readonly owed: Owed | null;
	/** The last thing it was seen doing, in words. */
	readonly doing: string | null;
	readonly contextUsedRatio: number | null;
	/** Tokens of input that its last request had; absent or `null`: not known. */
	readonly contextTokens?: number | null;
	/** Its next request would find its prompt cached; absent or `null`: not known. */
	readonly cacheWarm?: boolean | null;
	/** Id of the model that it was last seen with; absent or `null`: not known. */
	readonly model?: string | null;
	readonly turnsDone: number;
	/** Turns in a row that an API failure other than a limit ended. */
	readonly failedTurns: number;
	/** Times of recent unplanned ends, for the restart intensity. */
	readonly deaths: readonly number[];
	/** When somebody last typed in a terminal that is attached to it; absent or `null`: nobody that we know of. */
	readonly attendedAt?: number | null;
	/** There is text in its input box; absent or `null`: not known. Only a hint: it delays a move, no more. */
	readonly draft?: boolean | null;
	/** How often in a row a process ended before it had resumed the conversation. Absent: never. */
	readonly resumesFailed?: number;
	/** The process life that died while a tool of its ran: what that tool started may still run. Absent or `null`: none. */
	readonly orphanOf?: string | null;
}

export type TaskPriority = "critical" | "high" | "normal" | "low";
export type TaskState = "waiting" | "running" | "done" | "failed" | "uncertain";

export interface Task {
	readonly id: string;
	readonly project: string;
	readonly title: string;
	readonly priority: TaskPriority;
	/** Where the file lies now. */
	readonly file: string;
	readonly state: TaskState;
	readonly attempt: number;
	readonly session: string | null;
	readonly conversation: string | null;
	/** Marks the prompt of this attempt in transcripts: `ccl:<task>:<attempt>`. */
	readonly nonce: string | null;
	readonly addedAt: number;
	readonly startedAt: number | null;
	/** Its prompt was seen to arrive. */
	readonly acceptedAt: number | null;
	/** The turn of its prompt ended with an answer. */
	readonly answeredAt: number | null;
	readonly endedAt: number | null;
	/** What it waits for, or why it failed. */
	readonly note: string | null;
}

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
}

export interface Dispatch {
	readonly paused: boolean;
	/** Automatic switching is paused as well. */
	readonly all: boolean;
	readonly since: number | null;
	/** What the tasks wait for that no session is found for; absent or `null`: none waits. */
	readonly waitsFor?: string | null;
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
	readonly tasks: Readonly<Record<string, Task>>;
	readonly openSwitch: Switch | null;
	/** The switch that waits for its time; absent or `null`: none. */
	readonly scheduled?: ScheduledSwitch | null;
	readonly switches: readonly Switch[];
	readonly checkpoints: readonly Checkpoint[];
	/** By conversation: those that are read for messages, while their processes live. Absent: none. */
	readonly transcripts?: Readonly<Record<string, TranscriptPlace>>;
	readonly dispatch: Dispatch;
	readonly loops: Readonly<Record<string, LoopHealth>>;
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
	tasks: {},
	openSwitch: null,
	switches: [],
	checkpoints: [],
	dispatch: { paused: false, all: false, since: null },
	loops: {},
	verdict: null,
};
