import * as z from "zod";
import { type Forecast, forecastOf, forecastOfAccount } from "../../../state/forecast.ts";
import type { Account, Policy, QuotaWindow, State } from "../../../state/model.ts";
import {
	accountState,
	isCurrent,
	readyAt,
	selectAccounts,
	sessionsOn,
} from "../../../state/select.ts";
import {
	AccountKind,
	AccountState,
	AccountTrouble,
	ReadingSource,
	Withheld,
} from "../shapes/account.ts";
import { heldTo } from "../shapes/held-to.ts";
import { flag, list, ratio, textOrNull, time } from "../shapes/units.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { versioned } from "./versioned.ts";

/** When quota will be used up if work goes on as it does. */
export const ForecastView = heldTo<Pick<Forecast, "thresholdAt" | "wallAt" | "low" | "high">>()(
	z
		.object({
			thresholdAt: time("When the threshold is reached, or was").nullable(),
			wallAt: time("When it is full").nullable(),
			low: time("The earliest that it can be full, in nine of ten cases").nullable(),
			high: time("The latest that it will be full, in nine of ten cases").nullable(),
		})
		.meta({
			id: "Forecast",
			description:
				"When quota will be used up if work goes on as it does; null: not before the reset",
		}),
);
export type ForecastView = z.infer<typeof ForecastView>;

/** One quota window as last read. */
export const WindowView = z
	.object({
		window: z.string().describe("five_hour, seven_day, …: an open list"),
		usedRatio: ratio("Used"),
		resetsAt: time("When it is reset").nullable(),
		source: ReadingSource,
		observedAt: time("When it was read"),
		spent: flag("Proven spent by a limit event"),
		current: flag("False once its reset has passed: until a new reading comes it says nothing"),
		status: z
			.enum(["current", "reset-unconfirmed"])
			.describe("reset-unconfirmed: the same as not current"),
		forecast: ForecastView.nullable().describe("null: not known, or it is full"),
	})
	.meta({ id: "Window", description: "One quota window as last read" });
export type WindowView = z.infer<typeof WindowView>;

export const AccountView = z
	.object({
		name: z.string(),
		state: AccountState,
		windows: list(WindowView),
		forecast: ForecastView.nullable().describe("The earliest of what counts for every session"),
		kind: AccountKind,
		priority: z.number().describe("Lower is preferred"),
		enabled: z.boolean(),
		withheld: Withheld.nullable().describe("The operator's own word, beside the configuration"),
		active: flag("New sessions start here"),
		uuid: textOrNull("Whose it is; null: not seen yet, or it is no login"),
		home: z.string(),
		readyAt: time(
			"When it can be used again, now if it can be already; null: not known",
		).nullable(),
		trouble: AccountTrouble.nullable(),
		sessions: list(z.string()).describe("Names of the sessions that live on it"),
	})
	.meta({ id: "Account" });
export type AccountView = z.infer<typeof AccountView>;

export const AccountsView = versioned({
	active: textOrNull("The account that new sessions start on"),
	accounts: list(AccountView).describe("Preferred ones first"),
}).meta({ id: "Accounts" });
export type AccountsView = z.infer<typeof AccountsView>;

/** An account as it is after the operator's word on it. */
export const AccountUseView = versioned({ account: AccountView });
export type AccountUseView = z.infer<typeof AccountUseView>;

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
