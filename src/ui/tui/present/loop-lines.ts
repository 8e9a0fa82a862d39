import type { LoopPass } from "../../../state/loop-pass.ts";
import type { LoopHealth } from "../../../state/model.ts";
import { type FittedColumn, fitColumns, tableHead, tableRow } from "./columns.ts";
import { type Line, span } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { age, clockSeconds, dayClock } from "./time.ts";
import { type Look, styleOf } from "./words.ts";

type LoopState = "ok" | "at work" | "late" | "failing" | "gave up" | "not known";

const looks: Readonly<Record<LoopState, Look>> = {
	ok: { glyph: "✓", color: "green" },
	"at work": { glyph: "●", color: "green" },
	late: { glyph: "◔", color: "yellow", bold: true },
	failing: { glyph: "!", color: "yellow", bold: true },
	"gave up": { glyph: "✕", color: "red", bold: true },
	"not known": { glyph: "·", color: "yellow" },
};

type LoopColumn = "name" | "state" | "lastOk" | "age" | "failures" | "every" | "next";

/** What is told of one loop: by the engine when it was asked, and by its events. */
interface Known {
	readonly name: string;
	readonly pass: LoopPass | null;
	readonly health: LoopHealth | null;
}

/** How the loops keep to their periods, as the engine told it. */
export interface LoopReading {
	/** When it was told. */
	readonly at: number;
	readonly passes: readonly LoopPass[];
}

/** The loops in rows of at most `columns`, and below them in full what failed last in each. */
export function loopLines(
	health: Readonly<Record<string, LoopHealth>>,
	reading: LoopReading | null,
	now: number,
	columns: number,
): readonly Line[] {
	const loops = knownLoops(health, reading);
	if (loops.length === 0) return indented(0, "No loop has run yet.", columns);
	const table = loopColumns(columns);
	const failed = loops.flatMap(({ health: one }) => (one?.lastError == null ? [] : [one]));
	return [
		tableHead(table),
		...loops.map((loop) => loopRow(loop, table, reading?.at ?? now)),
		...(failed.length === 0 ? [] : [[], [span("What failed last", { bold: true })]]),
		...failed.flatMap((one) => indented(2, errorWords(one, now), columns, errorStyle(one))),
	];
}

function knownLoops(
	health: Readonly<Record<string, LoopHealth>>,
	reading: LoopReading | null,
): readonly Known[] {
	const passes = reading?.passes ?? [];
	const told = new Set(passes.map(({ name }) => name));
	return [
		...passes.map((pass) => ({ name: pass.name, pass, health: health[pass.name] ?? null })),
		...Object.values(health)
			.filter(({ name }) => !told.has(name))
			.map((one) => ({ name: one.name, pass: null, health: one })),
	];
}

function loopColumns(columns: number): readonly FittedColumn<LoopColumn>[] {
	return fitColumns<LoopColumn>(
		[
			{ key: "name", title: "LOOP", width: columns < 44 ? 14 : 17 },
			{ key: "state", title: "STATE", width: 11 },
			{ key: "lastOk", title: "LAST OK", width: 11, from: 52 },
			{ key: "age", title: "AGO", width: 4, align: "right" },
			{ key: "failures", title: "FAILED", width: 6, align: "right", from: 40 },
			{ key: "every", title: "EVERY", width: 6, align: "right", from: 68 },
			{ key: "next", title: "NEXT BY", width: 11, from: 60 },
		],
		columns,
	);
}

function loopRow(loop: Known, columns: readonly FittedColumn<LoopColumn>[], at: number): Line {
	const { name, pass, health } = loop;
	const word = stateOf(loop, at);
	const look = looks[word];
	const lastOk = pass?.lastPassAt ?? null;
	const next = pass?.nextPassAt ?? null;
	const failures = health?.failures ?? 0;
	return tableRow<LoopColumn>(columns, {
		name: { text: plain(name) },
		state: { text: `${look.glyph} ${word}`, ...styleOf(look) },
		lastOk: { text: lastOk === null ? "--" : dayClock(lastOk, at) },
		age: { text: lastOk === null ? "--" : age(at - lastOk) },
		failures: { text: failures === 0 ? "--" : `${failures}x`, ...(failures > 0 && styleOf(look)) },
		every: { text: pass === null ? "--" : period(pass.everyMs) },
		next: { text: next === null ? (word === "at work" ? "now" : "--") : dayClock(next, at) },
	});
}

/** Late is what did not complete a pass for more than twice its period. */
function stateOf({ pass, health }: Known, at: number): LoopState {
	if (health?.gaveUp) return "gave up";
	if ((health?.failures ?? 0) > 0) return "failing";
	if (pass === null) return "not known";
	const { lastPassAt, everyMs, nextPassAt } = pass;
	if (lastPassAt !== null && at - lastPassAt > 2 * everyMs) return "late";
	return nextPassAt === null ? "at work" : "ok";
}

/** The first line of what was thrown: the rest says where in the program. */
function errorWords({ name, lastError, lastChangeAt, failures }: LoopHealth, now: number): string {
	const what = plain((lastError ?? "").split("\n")[0] ?? "");
	const when = `${failures > 0 ? "" : "works again since "}${dayClock(lastChangeAt, now)}`;
	return `${plain(name)}: ${what} (${when})`;
}

function errorStyle({ gaveUp, failures }: LoopHealth) {
	if (gaveUp) return { color: "red" } as const;
	return failures > 0 ? ({ color: "yellow" } as const) : { dimColor: true };
}

function period(ms: number): string {
	const seconds = Math.round(ms / 1000);
	return seconds % 60 !== 0 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** When the loops were asked, for the lower edge. */
export function readAtWords(reading: LoopReading | null): string {
	return reading === null ? "" : `as of ${clockSeconds(reading.at)}`;
}
