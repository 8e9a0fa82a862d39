import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "../../../src/engine/control/routes/table.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { tcpDoor } from "../../../src/engine/control/tcp-door.ts";
import { type Place, socketPlace } from "./call.ts";
import { type Fixture, seededFixture } from "./fixture-client.ts";
import { freePort } from "./free-port.ts";

const LOOKER = "r".repeat(40);

/** The answers that a request may get; 500 is none of them. */
const ANSWERS = new Set([
	200, 201, 202, 400, 401, 403, 404, 405, 409, 413, 415, 421, 422, 431, 503,
]);

let server: ControlServer;
let fixture: Fixture;
let port: number;
const failures: unknown[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

beforeAll(async () => {
	fixture = seededFixture();
	port = await freePort();
	const { client, now } = fixture;
	const tokens = [{ name: "looker", scope: "read", source: { env: "LOOK", file: null } }] as const;
	const listen = { kind: "tcp", host: "127.0.0.1", port } as const;
	const config = { listen, bearerTokenEnv: null, tokens, enableTrigger: true };
	const { door } = tcpDoor(config, { LOOK: LOOKER });
	if (door === null) throw new Error("the door is shut");
	server = await serveControl({
		...{ client, socketPath: socketPlace(), version: "9", pid: 1, now },
		// All would be told to come later.
		tcp: { ...door, access: { ...door.access, rate: null } },
		report: (error) => failures.push(error),
	});
});
afterAll(async () => {
	agent.destroy();
	await server.close();
});

interface Sent {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

const visible = fc.string({
	unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
	maxLength: 40,
});
const word = fc.oneof(
	fc.constantFrom(
		"ccl-2",
		"T-1",
		"app",
		"__proto__",
		"constructor",
		"..",
		"%2e%2e",
		"%00",
		"%ff",
		"ccl-2%2fpreview",
	),
	visible.map(encodeURIComponent),
);
const path = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.tuple(fc.constantFrom(...routes.map((r) => r.path)), word, word).map(filled),
	},
	{ weight: 1, arbitrary: visible.map((text) => `/${text}`) },
);
const search = fc.oneof(
	fc.constant(""),
	fc
		.tuple(fc.constantFrom("after", "rows", "session", "__proto__", "x"), visible)
		.map(([k, v]) => `?${k}=${encodeURIComponent(v)}`),
);
const body = fc.oneof(
	fc.constant(""),
	fc.json({ maxDepth: 4 }),
	fc
		.record(
			{
				planId: fc.oneof(visible, fc.integer()),
				dryRun: fc.oneof(fc.boolean(), visible),
				to: fc.oneof(fc.constantFrom("a", "b", "__proto__", null), visible),
				sessions: fc.array(visible, { maxLength: 3 }),
				force: fc.boolean(),
				at: fc.double(),
				text: fc.string({ unit: "binary" }),
				priority: fc.constantFrom("low", "critical", "x"),
				project: visible,
				cancel: fc.boolean(),
			},
			{ requiredKeys: [] },
		)
		.map((value) => JSON.stringify(value)),
	fc.string({ unit: "binary", maxLength: 200 }),
);
const headers = fc
	.record(
		{
			Authorization: fc.oneof(
				{ weight: 6, arbitrary: fc.constant(`Bearer ${LOOKER}`) },
				{ weight: 1, arbitrary: visible.map((text) => `Bearer ${text}`) },
			),
			"Content-Type": fc.oneof(
				{ weight: 5, arbitrary: fc.constant("application/json") },
				{ weight: 1, arbitrary: visible },
			),
			"Idempotency-Key": visible,
			"Last-Event-ID": visible,
			Origin: fc.constantFrom("null", "https://evil.example"),
			"X-HTTP-Method-Override": fc.constantFrom("POST", "DELETE"),
		},
		{ requiredKeys: ["Authorization", "Content-Type"] },
	)
	.map(({ Origin, ...rest }) => (Origin === "null" ? { ...rest, Origin } : rest));
