import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { runTmux } from "../src/engine/tmux/run.ts";
import { systemTmux } from "../src/engine/tmux/system-tmux.ts";
import type { Bench } from "./lib/bench.ts";
import { type Figure, median } from "./lib/figure.ts";
import { cpuTime, threadTime } from "./lib/proc.ts";

const PANES = 200;
const ROUNDS = 20;
const PERIOD_MS = 1_000;

const SERVER = { program: "tmux", socket: `ccf-bench-${process.pid}`, configFile: "/dev/null" };
const IDENTITY = { epoch: 1, owner: "bench" };

const run = promisify(execFile);

/** T9: what it costs to look at many panes once a second. */
export const observe: Bench = {
	name: "observe",
	what: `T9: ${PANES} panes, looked at once a second`,
	async run() {
		try {
			return await measure(await startPanes());
		} finally {
			await runTmux(SERVER, ["kill-server"], process.env);
		}
	},
};

/** Starts the panes; resolves to the server's pid. */
async function startPanes(): Promise<number> {
	for (let n = 0; n < PANES; n++) {
		const words = ["new-session", "-d", "-s", `p${n}`, "sleep", "1000"];
		const answer = await runTmux(SERVER, words, process.env);
		if (answer.kind !== "ok") throw new Error(`tmux: ${JSON.stringify(answer)}`);
	}
	const answer = await runTmux(SERVER, ["display-message", "-p", "#{pid}"], process.env);
	if (answer.kind !== "ok") throw new Error(`tmux: ${JSON.stringify(answer)}`);
	return Number(answer.out);
}

async function measure(server: number): Promise<readonly Figure[]> {
	const tmux = systemTmux(SERVER, IDENTITY, process.env);
	const bare = await rounds(server, async () => {
		await run("tmux", ["-L", SERVER.socket, "list-panes", "-a"]);
	});
	const ours = await rounds(server, async () => {
		const list = await tmux.listPanes();
		const seen = list.kind === "ok" ? list.panes.length : 0;
		if (seen !== PANES) throw new Error(`${seen} panes were listed`);
	});
	const what = "one bare `tmux list-panes -a`";
	return [
		{
			// 20 ms is the aim; how long any spawn takes is the affair of what else the machine does.
			name: "observe.round",
			value: ours.ms,
			unit: "ms",
			floor: { value: bare.ms, what },
			bar: { of: "ratio", most: 2 },
		},
		{
			name: "observe.cpu",
			value: ours.share,
			unit: "% of a core",
			floor: { value: bare.share, what: `${what} a second` },
			bar: { of: "value", most: 2 },
		},
	];
}

interface Rounds {
	/** The median of a round. */
	readonly ms: number;
	/** CPU time of this process, of what it starts, and of the tmux server, in percent of a core. */
	readonly share: number;
}

async function rounds(server: number, look: () => Promise<void>): Promise<Rounds> {
	await look();
	const cpu = async (): Promise<number> => {
		const { own, children } = await cpuTime(process.pid);
		return own + children + (await threadTime(server));
	};
	const before = { at: performance.now(), cpu: await cpu() };
	const times: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const begun = performance.now();
		await look();
		times.push(performance.now() - begun);
		await sleep(PERIOD_MS - (performance.now() - begun));
	}
	const share = ((await cpu()) - before.cpu) / (performance.now() - before.at);
	return { ms: median(times), share: share * 100 };
}
