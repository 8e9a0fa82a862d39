import { parseArgs } from "node:util";
import { playDays, playList, playSeeds } from "./crew.ts";
import { playDay } from "./day/day.ts";
import { TASKS } from "./day/plan.ts";
import { dayInWords, dayReportOf } from "./day/report.ts";
import {
	doubleCrashes,
	type Mishaps,
	playMishaps,
	refusedWrites,
	singleCrashes,
} from "./exhaustive.ts";
import { type History, playHistory } from "./history.ts";
import type { Without } from "./host.ts";
import { inWords, type Report, reportOf } from "./report.ts";

const USAGE = `npm run simulate -- [--seeds N] [--from SEED] [--without PROTECTION] [--json]
npm run simulate -- --seed N --trace [--day] [--without PROTECTION]
npm run simulate -- --day [--seeds N] [--from SEED] [--tasks N] [--workers N] [--without PROTECTION] [--json]
npm run simulate -- --crashes|--refusals [--json] [--seed N --trace]

Plays histories of a pool, the shipped engine on simulated ports, and checks each for every invariant: random ones,
whole days of a pool of 20 sessions with 2,000 tasks (--day),
or one story of a switch with every single and double crash (--crashes), or with every write refused (--refusals).
PROTECTION: fence, journal, claim (the rename takes the file away), intent (a claim is recorded before its rename).
Ends with 1 when an invariant is violated. --seed plays one of them again.`;

const { values } = parseArgs({
	options: {
		seeds: { type: "string", default: "1000" },
		from: { type: "string", default: "1" },
		seed: { type: "string" },
		without: { type: "string" },
		day: { type: "boolean", default: false },
		tasks: { type: "string", default: String(TASKS) },
		workers: { type: "string" },
		crashes: { type: "boolean", default: false },
		refusals: { type: "boolean", default: false },
		json: { type: "boolean", default: false },
		trace: { type: "boolean", default: false },
		help: { type: "boolean", default: false },
	},
});

process.exitCode = await main();

async function main(): Promise<number> {
	const without = withoutOf(values.without);
	const { seeds, from, seed = "1", tasks, workers = "1" } = values;
	const counts = [seeds, from, seed, tasks, workers].map(Number);
	const wrong = without === undefined || counts.some((n) => !Number.isInteger(n) || n < 1);
	if (values.help || wrong) {
		process.stderr.write(`${USAGE}\n`);
		return values.help ? 0 : 2;
	}
	const list = await listOf();
	if (values.seed !== undefined) return tell(await playOne(Number(values.seed), without, list));
	const startedAt = performance.now();
	const seconds = (): number => (performance.now() - startedAt) / 1000;
	if (values.day) {
		const days = await playDays(...range(), without, daySize());
		return report(dayReportOf(days, without, seconds()), dayInWords);
	}
	const histories = list === null ? await playSeeds(...range(), without) : await playList(list);
	return report(reportOf(histories, without, seconds()), inWords);
}

/** `undefined`: no such protection. */
function withoutOf(word: string | undefined): Without | undefined {
	if (word === undefined) return null;
	return (["fence", "journal", "claim", "intent"] as const).find((known) => known === word);
}

function range(): [from: number, count: number] {
	return [Number(values.from), Number(values.seeds)];
}

/** Without a word on it, as many workers as there are cores. */
function daySize(): { readonly tasks: number; readonly workers?: number } {
	const { workers } = values;
	const tasks = Number(values.tasks);
	return workers === undefined ? { tasks } : { tasks, workers: Number(workers) };
}

async function listOf(): Promise<readonly Mishaps[] | null> {
	if (values.refusals) return refusedWrites();
	return values.crashes ? [...(await singleCrashes()), ...(await doubleCrashes())] : null;
}

function playOne(
	seed: number,
	without: Without,
	list: readonly Mishaps[] | null,
): Promise<History> {
	const traced = values.trace;
	if (values.day) return playDay({ seed, without, traced, tasks: Number(values.tasks) });
	if (list === null) return playHistory({ seed, without, traced });
	return playMishaps(list[seed - 1] ?? [], traced);
}

function tell(history: History): number {
	for (const line of history.trace) process.stdout.write(`${line}\n`);
	const { trace: _trace, ...told } = history;
	process.stdout.write(`${JSON.stringify(told, null, "\t")}\n`);
	return told.violations.length === 0 ? 0 : 1;
}

function report<R extends Report>(told: R, words: (report: R) => string): number {
	process.stdout.write(`${values.json ? JSON.stringify(told) : words(told)}\n`);
	return told.violations === 0 ? 0 : 1;
}