const anyRequest: fc.Arbitrary<Sent> = fc.record({
	method: fc.oneof(
		{ weight: 9, arbitrary: fc.constantFrom("GET", "POST") },
		{ weight: 1, arbitrary: fc.constantFrom("PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE") },
	),
	path: fc.tuple(path, search).map((parts) => parts.join("")),
	headers,
	body,
});

function filled([pattern, name, id]: readonly [string, string, string]): string {
	return pattern.replace(":name", () => name).replace(":id", () => id);
}

function send(
	to: Place,
	{ method, path: target, headers: more, body: text }: Sent,
): Promise<number> {
	return new Promise((resolve, reject) => {
		const at = typeof to === "string" ? { socketPath: to } : to;
		const Host = typeof to === "string" ? "localhost" : `${to.host}:${to.port}`;
		const sent = request({ ...at, agent, method, path: target, headers: { Host, ...more } });
		sent.once("error", reject);
		sent.once("response", (response) => {
			const status = response.statusCode ?? 0;
			// A stream has no end of its own.
			if (response.headers["content-type"]?.startsWith("text/event-stream")) response.destroy();
			else response.resume();
			response.once("close", () => resolve(status));
		});
		sent.end(method === "POST" || method === "PUT" ? text : undefined);
	});
}

/** Sends so many requests, some at once, and counts the answers; none may be another than those of `ANSWERS`. */
async function sendMany(to: Place, count: number): Promise<ReadonlyMap<number, number>> {
	const seen = new Map<number, number>();
	for (let round = 0; round < count / 100; round++) {
		const requests = fc.sample(anyRequest, { numRuns: 100, seed: round });
		const statuses = await Promise.all(requests.map((one) => send(to, one)));
		for (const [at, status] of statuses.entries()) {
			if (!ANSWERS.has(status)) throw new Error(`${status}: ${JSON.stringify(requests[at])}`);
			seen.set(status, (seen.get(status) ?? 0) + 1);
		}
	}
	return seen;
}

test("100,000 random requests of a token that may look change nothing and break nothing", async () => {
	const before = fixture.client.store.getState();
	const seen = await sendMany({ host: "127.0.0.1", port }, 100_000);
	expect(failures).toEqual([]);
	expect(fixture.client.store.getState()).toBe(before);
	const { ran, tidied, tasks } = fixture;
	expect([ran, tidied, tasks.added, tasks.did]).toEqual([[], 0, [], []]);
	// They reached what they were to reach: answers, and what is refused for each reason.
	for (const status of [200, 400, 401, 403, 404, 405, 415]) {
		expect([status, (seen.get(status) ?? 0) > 50]).toEqual([status, true]);
	}
}, 300_000);

test("10,000 random requests of one who may do everything break nothing", async () => {
	const seen = await sendMany(server.socketPath, 10_000);
	expect(failures).toEqual([]);
	expect(fixture.tasks.did.length).toBeGreaterThan(0);
	expect(seen.get(200)).toBeGreaterThan(100);
}, 120_000);

test("2,000 connections that speak no HTTP at all are cut, and others are answered", async () => {
	const noise = fc.oneof(
		fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
		fc
			.string({ maxLength: 200 })
			.map((text) => Buffer.from(`GET /v1/status HTTP/1.1\r\n${text}\r\n\r\n`)),
	);
	for (const [at, bytes] of fc.sample(noise, { numRuns: 2000, seed: 7 }).entries()) {
		const socket = connect(port, "127.0.0.1");
		socket.on("error", () => {}).resume();
		socket.end(bytes);
		if (at % 20 === 0) await once(socket, "close");
	}
	const head = { Authorization: `Bearer ${LOOKER}` };
	expect(
		await send(
			{ host: "127.0.0.1", port },
			{ method: "GET", path: "/v1/status", headers: head, body: "" },
		),
	).toBe(200);
});
