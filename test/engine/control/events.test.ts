import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordsAfter } from "../../../src/engine/control/http/event-stream.ts";
import { createEventReader } from "../../../src/engine/control/remote/event-reader.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { reviveState } from "../../../src/state/revive.ts";
import { applyRecords, createSnapshotStore } from "../../../src/state/store.ts";
import { call, open, socketPlace } from "./call.ts";
import { type Fixture, fixtureClient, seededFixture, verdict } from "./fixture-client.ts";

let path: string;
let fixture: Fixture;
let server: ControlServer;
const streams: IncomingMessage[] = [];

beforeEach(async () => {
	path = socketPlace();
	fixture = seededFixture();
	const { client, now } = fixture;
	const heartbeatMs = 20;
	server = await serveControl({
		client,
		socketPath: path,
		version: "9.9.9",
		pid: 1,
		now,
		heartbeatMs,
	});
});
afterEach(async () => {
	for (const stream of streams.splice(0)) stream.destroy();
	await server.close();
});

async function listen(query = "", headers: Record<string, string> = {}): Promise<IncomingMessage> {
	const stream = await open(path, `/v1/events${query}`, { headers });
	stream.setEncoding("utf8");
	streams.push(stream);
	return stream;
}

/** Reads until the text satisfies `enough`; the stream stays open. */
async function readUntil(
	stream: IncomingMessage,
	enough: (text: string) => boolean,
): Promise<string> {
	let text = "";
	const { promise, resolve } = Promise.withResolvers<string>();
	stream.on("data", (chunk: string) => {
		text += chunk;
		if (enough(text)) resolve(text);
	});
	return promise;
}

const ids = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map((m) => Number(m[1]));

describe("the event stream", () => {
	test("begins now when nothing is asked for, and has heartbeats", async () => {
		const stream = await listen();
		const text = readUntil(stream, (t) => t.includes("data: ") && t.split(":\n\n").length > 3);
		fixture.commit(verdict("one"));
		expect(ids(await text)).toEqual([fixture.client.store.getState().seq]);
	});

	test.each(["query", "header"])("resumes after an event named in the %s", async (by) => {
		const { seq } = fixture.client.store.getState();
		fixture.commit(verdict("one"), verdict("two"));
		const stream = await (by === "query"
			? listen(`?after=${seq}`)
			: listen("?after=1", { "Last-Event-ID": String(seq) }));
		const text = await readUntil(stream, (t) => ids(t).length >= 2);
		expect(ids(text)).toEqual([seq + 1, seq + 2]);
	});

	test("says reset when events are no longer here, then goes on", async () => {
		fixture.commit(...Array.from({ length: 600 }, (_, n) => verdict(`v${n}`)));
		const { seq } = fixture.client.store.getState();
		const stream = await listen("?after=3");
		const text = readUntil(stream, (t) => ids(t).length >= 2);
		fixture.commit(verdict("after"));
		expect(ids(await text)).toEqual([seq, seq + 1]);
		expect(await text).toContain("event: reset");
	});

	test("drops a reader that is more than 1 MiB behind", async () => {
		const stream = await listen();
		stream.pause();
		const ended = new Promise((resolve) => stream.once("close", resolve));
		stream.on("error", () => {});
		const long = "x".repeat(64 * 1024);
		for (let n = 0; n < 60; n += 1) fixture.commit(verdict(long));
		stream.resume();
		await ended;
		expect((await call(path, "/livez")).status).toBe(200);
	});

	test("gives a reader that comes back all that it missed, also more than 1 MiB", async () => {
		const { seq } = fixture.client.store.getState();
		for (let n = 0; n < 40; n += 1) fixture.commit(verdict(`${n}${"x".repeat(64 * 1024)}`));
		const stream = await listen(`?after=${seq}`);
		const text = await readUntil(stream, (t) => ids(t).length >= 40);
		expect(ids(text)).toEqual(Array.from({ length: 40 }, (_, n) => seq + 1 + n));
	});

	test.each(["-1", "nowhere", "1e999", "9".repeat(30)])(
		"says reset to one who asks to go on after %s",
		async (place) => {
			const stream = await listen("", { "Last-Event-ID": place });
			const { seq } = fixture.client.store.getState();
			const text = await readUntil(stream, (said) => said.includes("reset"));
			expect(text).toContain(`id: ${seq}\nevent: reset\n`);
		},
	);

	test("a wrong place to resume from is refused", async () => {
		const { status, body } = await call(path, "/v1/events?after=-1");
		expect([status, body.field]).toEqual([400, "after"]);
	});

	test("snapshot and events together are the server's state", async () => {
		const { body } = await call(path, "/v1/state");
		const store = createSnapshotStore(body.seq, reviveState(body.state), body.recent);
		expect(store.getState()).toEqual(fixture.client.store.getState());
		fixture.commit({ type: "dispatch.paused", all: true }, verdict("später – 🙂"));
		const stream = await listen(`?after=${body.seq}`);
		const read = createEventReader();
		const text = await readUntil(stream, (t) => ids(t).length >= 2);
		for (const half of [text.slice(0, 50), text.slice(50)]) applyRecords(store, read(half).records);
		expect(store.getState()).toEqual(fixture.client.store.getState());
	});
});

test("what is after a place is known only as long as it is kept", () => {
	const { client, commit } = fixtureClient();
	const after = (seq: number) => {
		const found = recordsAfter(client.store.getState(), seq);
		return found.kind === "reset" ? "reset" : found.records.map((r) => r.seq);
	};
	expect(after(0)).toEqual([]);
	expect(after(1)).toBe("reset");
	commit(verdict("a"), verdict("b"), verdict("c"));
	expect(after(0)).toEqual([1, 2, 3]);
	expect(after(2)).toEqual([3]);
	expect(after(4)).toBe("reset");
	commit(...Array.from({ length: 500 }, () => verdict("more")));
	expect(after(2)).toBe("reset");
	expect(after(3)).toHaveLength(500);
});
