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
