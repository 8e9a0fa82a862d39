import type { Without } from "../host.ts";
import { inWords, type Report, reportOf } from "../report.ts";
import type { Day } from "./day.ts";

/** What a run of many days came to. */
export interface DayReport extends Report {
	readonly done: number;
	readonly failed: number;
	readonly uncertain: number;
	readonly deaths: number;
	readonly freed: number;
	readonly events: number;
	/** The least that one of the days had. */
	readonly leastSwitches: number;
	readonly leastCrashes: number;
}

/** Sums days up. */
export function dayReportOf(days: readonly Day[], without: Without, seconds: number): DayReport {
	const sum = (of: (day: Day) => number): number => days.reduce((all, day) => all + of(day), 0);
	return {
		...reportOf(days, without, seconds),
		done: sum((d) => d.done),
		failed: sum((d) => d.failed),
		uncertain: sum((d) => d.uncertain),
		deaths: sum((d) => d.deaths),
		freed: sum((d) => d.freed),
		events: sum((d) => d.events),
		leastSwitches: Math.min(...days.map((d) => d.switches)),
		leastCrashes: Math.min(...days.map((d) => d.crashes)),
	};
}

/** A report for people. */
export function dayInWords(report: DayReport): string {
	const { seeds, seconds, done, failed, uncertain, deaths, freed, events } = report;
	const { leastSwitches, leastCrashes } = report;
	return [
		`${seeds} days, ${(seconds / seeds).toFixed(1)} s each`,
		`tasks: ${done} done, ${failed} failed, ${uncertain} uncertain (${freed} were freed of one that failed)`,
		`${deaths} agents died; ${events} events; in each day at least ${leastSwitches} switches and ${leastCrashes} crashes`,
		inWords(report),
	].join("\n");
}
