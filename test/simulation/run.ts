import { parseArgs } from "node:util";
import { playList, playSeeds } from "./crew.ts";
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

const USAGE = `npm run simulate -- [--seeds N] [--from SEED] [--without fence|journal] [--json]
npm run simulate -- --seed N --trace [--without fence|journal]
npm run simulate -- --crashes|--refusals [--json] [--seed N --trace]

Plays histories of a pool, the shipped engine on simulated ports, and checks each for every invariant: random ones,
or one story of a switch with every single and double crash (--crashes), or with every write refused (--refusals).
Ends with 1 when an invariant is violated. --seed plays one of them again.`;

const { values } = parseArgs({
	options: {
		seeds: { type: "string", default: "1000" },
		from: { type: "string", default: "1" },
		seed: { type: "string" },
		without: { type: "string" },
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
	const counts = [values.seeds, values.from, values.seed ?? "1"].map(Number);
	const wrong = without === undefined || counts.some((n) => !Number.isInteger(n) || n < 1);
	if (values.help || wrong) {
		process.stderr.write(`${USAGE}\n`);
		return values.help ? 0 : 2;
	}
	const list = await listOf();
	if (values.seed !== undefined) return tell(await playOne(Number(values.seed), without, list));
	const startedAt = performance.now();
	const histories =
		list === null
			? await playSeeds(Number(values.from), Number(values.seeds), without)
			: await playList(list);
	return report(reportOf(histories, without, (performance.now() - startedAt) / 1000));
}

/** `undefined`: no such protection. */
function withoutOf(word: string | undefined): Without | undefined {
	if (word === undefined) return null;
	return word === "fence" || word === "journal" ? word : undefined;
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
	if (list === null) return playHistory({ seed, without, traced });
	return playMishaps(list[seed - 1] ?? [], traced);
}

function tell(history: History): number {
	for (const line of history.trace) process.stdout.write(`${line}\n`);
	const { seed, violations, crashes, lives, switches, turns } = history;
	const told = { seed, violations, crashes, lives, switches, turns };
	process.stdout.write(`${JSON.stringify(told, null, "\t")}\n`);
	return violations.length === 0 ? 0 : 1;
}

function report(told: Report): number {
	process.stdout.write(values.json ? `${JSON.stringify(told)}\n` : `${inWords(told)}\n`);
	return told.violations === 0 ? 0 : 1;
}
