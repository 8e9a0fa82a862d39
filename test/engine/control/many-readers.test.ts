import { type IncomingMessage, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectControl } from "../../../src/engine/control/remote-client.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import type { EngineClient } from "../../../src/state/client.ts";
import type { EventRecord } from "../../../src/state/events.ts";
import { waitFor } from "../../support/wait-for.ts";
import { open, socketPlace } from "./call.ts";
import { type Fixture, seededFixture, verdict } from "./fixture-client.ts";

const path = socketPlace();
const EVENTS = 3_000;

let fixture: Fixture;
let server: ControlServer;
const attached: EngineClient[] = [];

beforeAll(async () => {
	fixture = seededFixture();
	const { client, now } = fixture;
	server = await serveControl({ client, socketPath: path, version: "9.9.9", pid: 1, now });
});
afterAll(async () => {
	for (const client of attached) await client.close();
	await server.close();
});

/** The sequence numbers that a reader got, in the order in which it got them. */
function numbersOf(stream: IncomingMessage): number[] {
	const numbers: number[] = [];
	let rest = "";
	stream.setEncoding("utf8").on("data", (text: string) => {
		const lines = (rest + text).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) if (line.startsWith("id: ")) numbers.push(Number(line.slice(4)));
	});
	return numbers;
}

/** A reader that asks for the events and never reads them. */
function frozen(): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const sent = request({ socketPath: path, path: "/v1/events", headers: { Host: "localhost" } });
		sent.once("response", (response) => resolve(response.pause())).once("error", reject);
		sent.end();
	});
}

test("of 50 readers 49 get every event in order, and the one that stands still is cut and comes back to the same state", async () => {
	const streams = await Promise.all(Array.from({ length: 49 }, () => open(path, "/v1/events")));
	const got = streams.map(numbersOf);
	const still = await frozen();
	const cut = new Promise((resolve) => still.once("close", resolve));
	const first = fixture.client.store.getState().seq + 1;
	for (let n = 0; n < EVENTS; n += 100) {
		const some = Array.from({ length: 100 }, (_, i) => verdict(`${n + i} ${"é".repeat(400)}`));
		fixture.commit(...some);
		await new Promise((resolve) => setImmediate(resolve));
	}
	const last = first + EVENTS - 1;
	const all = Array.from({ length: EVENTS }, (_, n) => first + n);
	await waitFor("the readers", () => got.every((numbers) => numbers.at(-1) === last), 60_000);
	for (const numbers of got) expect(numbers).toEqual(all);
	still.resume();
	await cut;
	const back = await connectControl(path, { now: fixture.now });
	if (back.kind !== "ok") throw new Error(back.kind);
	attached.push(back.client);
	expect(back.client.store.getState()).toEqual(fixture.client.store.getState());
	for (const stream of streams) stream.destroy();
}, 120_000);

test("two control rooms that are attached at once hold the same state at the same place, event by event", async () => {
	const rooms: EngineClient[] = [];
	for (let n = 0; n < 2; n++) {
		const room = await connectControl(path, { now: fixture.now });
		if (room.kind !== "ok") throw new Error(room.kind);
		rooms.push(room.client);
		attached.push(room.client);
	}
	const states = rooms.map(({ store }) => {
		const bySeq = new Map<number, string>();
		store.subscribe(({ seq, state }) => bySeq.set(seq, JSON.stringify(state)));
		return bySeq;
	});
	const ours = new Map<number, string>();
	fixture.client.store.subscribe(({ seq, state }) => ours.set(seq, JSON.stringify(state)));
	const said: EventRecord["seq"][] = [];
	for (let n = 0; n < 50; n++) {
		fixture.commit(verdict(`${n}`), {
			type: n % 2 === 0 ? "dispatch.paused" : "dispatch.resumed",
			all: true,
		});
		said.push(fixture.client.store.getState().seq);
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
	const last = said.at(-1) ?? 0;
	await waitFor("both", () => states.every((bySeq) => bySeq.has(last)));
	for (const bySeq of states) {
		const shared = [...bySeq.keys()].filter((seq) => ours.has(seq));
		expect(shared.length).toBeGreaterThan(5);
		for (const seq of shared) expect([seq, bySeq.get(seq)]).toEqual([seq, ours.get(seq)]);
	}
});
