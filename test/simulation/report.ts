import type { History } from "./history.ts";
import type { Without } from "./host.ts";

/** What a run of many histories came to. */
export interface Report {
	readonly schemaVersion: 1;
	readonly seeds: number;
	/** The protection that was left out, if any. */
	readonly without: Without;
	/** Histories with at least one violation. */
	readonly violations: number;
	/** The seeds that violate each invariant; only invariants that were violated. */
	readonly byInvariant: Readonly<Record<string, readonly number[]>>;
	readonly crashes: number;
	readonly switches: number;
	readonly turns: number;
	readonly seconds: number;
	readonly seedsPerSecond: number;
}

/** Sums histories up. */
export function reportOf(histories: readonly History[], without: Without, seconds: number): Report {
	const byInvariant: Record<string, number[]> = {};
	const sorted = histories.toSorted((a, b) => a.seed - b.seed);
	for (const { seed, violations } of sorted) {
		for (const invariant of new Set(violations.map((v) => v.invariant))) {
			byInvariant[invariant] = [...(byInvariant[invariant] ?? []), seed];
		}
	}
	const sum = (of: (history: History) => number): number =>
		histories.reduce((total, history) => total + of(history), 0);
	return {
		schemaVersion: 1,
		seeds: histories.length,
		without,
		violations: histories.filter((h) => h.violations.length > 0).length,
		byInvariant,
		crashes: sum((h) => h.crashes),
		switches: sum((h) => h.switches),
		turns: sum((h) => h.turns),
		seconds,
		seedsPerSecond: histories.length / seconds,
	};
}

/** A report for people. */
export function inWords(report: Report): string {
	const { seeds, violations, byInvariant, crashes, switches, turns } = report;
	const lines = [
		`${seeds} histories in ${report.seconds.toFixed(1)} s (${report.seedsPerSecond.toFixed(0)} a second)`,
		`${switches} switches, ${turns} turns, ${crashes} crashes of the daemon`,
		`${violations} histories violate an invariant`,
	];
	for (const [invariant, broken] of Object.entries(byInvariant)) {
		lines.push(`  ${invariant}: ${broken.length}, seeds ${broken.slice(0, 10).join(", ")}`);
	}
	return lines.join("\n");
}
