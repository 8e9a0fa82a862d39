import { type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { takeSnapshot } from "../../src/engine/control/remote/snapshot.ts";
import { connectControl } from "../../src/engine/control/remote-client.ts";
import type { EngineClient } from "../../src/state/client.ts";
import { quantile } from "./figure.ts";

/*
 * Reads the event stream many times over, in a process of its own: stream-readers.ts SOCKET READERS [bare]. One reader
 * more never reads. Says `ready` once all are attached, and at the end of its input what came, as one line of JSON.
 */

/** What the process tells; times in ms, from when an event happened to when a reader had it. */
export interface StreamReport {
	/** Events that the reader got that got the fewest. */
	readonly events: number;
	readonly p50: number;
	readonly p95: number;
	readonly most: number;
	/** Events that a reader missed, or got out of order. */
	readonly wrong: number;
	/** What became of the one that did not read; `null` at a bare server. */
	readonly frozen: Frozen | null;
}

export interface Frozen {
	/** It was cut before it had everything. */
	readonly cut: boolean;
	/** Told to take a snapshot when it came back with the last id that it had. */
	readonly reset: boolean;
	/** With that snapshot it holds the state of a client that read all along, at the same place. */
	readonly same: boolean;
}

const [socketPath = "", readers = "", bare = ""] = process.argv.slice(2);
const PATH = "/v1/events";

/** After the last event: what is under way arrives. */
const QUIET_MS = 2_000;

function openStream(headers: Record<string, string> = {}): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const sent = request({ socketPath, path: PATH, headers, agent: false });
		sent.once("response", resolve).once("error", reject).end();
	});
}

interface Reader {
	last: number | null;
	events: number;
	wrong: number;
}

const delays: number[] = [];

/** Ids and times are all that is read of a frame: what is measured is the server. */
function follow(stream: IncomingMessage): Reader {
	const reader: Reader = { last: null, events: 0, wrong: 0 };
	let rest = "";
	stream.setEncoding("utf8").on("error", () => {});
	stream.on("data", (text: string) => {
		const now = Date.now();
		const lines = (rest + text).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) {
			if (!line.startsWith("data: ")) continue;
			const [, seq, at] = /^data: \{"seq":(\d+),"at":(\d+)/.exec(line) ?? [];
			if (at === undefined) {
				// A reset: what lies before it was missed.
				reader.wrong += 1;
				reader.last = null;
				continue;
			}
			if (reader.last !== null && Number(seq) !== reader.last + 1) reader.wrong += 1;
			reader.last = Number(seq);
			reader.events += 1;
			delays.push(now - Number(at));
		}
	});
	return reader;
}

/** What of a stream had arrived when its reader stood still: its last id, and whether it went on to its end. */
async function drain(stream: IncomingMessage): Promise<{ lastId: string; cut: boolean }> {
	let text = "";
	let cut = false;
	const ended = new Promise<void>((resolve) => {
		stream.once("close", resolve);
		setTimeout(resolve, 5_000).unref();
	});
	stream.on("error", () => {
		cut = true;
	});
	stream.setEncoding("utf8").on("data", (chunk: string) => {
		text += chunk;
	});
	stream.resume();
	await ended;
	const whole = text.slice(0, text.lastIndexOf("\n\n"));
	return { lastId: /.*\nid: (\d+)\n/s.exec(whole)?.[1] ?? "0", cut };
}

async function isReset(lastId: string): Promise<boolean> {
	const stream = await openStream({ "Last-Event-ID": lastId });
	try {
		for await (const text of stream.setEncoding("utf8")) {
			if (String(text).includes("event: reset")) return true;
			if (String(text).includes("data: ")) return false;
		}
		return false;
	} finally {
		stream.destroy();
	}
}

/** A client as the control room has it, attached all along. */
async function attach(): Promise<EngineClient> {
	const attached = await connectControl(socketPath, { now: Date.now });
	if (attached.kind !== "ok") throw new Error(attached.kind);
	return attached.client;
}

const client = bare === "" ? await attach() : null;
const streams = await Promise.all(Array.from({ length: Number(readers) }, () => openStream()));
const all = streams.map(follow);
const still = (await openStream()).pause();
process.stdout.write("ready\n");
for await (const _ of process.stdin);
await sleep(QUIET_MS);

async function whatBecame(): Promise<Frozen | null> {
	if (client === null) return null;
	const { lastId, cut } = await drain(still);
	const reset = await isReset(lastId);
	const taken = await takeSnapshot(socketPath);
	if (taken.kind !== "ok") throw new Error(taken.kind);
	const { seq, state } = taken.snapshot;
	const { store } = client;
	for (let n = 0; n < 100 && store.getState().seq < seq; n++) await sleep(20);
	const known = store.getState();
	const same = known.seq === seq && JSON.stringify(known.state) === JSON.stringify(state);
	return { cut, reset, same };
}

const report: StreamReport = {
	events: Math.min(...all.map(({ events }) => events)),
	p50: quantile(delays, 0.5),
	p95: quantile(delays, 0.95),
	most: delays.reduce((a, b) => Math.max(a, b), 0),
	// All were attached before the first event: one that got fewer missed the last ones.
	wrong: all.reduce((sum, one) => {
		const missing = Math.max(...all.map(({ last }) => last ?? 0)) - (one.last ?? 0);
		return sum + one.wrong + missing;
	}, 0),
	frozen: await whatBecame(),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit();
