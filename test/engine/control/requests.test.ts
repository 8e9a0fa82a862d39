import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Place } from "./call.ts";
import { type Doors, openDoors, TOKENS } from "./open-doors.ts";
import { connectRaw, parseAnswer, sendRaw } from "./raw.ts";
import { expectProblem, type Refusal, touched } from "./refusal.ts";

let doors: Doors;
let before: ReturnType<typeof touched>;
const failures: unknown[] = [];

beforeAll(async () => {
	doors = await openDoors({ access: { rate: null }, report: (error) => failures.push(error) });
});
afterAll(() => doors.server.close());
beforeEach(() => {
	before = touched(doors.fixture);
});
afterEach(() => expect(failures).toEqual([]));

type DoorName = "the socket" | "TCP";
const placeOf = (at: DoorName): Place => (at === "TCP" ? doors.tcp : doors.server.socketPath);

/** The first lines of a request that is let in at the door. */
function headOf(at: DoorName, line: string, ...more: readonly string[]): string {
	const host = at === "TCP" ? `127.0.0.1:${doors.port}` : "localhost";
	const known = at === "TCP" ? [`Authorization: Bearer ${TOKENS.rule}`] : [];
	return [line, `Host: ${host}`, ...known, ...more, "", ""].join("\r\n");
}

const CHUNKS = ["Transfer-Encoding: chunked", "Content-Type: application/json"];

/** Requests that are no plain ones, and what is said to them. */
const STRANGE: readonly (readonly [string, (at: DoorName) => string, Refusal])[] = [
	["speaks no HTTP", () => "nonsense\r\n\r\n", ["invalid", 400]],
	["speaks HTTP/2", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ["invalid", 400]],
	["names no host", () => "GET /livez HTTP/1.1\r\n\r\n", ["invalid", 400]],
	["names no host, in HTTP/1.0", () => "GET /livez HTTP/1.0\r\n\r\n", ["invalid", 400]],
	[
		"names two hosts",
		(at) => headOf(at, "GET /livez HTTP/1.1", "Host: evil.example"),
		["invalid", 400],
	],
	[
		"has headers over 8 KiB",
		(at) => headOf(at, "GET /livez HTTP/1.1", `X: ${"y".repeat(9000)}`),
		["headers-too-large", 431],
	],
	[
		"wants a tunnel",
		(at) => headOf(at, "CONNECT evil.example:443 HTTP/1.1"),
		["wrong-method", 405],
	],
	[
		"wants a tunnel to another host's server",
		() => "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
		["wrong-host", 421],
	],
	[
		"wants another protocol",
		(at) => headOf(at, "GET /v1/events HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket"),
		["invalid", 400],
	],
	[
		"names its target in absolute form",
		(at) => headOf(at, "GET http://localhost/livez HTTP/1.1"),
		["invalid", 400],
	],
	["asks for no path", (at) => headOf(at, "OPTIONS * HTTP/1.1"), ["invalid", 400]],
	[
		"expects something else",
		(at) => headOf(at, "POST /v1/pause HTTP/1.1", "Expect: the-moon", "Content-Length: 2"),
		["wrong-expectation", 417],
	],
	[
		"is of two lengths",
		(at) => headOf(at, "POST /v1/pause HTTP/1.1", "Content-Length: 2", "Content-Length: 3"),
		["invalid", 400],
	],
	[
		"is of a length and in chunks",
		(at) => headOf(at, "POST /v1/pause HTTP/1.1", "Content-Length: 2", ...CHUNKS),
		["invalid", 400],
	],
	[
		"breaks off into nonsense within its body",
		(at) => `${headOf(at, "POST /v1/pause HTTP/1.1", ...CHUNKS)}2\r\n{}\r\nnonsense\r\n`,
		["invalid", 400],
	],
];

describe.each(["the socket", "TCP"] as const)("by %s, what", (at) => {
	test.each(STRANGE)(
		"%s is told what is wrong, cut, and reaches nothing",
		async (_, sent, refusal) => {
			const answer = parseAnswer(await sendRaw(placeOf(at), sent(at)));
			expectProblem(answer, refusal);
			expect(answer.headers).toMatchObject({ connection: "close", "cache-control": "no-store" });
			expect(touched(doors.fixture)).toEqual(before);
		},
	);

	test("turns into nonsense behind a stream gets nothing written into that stream", async () => {
		const { socket, text, cut } = await connectRaw(placeOf(at));
		socket.write(headOf(at, "GET /v1/events HTTP/1.1"));
		await expect.poll(text).toContain("text/event-stream");
		socket.write("nonsense\r\n\r\n");
		await cut;
		socket.destroy();
		expect(text().match(/HTTP\/1\.1/g)).toHaveLength(1);
	});
});

