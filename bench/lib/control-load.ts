import { Agent, request } from "node:http";

/*
 * Asks a server for documents at a steady pace, in a process of its own: control-load.ts SOCKET SECONDS RATE PATH...
 * A request is due whether the one before was answered or not, and its time counts from then. Says one line of JSON.
 */

/** What the process tells; times in ms, from when a request was due to the end of its answer. */
export interface LoadReport {
	readonly asked: number;
	/** From the first request that was due to the last answer. */
	readonly tookMs: number;
	readonly latencyMs: readonly number[];
	/** What went wrong, with how often: no answer, or one that is not 2xx. */
	readonly errors: Readonly<Record<string, number>>;
	/** The bytes of the last answer of each path. */
	readonly bytes: Readonly<Record<string, number>>;
}

/** Connections that are kept open: as many as a handful of dashboards and scripts have. */
const CONNECTIONS = 16;

const TICK_MS = 2;

const [socketPath = "", seconds = "", rate = "", ...paths] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const latencyMs: number[] = [];
const errors: Record<string, number> = {};
const bytes: Record<string, number> = {};
const count = (what: string): void => {
	errors[what] = (errors[what] ?? 0) + 1;
};

function ask(path: string, due: number): Promise<void> {
	return new Promise((resolve) => {
		const failed = (why: string): void => {
			count(`${path}: ${why}`);
			resolve();
		};
		const sent = request({ socketPath, path, agent, timeout: 15_000 }, (answer) => {
			let length = 0;
			answer.on("data", (chunk: Buffer) => {
				length += chunk.length;
			});
			answer.on("error", (error) => failed(error.message));
			answer.on("end", () => {
				const { statusCode = 0 } = answer;
				if (statusCode < 200 || statusCode > 299) return failed(String(statusCode));
				bytes[path] = length;
				latencyMs.push(performance.now() - due);
				resolve();
			});
		});
		sent.on("timeout", () => sent.destroy(new Error("no answer in 15 s")));
		sent.on("error", (error) => failed(error.message));
		sent.end();
	});
}

const total = Math.round(Number(seconds) * Number(rate));
const begun = performance.now();
const all: Promise<void>[] = [];
await new Promise<void>((resolve) => {
	const timer = setInterval(() => {
		const due = ((performance.now() - begun) / 1000) * Number(rate);
		for (; all.length < Math.min(due, total); ) {
			const nth = all.length;
			all.push(ask(paths[nth % paths.length] ?? "/", begun + (nth / Number(rate)) * 1000));
		}
		if (all.length < total) return;
		clearInterval(timer);
		resolve();
	}, TICK_MS);
});
await Promise.all(all);
const tookMs = performance.now() - begun;
agent.destroy();
const report: LoadReport = { asked: total, tookMs, latencyMs, errors, bytes };
process.stdout.write(`${JSON.stringify(report)}\n`);
