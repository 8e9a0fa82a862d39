import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { type History, playHistory, WORKERS } from "./history.ts";
import type { Without } from "./host.ts";
import { type Report, reportOf } from "./report.ts";

const USAGE = `npm run simulate -- [--seeds N] [--from SEED] [--without fence|journal] [--json]
npm run simulate -- --seed N --trace [--without fence|journal]

Plays random histories of a pool (the shipped engine on simulated ports) and checks each for every invariant.
Ends with 1 when one is violated.`;

/** Seeds that a worker takes at a time. */
const BATCH = 20;

const { values } = parseArgs({
	options: {
		seeds: { type: "string", default: "1000" },
		from: { type: "string", default: "1" },
		seed: { type: "string" },
		without: { type: "string" },
		json: { type: "boolean", default: false },
		trace: { type: "boolean", default: false },
		help: { type: "boolean", default: false },
	},
});

process.exitCode = await main();

async function main(): Promise<number> {
	const without = values.without ?? null;
	const known = without === null || without === "fence" || without === "journal";
	const counts = [values.seeds, values.from, values.seed ?? "1"].map(Number);
	if (values.help || !known || counts.some((n) => !Number.isInteger(n) || n < 1)) {
		process.stderr.write(`${USAGE}\n`);
		return values.help ? 0 : 2;
	}
	if (values.seed !== undefined) return replay(Number(values.seed), without as Without);
	const report = await playAll(Number(values.from), Number(values.seeds), without as Without);
	process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${inWords(report)}\n`);
	return report.violations === 0 ? 0 : 1;
}

async function replay(seed: number, without: Without): Promise<number> {
	const history = await playHistory({ seed, without, traced: values.trace });
	for (const line of history.trace) process.stdout.write(`${line}\n`);
	const { trace: _trace, ...told } = history;
	process.stdout.write(`${JSON.stringify(told, null, "\t")}\n`);
	return history.violations.length === 0 ? 0 : 1;
}

async function playAll(from: number, seeds: number, without: Without): Promise<Report> {
	const startedAt = performance.now();
	const histories: History[] = [];
	let next = from;
	const last = from + seeds - 1;
	const work = async (): Promise<void> => {
		const worker = new Worker(new URL("./worker.ts", import.meta.url));
		try {
			while (next <= last) {
				const first = next;
				next = Math.min(last + 1, next + BATCH);
				histories.push(...(await ask(worker, { first, end: next, without })));
			}
		} finally {
			await worker.terminate();
		}
	};
	await Promise.all(Array.from({ length: WORKERS }, work));
	return reportOf(histories, without, (performance.now() - startedAt) / 1000);
}

function ask(worker: Worker, batch: object): Promise<readonly History[]> {
	return new Promise((resolve, reject) => {
		worker.once("message", resolve);
		worker.once("error", reject);
		worker.postMessage(batch);
	});
}

function inWords(report: Report): string {
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