const EXPECT = ["Expect: 100-continue", "Content-Type: application/json"];

describe.each(["the socket", "TCP"] as const)("by %s, who waits with the body", (at) => {
	test("is asked for it, and keeps the connection", async () => {
		const { socket, text } = await connectRaw(placeOf(at));
		for (let n = 1; n <= 2; n++) {
			socket.write(headOf(at, "POST /v1/tasks HTTP/1.1", ...EXPECT, "Content-Length: 14"));
			await expect.poll(() => text().match(/HTTP\/1\.1 100 Continue/g)?.length).toBe(n);
			expect(text().match(/HTTP\/1\.1 201/g)?.length ?? 0).toBe(n - 1);
			socket.write('{"text":"Do."}');
			await expect.poll(() => text().match(/HTTP\/1\.1 201/g)?.length).toBe(n);
		}
		socket.destroy();
	});

	const tooLong = 512 * 1024 + 1;
	const refusals: readonly (readonly [string, () => string, number])[] = [
		["shows a wrong host", () => `POST /v1/tasks HTTP/1.1\r\nHost: evil.example\r\n`, 421],
		["comes from a web page", () => head("POST /v1/tasks HTTP/1.1", "Origin: null"), 403],
		[
			"says that it is too long",
			() => head("POST /v1/tasks HTTP/1.1", `Content-Length: ${tooLong}`),
			413,
		],
		["asks for what is not there", () => head("POST /v1/nothing HTTP/1.1"), 404],
		["uses another method", () => head("PUT /v1/tasks HTTP/1.1"), 405],
		["has a wrong search", () => head("POST /v1/tasks?x=1 HTTP/1.1"), 400],
		["is too long for MCP", () => head("POST /mcp HTTP/1.1", "Content-Length: 3000000"), 413],
	];
	const head = (line: string, ...more: readonly string[]): string =>
		headOf(at, line, ...more).slice(0, -2);

	test.each(refusals)("is not asked for it where the request %s", async (_, sent, status) => {
		const length = /Content-Length/.test(sent()) ? [] : ["Content-Length: 14"];
		const lines = [...EXPECT, ...length, "", ""].join("\r\n");
		const answer = parseAnswer(await sendRaw(placeOf(at), `${sent()}${lines}`));
		expect([answer.status, answer.headers.connection]).toEqual([status, "close"]);
		expect(touched(doors.fixture)).toEqual(before);
	});
});

test.each([
	["nobody", null, 401],
	["a lesser scope", TOKENS.look, 403],
])("by TCP %s who waits with the body is not asked for it", async (_, token, status) => {
	const known = token === null ? [] : [`Authorization: Bearer ${token}`];
	const host = `Host: 127.0.0.1:${doors.port}`;
	const lines = ["POST /v1/tasks HTTP/1.1", host, ...known, ...EXPECT, "Content-Length: 14"];
	const answer = parseAnswer(await sendRaw(doors.tcp, [...lines, "", ""].join("\r\n")));
	expect([answer.status, answer.headers.connection]).toEqual([status, "close"]);
	expect(touched(doors.fixture)).toEqual(before);
});

describe("a long answer", () => {
	const ask = "GET /v1/sessions/ccl-2/preview?rows=500 HTTP/1.1\r\nHost: localhost\r\n\r\n";
	const LENGTH = 30_000_000;
	beforeAll(() => {
		doors.fixture.rows = Array.from({ length: 300 }, () => "x".repeat(LENGTH / 300));
	});

	test("that is never read is given up, and its connection with it", async () => {
		const { fixture } = doors;
		const { server } = await openDoors({ fixture, readMs: 300 });
		const { socket, text } = await connectRaw(server.socketPath);
		socket.pause();
		socket.write(ask);
		const cut = () => {
			// An empty line between requests is nothing to a server, and an error on a connection that was cut.
			if (!socket.destroyed) socket.write("\r\n");
			return socket.destroyed;
		};
		await expect.poll(cut, { timeout: 20_000 }).toBe(true);
		expect(text().length).toBeLessThan(LENGTH);
		await server.close();
	});

	test("that is read comes whole", async () => {
		const { socket, text } = await connectRaw(doors.server.socketPath);
		socket.write(ask);
		await expect.poll(() => text().length, { timeout: 20_000 }).toBeGreaterThan(LENGTH);
		socket.destroy();
	});
}, 30_000);
