import { type Forecast, forecastOf, forecastOfAccount } from "../../../state/forecast.ts";
import type {
	Account,
	AccountKind,
	AccountState,
	AccountTrouble,
	Policy,
	QuotaWindow,
	ReadingSource,
	State,
	Withheld,
} from "../../../state/model.ts";
import {
	accountState,
	isCurrent,
	readyAt,
	selectAccounts,
	sessionsOn,
} from "../../../state/select.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

/** One quota window as last read. Times are epoch milliseconds. */
export interface WindowView {
	readonly window: string;
	readonly usedRatio: number;
	readonly resetsAt: number | null;
	readonly source: ReadingSource;
	readonly observedAt: number;
	/** Proven spent by a limit event. */
	readonly spent: boolean;
	/** False once its reset has passed: it then says nothing until a new reading comes. */
	readonly current: boolean;
	/** `reset-unconfirmed`: the same as not `current`, in a word. */
	readonly status: "current" | "reset-unconfirmed";
	/** When it will be full; `null`: not known, or it is full. */
	readonly forecast: ForecastView | null;
}

/** When quota will be used up if work goes on as it does. Epoch milliseconds, `null`: not before the reset. */
export type ForecastView = Pick<Forecast, "thresholdAt" | "wallAt" | "low" | "high">;

export interface AccountView {
	readonly name: string;
	readonly state: AccountState;
	readonly windows: readonly WindowView[];
	/** The earliest of the windows that count for every session. */
	readonly forecast: ForecastView | null;
	readonly kind: AccountKind;
	readonly priority: number;
	readonly enabled: boolean;
	/** The operator's own word: `disabled` is not for new work, `drained` is moved off as well. */
	readonly withheld: Withheld | null;
	/** New sessions start here. */
	readonly active: boolean;
	readonly uuid: string | null;
	readonly home: string;
	/** When it can be used again; now when it can be already, `null` when not known. */
	readonly readyAt: number | null;
	readonly trouble: AccountTrouble | null;
	/** Names of the sessions that live on it. */
	readonly sessions: readonly string[];
}

export interface AccountsView extends Versioned {
	readonly active: string | null;
	readonly accounts: readonly AccountView[];
}

/** All accounts, preferred ones first. */
export function accountsView(state: State, now: number): AccountsView {
	return {
		schemaVersion: SCHEMA_VERSION,
		active: state.active,
		accounts: selectAccounts(state).map((account) => accountView(state, account, now)),
	};
}

export function accountView(state: State, account: Account, now: number): AccountView {
	return {
		name: account.name,
		state: accountState(account, state.policy, now),
		windows: windowViews(account, state.policy, now),
		forecast: forecastView(forecastOfAccount(account, state.policy, now)),
		kind: account.kind,
		priority: account.priority,
		enabled: account.enabled,
		withheld: account.withheld ?? null,
		active: state.active === account.name,
		uuid: account.uuid,
		home: account.home,
		readyAt: readyAt(account, now),
		trouble: account.trouble,
		sessions: sessionsOn(state, account.name).map((session) => session.name),
	};
}

/** The windows of an account: the 5-hour one, the weekly one, then the rest by name. */
export function windowViews(account: Account, policy: Policy, now: number): readonly WindowView[] {
	return Object.values(account.windows)
		.sort((a, b) => rank(a) - rank(b) || a.window.localeCompare(b.window))
		.map((w) => ({
			window: w.window,
			usedRatio: w.usedRatio,
			resetsAt: w.resetsAt,
			source: w.source,
			observedAt: w.observedAt,
			spent: w.spent,
			current: isCurrent(w, now),
			status: isCurrent(w, now) ? "current" : "reset-unconfirmed",
			forecast: forecastView(forecastOf(w, policy, now)),
		}));
}

function forecastView(forecast: Forecast | null): ForecastView | null {
	if (forecast === null) return null;
	const { thresholdAt, wallAt, low, high } = forecast;
	return { thresholdAt, wallAt, low, high };
}

function rank(window: QuotaWindow): number {
	return window.window === "five_hour" ? 0 : window.window === "seven_day" ? 1 : 2;
}
