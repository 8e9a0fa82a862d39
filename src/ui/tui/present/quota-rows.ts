import type { Account, QuotaWindow, State } from "../../../state/model.ts";
import {
	isCurrent,
	selectAccountState,
	selectAccounts,
	thresholdOf,
} from "../../../state/select.ts";
import { forecastLine, soonFull } from "./forecast-row.ts";
import { gauge, percent } from "./gauge.ts";
import { type Colour, type Line, pad, type Span, span, spread, widthOf } from "./line.ts";
import { plain } from "./plain.ts";
import { age, countdown } from "./time.ts";
import { accountLooks, styleOf } from "./words.ts";

/** A reading older than this is shown as stale. */
const STALE_MS = 15 * 60_000;

/** A row of the quota pane, and the account it is about. */
export interface QuotaRow {
	readonly key: string;
	readonly account: string;
	readonly line: Line;
}

const shortNames: Readonly<Record<string, string>> = { five_hour: "5h", seven_day: "wk" };

/** `five_hour` → `5h`, `seven_day_opus` → `wk opus`. */
export function windowName(window: string): string {
	for (const [long, short] of Object.entries(shortNames)) {
		if (window === long) return short;
		if (window.startsWith(`${long}_`)) return `${short} ${plain(window.slice(long.length + 1))}`;
	}
	return plain(window).replaceAll("_", " ");
}

/** The rows of all accounts: one for the account, one for each of its windows, one for what is expected of it. */
export function quotaRows(state: State, columns: number, now: number): readonly QuotaRow[] {
	return selectAccounts(state).flatMap((account) => accountRows(state, account, columns, now));
}

function accountRows(
	state: State,
	account: Account,
	columns: number,
	now: number,
): readonly QuotaRow[] {
	const row = (key: string, line: Line): QuotaRow => ({
		key: `${account.name}/${key}`,
		account: account.name,
		line,
	});
	const head = row("", accountLine(state, account, columns, now));
	const windows = Object.values(account.windows).sort((a, b) => a.window.localeCompare(b.window));
	const under = windows.flatMap((w) => {
		const expected = forecastLine(w, state.policy, columns, now);
		const shown = row(`${w.window} now`, windowLine(state, w, columns, now));
		return expected === null ? [shown] : [shown, row(`${w.window} expected`, expected)];
	});
	if (account.trouble !== null) {
		const { what, remedy } = account.trouble;
		const text = `  ${plain(what)}: ${plain(remedy)}`;
		return [head, row("trouble", [span(text, { color: "red" })]), ...under];
	}
	if (under.length > 0) return [head, ...under];
	return [head, row("none", [span("  no reading yet", { dimColor: true })])];
}

function accountLine(state: State, account: Account, columns: number, now: number): Line {
	const word = selectAccountState(state, account, now);
	const look = accountLooks[word];
	const name = span(plain(account.name), { bold: true });
	const active: Span[] = state.active === account.name ? [span(" active", { color: "cyan" })] : [];
	const facts = `${account.kind === "login" ? "" : `${account.kind} `}priority ${account.priority}`;
	const line = [
		span(" "),
		name,
		span(" "),
		span(`${look.glyph} ${account.withheld ?? word}`, styleOf(look)),
		...active,
	];
	return spread(line, [span(`${facts} `, { dimColor: true })], columns);
}

function windowLine(state: State, window: QuotaWindow, columns: number, now: number): Line {
	const current = isCurrent(window, now);
	const stale = !current || now - window.observedAt > STALE_MS;
	const words = `${stale ? "stale " : ""}${window.source} ${age(now - window.observedAt)} `;
	const tail =
		columns >= 60 ? pad(words, 22, "right") : pad(`${age(now - window.observedAt)} `, 5, "right");
	const soon = columns < 60 ? soonFull(window, state.policy, now) : null;
	const reset = pad(soon ?? resetWords(window, current, now, columns), resetWidth(columns));
	const name = pad(windowName(window.window), columns >= 60 ? 9 : 3);
	const bar = Math.max(
		4,
		Math.min(40, columns - widthOf(name) - widthOf(reset) - widthOf(tail) - 10),
	);
	const colour = colourOf(window, thresholdOf(state.policy, window.window));
	const style = stale ? { dimColor: true } : colour === null ? {} : { color: colour };
	return [
		span(`  ${name} `, { dimColor: stale }),
		span(`${gauge(window.usedRatio, bar)} ${pad(percent(window.usedRatio), 4, "right")} `, style),
		span(` ${reset}`, { dimColor: stale }),
		span(tail, { dimColor: true }),
	];
}

/** No reading of the new period has come yet. */
const UNCONFIRMED = ["reset, unconfirmed", "unconfirmed", "reset ?"] as const;

function resetWidth(columns: number): number {
	if (columns < 60) return 8;
	return columns < 66 ? 16 : 19;
}

function resetWords(window: QuotaWindow, current: boolean, now: number, columns: number): string {
	if (!current) return UNCONFIRMED.find((words) => words.length <= resetWidth(columns)) ?? "";
	if (window.resetsAt === null) return "";
	return `${columns >= 60 ? "resets in" : "↻"} ${countdown(window.resetsAt - now)}`;
}

function colourOf(window: QuotaWindow, threshold: number): Colour | null {
	if (window.spent || window.usedRatio >= 1) return "red";
	if (window.usedRatio >= threshold) return "yellow";
	return window.usedRatio >= threshold - 0.1 ? "yellow" : "green";
}
