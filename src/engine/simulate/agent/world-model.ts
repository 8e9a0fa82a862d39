/** The quota windows that the simulated server keeps for an account, and those of single models among them. */
export type WindowName = "five_hour" | "seven_day" | ModelWindowName;
export type ModelWindowName = "seven_day_opus" | "seven_day_sonnet";

/** One quota window: it holds `limitUnits`, ends at `resetsAt` and then every `lengthMs`. */
export interface WindowLimit {
	readonly limitUnits: number;
	readonly resetsAt: number;
	readonly lengthMs: number;
}

/** HTTP statuses that the simulated server can be told to answer. Plain 429 is no quota limit. */
export type FailureStatus = 401 | 403 | 429 | 500 | 529;

/** `accounts/<key>.json`: what the simulated server knows about one account. */
export interface WorldAccount {
	readonly key: string;
	readonly email: string;
	readonly organizationUuid: string;
	readonly organizationName: string;
	readonly windows: Partial<Record<WindowName, WindowLimit>>;
	/** Every request is answered with this status until it is set back to null. */
	readonly failure: FailureStatus | null;
	/** The login is no longer accepted; the agent says so as for a refused token refresh. */
	readonly loggedOut: boolean;
	/** The usage endpoint (`-p "/usage"`) answers 429. */
	readonly usagePollFails: boolean;
}

/** What a prompt without directives makes the model do. */
export interface DefaultTurn {
	readonly steps: number;
	readonly stepMs: number;
	readonly unitsPerStep: number;
	/** How long the final answer takes. */
	readonly answerMs: number;
}

/** `world.json`: what is the same for all accounts. Read again at the start of each turn. */
export interface WorldConfig {
	/** Divides the waits of the genuine program: retries, auto-continue, notifications. */
	readonly speed: number;
	readonly defaultTurn: DefaultTurn;
	/** The server's flag for the "belongs to another account" dialog. */
	readonly ticklishMoon: boolean;
	/** How long after the StopFailure hook the limit line reaches the transcript. */
	readonly limitLineDelayMs: number;
	/** Period of the spinner of a working agent; 0 draws it once. */
	readonly spinnerMs: number;
	/** CPU time that a start burns before it says anything; the genuine program takes about 1700 ms. */
	readonly startCpuMs: number;
}

/** How full one window is at this moment. */
export interface WindowUsage {
	readonly usedUnits: number;
	readonly limitUnits: number;
	/** 0–1, never above 1. */
	readonly ratio: number;
	/** Epoch milliseconds. */
	readonly resetsAt: number;
}

export type AccountUsage = Partial<Record<WindowName, WindowUsage>>;

/** Windows that count all use. Only they are told with an answer (seen on 2.1.330). */
export const WINDOW_NAMES: readonly WindowName[] = ["five_hour", "seven_day"];

export const MODEL_WINDOW_NAMES: readonly ModelWindowName[] = [
	"seven_day_opus",
	"seven_day_sonnet",
];

/** The windows that count the use of a model (by its id); one of that model alone comes last. */
export function windowsOf(model: string): readonly WindowName[] {
	const own = MODEL_WINDOW_NAMES.filter((name) => model.includes(name.slice("seven_day_".length)));
	return [...WINDOW_NAMES, ...own];
}

const WEEK_MS = 7 * 86_400_000;

export const WINDOW_LENGTH_MS: Record<WindowName, number> = {
	five_hour: 5 * 3_600_000,
	seven_day: WEEK_MS,
	seven_day_opus: WEEK_MS,
	seven_day_sonnet: WEEK_MS,
};

export const DEFAULT_WORLD: WorldConfig = {
	speed: 1,
	defaultTurn: { steps: 0, stepMs: 200, unitsPerStep: 1, answerMs: 100 },
	ticklishMoon: false,
	limitLineDelayMs: 30,
	spinnerMs: 1000,
	startCpuMs: 0,
};
