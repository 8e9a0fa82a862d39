import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createReplays } from "../../../src/engine/control/http/idempotency.ts";
import { json, type Reply } from "../../../src/engine/control/http/route.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { call, socketPlace } from "./call.ts";
import { type Fixture, seededFixture } from "./fixture-client.ts";

let path: string;
let fixture: Fixture;
let server: ControlServer;

beforeEach(async () => {
	path = socketPlace();
	fixture = seededFixture();
	const { client, now } = fixture;
	server = await serveControl({ client, socketPath: path, version: "9.9.9", pid: 1, now });
});
afterEach(() => server.close());

const add = (key: string | null, text = "Do it.") =>
	call(path, "/v1/tasks", {
		body: { text },
		headers: key === null ? {} : { "Idempotency-Key": key },
	});

describe("an act with an idempotency key", () => {
	test("is done once, however often it is asked, and each asker gets the same answer", async () => {
		const [first, ...others] = await Promise.all([add("k1"), add("k1"), add("k1")]);
		others.push(await add("k1"));
		for (const other of others) expect([other.status, other.body]).toEqual([201, first.body]);
		expect(fixture.tasks.added).toHaveLength(1);
	});

	test("is another act with another key, and without one", async () => {
		for (const key of ["k1", "k2", null, null]) expect((await add(key)).status).toBe(201);
		expect(fixture.tasks.added).toHaveLength(4);
	});

	test("is not done when the key was used for something else", async () => {
		await add("k1");
		const other = await add("k1", "Do something else.");
		expect([other.status, other.body.type]).toEqual([422, "key-reused"]);
		const elsewhere = { body: {}, headers: { "Idempotency-Key": "k1" } };
		expect((await call(path, "/v1/pause", elsewhere)).status).toBe(422);
		expect(fixture.tasks.added).toHaveLength(1);
	});

	test("that was refused stays refused, and one that failed may be tried again", async () => {
		fixture.tasks.reply = { kind: "refused", why: "the disk is full", remedy: "make room" };
		expect((await add("k1")).status).toBe(409);
		fixture.tasks.reply = { kind: "done" };
		expect((await add("k1")).status).toBe(409);
		const fails = fixture.tasks.add;
		fixture.tasks.add = () => Promise.reject(new Error("it broke"));
		expect((await add("k2")).status).toBe(500);
		fixture.tasks.add = fails;
		expect((await add("k2")).status).toBe(201);
	});

	test("is known for ten minutes", async () => {
		await add("k1");
		fixture.at += 599_000;
		await add("k1");
		expect(fixture.tasks.added).toHaveLength(1);
		fixture.at += 2_000;
		await add("k1");
		expect(fixture.tasks.added).toHaveLength(2);
	});

	test.each(["", " ", "a b", "x".repeat(201)])(
		"must have a word for a key, not %j",
		async (key) => {
			const answer = await add(key);
			expect([answer.status, answer.body.type]).toEqual([400, "invalid"]);
			expect(fixture.tasks.added).toEqual([]);
		},
	);
});

test("a question needs no key, and is answered anew each time", async () => {
	const ask = { body: { dryRun: true }, headers: { "Idempotency-Key": "k1" } };
	await call(path, "/v1/switch", ask);
	await call(path, "/v1/switch", ask);
	expect(fixture.asked).toHaveLength(2);
});

test("of what was asked with a key only a hash is kept", async () => {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as () => void;
	const replays = createReplays(() => 0);
	const act = async () => json({});
	collect();
	const before = process.memoryUsage().heapUsed;
	for (let n = 0; n < 100; n++) {
		const asked = Buffer.alloc(512 * 1024, `${n} `).toString("latin1");
		await replays.once({ caller: "hand", key: `k${n}`, asked }, act);
	}
	collect();
	expect(process.memoryUsage().heapUsed - before).toBeLessThan(10 * 1024 * 1024);
	await expect(replays.once({ caller: "hand", key: "k1", asked: "" }, act)).resolves.toMatchObject({
		problem: { type: "key-reused" },
	});
});

test("an act that is under way is not begun again, however late the clock says it is", async () => {
	let now = 0;
	let begun = 0;
	const replays = createReplays(() => now);
	const { promise, resolve } = Promise.withResolvers<Reply>();
	const act = (): Promise<Reply> => {
		begun += 1;
		return promise;
	};
	const asked = { caller: "socket", key: "k1", asked: "all of it" };
	const first = replays.once(asked, act);
	now = 700_000;
	const second = replays.once(asked, act);
	resolve(json({}));
	expect([await first, await second, begun]).toEqual([json({}), json({}), 1]);
});
