import { forecastOf } from "../../../state/forecast.ts";
import type { Policy, QuotaWindow } from "../../../state/model.ts";
import { thresholdOf } from "../../../state/select.ts";
import { forecastWords } from "./forecast-words.ts";
import { type Line, pad, span, widthOf } from "./line.ts";
import { sparkline } from "./spark.ts";
import { countdown } from "./time.ts";

/** A row of its own is for panes of at least so many columns. */
const ROW_FROM = 60;

const SPARK_AT_MOST = 24;

/** What is expected of a window and how it came there, as a row under it; `null`: nothing is, or the pane is narrow. */
export function forecastLine(
	window: QuotaWindow,
	policy: Policy,
	columns: number,
	now: number,
): Line | null {
	if (columns < ROW_FROM) return null;
	const forecast = forecastOf(window, policy, now);
	const words =
		forecast === null ? null : forecastWords(forecast, thresholdOf(policy, window.window), now);
	if (words === null) return null;
	const room = Math.min(SPARK_AT_MOST, columns - 13 - widthOf(words) - 2);
	const spark = sparkline(window.trace ?? [], now, room);
	return [
		span(pad("", 12)),
		span(spark === "" ? "" : `${spark}  `, { color: "cyan" }),
		span(words),
	];
}

/** The same in eight columns, when it is less than an hour away: `full 40m`. */
export function soonFull(window: QuotaWindow, policy: Policy, now: number): string | null {
	const wallAt = forecastOf(window, policy, now)?.wallAt ?? null;
	if (wallAt === null) return null;
	const words = `full ${countdown(wallAt - now)}`;
	return words.length <= 8 ? words : null;
}
