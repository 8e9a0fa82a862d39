import { cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { control } from "./control.ts";
import { delivery } from "./delivery.ts";
import { forecast } from "./forecast.ts";
import { idle } from "./idle.ts";
import { journal } from "./journal.ts";
import type { Bench } from "./lib/bench.ts";
import { GATE_SLACK, judge, type Result } from "./lib/figure.ts";
import { tableLines } from "./lib/print.ts";
import { endAll } from "./lib/rig.ts";
import { limit } from "./limit.ts";
import { observe } from "./observe.ts";
import { quota } from "./quota.ts";
import { rolling } from "./rolling.ts";
import { room } from "./room.ts";
import { start } from "./start.ts";
import { stream } from "./stream.ts";
import { sweep } from "./sweep.ts";
import { switching } from "./switch.ts";
import { twenty } from "./twenty.ts";

const BENCHES: readonly Bench[] = [
	journal,
	forecast,
	start,
	observe,
	switching,
	twenty,
	rolling,
	idle,
	quota,
	limit,
	sweep,
	delivery,
	control,
	stream,
	room,
];

const USAGE = `usage: npm run bench -- [NAME...] [--json] [--gate] [--seconds N]

${BENCHES.map(({ name, what }) => `  ${name.padEnd(9)} ${what}`).join("\n")}

  --json       one JSON object instead of the table
  --gate       exit 1 when a figure is over ${GATE_SLACK} times its bar (forecast: over it)
  --seconds N  how long idle, quota and the memory of room are watched (60)
  --genuine    rolling: 8 sessions of the genuine program (test/real/install.mjs) in the place of simulated ones
`;

const OPTIONS = {
	json: { type: "boolean", default: false },
	gate: { type: "boolean", default: false },
	seconds: { type: "string", default: "60" },
	genuine: { type: "boolean", default: false },
} as const;

function misuse(): number {
	process.stderr.write(USAGE);
	return 2;
}

function readWords() {
	try {
		return parseArgs({ allowPositionals: true, options: OPTIONS });
	} catch {
		return null;
	}
}

async function main(): Promise<number> {
	const words = readWords();
	if (words === null) return misuse();
	const { values, positionals } = words;
	const seconds = Number(values.seconds);
	const unknown = positionals.filter((name) => !BENCHES.some((b) => b.name === name));
	if (unknown.length > 0 || !(seconds > 0)) return misuse();
	forgetSurroundings();
	const chosen = BENCHES.filter((b) => positionals.length === 0 || positionals.includes(b.name));
	const results: Result[] = [];
	const loadBefore = loadavg();
	for (const bench of chosen) {
		process.stderr.write(`measuring ${bench.name}: ${bench.what}\n`);
		results.push(...(await bench.run({ seconds, genuine: values.genuine })).map(judge));
	}
	const machine = describeMachine(loadBefore);
	process.stdout.write(values.json ? asJson(machine, results) : asText(machine, results));
	return values.gate && results.some((r) => !r.withinGate) ? 1 : 0;
}

/** Whoever runs this may do so inside a Claude session or tmux; the pool must not notice. */
function forgetSurroundings(): void {
	for (const name of Object.keys(process.env)) {
		if (/^(CLAUDE|ANTHROPIC_|CCL_|TMUX|XDG_)/.test(name)) delete process.env[name];
	}
}

function describeMachine(loadBefore: readonly number[]) {
	return {
		cores: cpus().length,
		memoryGB: Math.round(totalmem() / 1e9),
		node: process.versions.node,
		platform: `${process.platform} ${process.arch}`,
		loadBefore,
		loadAfter: loadavg(),
	};
}

type Machine = ReturnType<typeof describeMachine>;

function asJson(machine: Machine, results: readonly Result[]): string {
	return `${JSON.stringify({ schemaVersion: 1, machine, results }, null, 2)}\n`;
}

function asText(machine: Machine, results: readonly Result[]): string {
	const { cores, memoryGB, node, platform, loadBefore, loadAfter } = machine;
	const load = [loadBefore, loadAfter].map(([minute = 0]) => minute.toFixed(1)).join(" → ");
	const head = `${cores} cores, ${memoryGB} GB, Node ${node}, ${platform}, load ${load}`;
	return `${[head, "", ...tableLines(results)].join("\n")}\n`;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
	process.once(signal, () => void endAll().finally(() => process.exit(1)));
}
process.exitCode = await main();
