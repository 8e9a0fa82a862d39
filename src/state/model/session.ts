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
	/** What it was given last: by its launch, or by a line that was typed. */
	readonly carries: "nothing" | "continue" | "task";
	/** When a task was typed into it that is not known to be accepted; absent or `null`: none was. */
	readonly typedAt?: number | null;
	/** When its first prompt was accepted; absent or `null`: not yet. */
	readonly promptedAt?: number | null;
	/** When we asked it to end; absent or `null`: we did not, or it did not heed it. */
	readonly stoppingAt?: number | null;
	/** At whose word it was asked to end, if it is to stay stopped; absent: the engine's own stop, or none. */
	readonly stoppedBy?: "operator";
	/** Its own SessionStart hook was seen, with the conversation that was asked for. */
	readonly confirmedAt: number | null;
	/** The switch that was leaving its account when it was recorded as started, too late to be one of its moves. */
	readonly missed?: string;
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
	/** A person let it start again: one of the operator's own is started although nothing else asks for it. Absent: no. */
	readonly recalled?: boolean;
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
	/** The model that the task which began its conversation chose; absent or `null`: none was chosen. */
	readonly chosenModel?: string | null;
	readonly turnsDone: number;
	/** Turns in a row that an API failure other than a limit ended. */
	readonly failedTurns: number;
	/** How many of them failed for reasons outside of what was asked: provider, network, login. Absent: none. */
	readonly failedOutside?: number;
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
