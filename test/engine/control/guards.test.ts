import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../../src/engine/control/routes/table.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { call, socketPlace } from "./call.ts";
import { seededFixture } from "./fixture-client.ts";

const path = socketPlace();
const fixture = seededFixture();
let server: ControlServer;
const failures: unknown[] = [];

beforeAll(async () => {
	const { client, now } = fixture;
	const report = (error: unknown) => failures.push(error);
	server = await serveControl({ client, socketPath: path, version: "9.9.9", pid: 1, now, report });
});
afterAll(() => server.close());

const KEYS = ["detail", "field", "remedy", "status", "title", "type"];

describe("every request", () => {
	test.each(["null", "http://localhost", "https://evil.example"])(
		"with Origin %s is refused",
		async (origin) => {
			const { status, body } = await call(path, "/livez", { headers: { Origin: origin } });
			expect([status, body.type]).toEqual([403, "forbidden"]);
		},
	);

	test("that a web page made is refused", async () => {
		const headers = { "Sec-Fetch-Site": "cross-site" };
		expect((await call(path, "/livez", { headers })).status).toBe(403);
	});

	test.each(["evil.example", "localhost:80", "localhost.evil.example", "127.0.0.1", "0.0.0.0"])(
		"for host %s is refused",
		async (host) => {
			const { status, body } = await call(path, "/livez", { headers: { Host: host } });
			expect([status, body.type]).toEqual([421, "wrong-host"]);
		},
	);

	test("carries no CORS header in its answer and may not be cached", async () => {
		const { headers } = await call(path, "/v1/status");
		expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
		expect(headers["cache-control"]).toBe("no-store");
	});

	test.each(["..", ".", "%2e%2e", "..%2f..%2fpause"])(
		"with %s for a name is for the route that it was sent to",
		async (name) => {
			const sent = { method: "POST", body: "{}" };
			const { status, body } = await call(path, `/v1/sessions/${name}/restart`, sent);
			expect([status, body.detail]).toEqual([
				404,
				`there is no session ${JSON.stringify(decodeURIComponent(name))}`,
			]);
		},
	);

	test("to an unknown route is a 404 with all keys", async () => {
		const { status, body, headers } = await call(path, "/v1/nothing");
		expect([status, Object.keys(body).sort()]).toEqual([404, KEYS]);
		expect(headers["content-type"]).toContain("application/problem+json");
	});

	test.each([...new Set(routes.map((route) => route.path))])(
		"%s refuses other methods and names its own",
		async (pattern) => {
			const own = routes.filter((route) => route.path === pattern).map((route) => route.method);
			const target = pattern.replace(":name", "ccl-2");
			const other = ["GET", "POST"].filter((method) => !own.some((one) => one === method));
			for (const method of ["PUT", "DELETE", ...other]) {
				const answer = await call(path, target, { method });
				expect([answer.status, answer.headers.allow]).toEqual([405, own.join(", ")]);
			}
		},
	);

	test.each(routes.filter((route) => route.method === "GET").map((route) => route.path))(
		"GET %s names an unknown query field",
		async (pattern) => {
			const target = `${pattern.replace(":name", "ccl-2")}?colour=red`;
			const { status, body } = await call(path, target);
			expect([status, body.field]).toEqual([400, "colour"]);
		},
	);
});

describe("a body", () => {
	const posts = routes.filter((route) => route.method === "POST").map((route) => route.path);

	test.each(posts)("of POST %s must say that it is JSON", async (target) => {
		const headers = { "Content-Type": "text/plain" };
		const { status, body } = await call(path, target, { method: "POST", body: "{}", headers });
		expect([status, body.type]).toEqual([415, "wrong-type"]);
	});

	test.each(posts)("of POST %s must be JSON", async (target) => {
		const { status, body } = await call(path, target, { body: "{" });
		expect([status, body.type]).toEqual([400, "invalid"]);
	});

	test.each(posts)(
		"of POST %s is read up to its limit, which is 64 KiB for most",
		async (target) => {
			const limit = (target === "/v1/tasks" ? 512 : 64) * 1024;
			const body = JSON.stringify({ to: "x".repeat(limit) });
			const answer = await call(path, target, { body });
			expect([answer.status, answer.body.type]).toEqual([413, "too-large"]);
		},
	);

	test.each(posts)("of POST %s names an unknown field", async (target) => {
		const needed = { "/v1/tasks": { text: "x" }, "/v1/tasks/:id/priority": { priority: "low" } };
		const { [target]: more = {} } = needed as Record<string, object>;
		const unknown = { ...more, planId: "p", colour: "red" };
		const { status, body } = await call(path, target, { body: unknown });
		expect([status, body.type]).toEqual([400, "invalid"]);
		expect(["colour", "planId"]).toContain(body.field);
	});

	test.each([
		["dryRun", { dryRun: "yes" }],
		["to", { dryRun: true, to: 7 }],
		["sessions.0", { dryRun: true, sessions: [7] }],
		["force", { dryRun: true, force: "no" }],
		["planId", { planId: 7 }],
		["all", { all: 1 }],
	])("with a wrong %s is refused by that name", async (field, body) => {
		const target = field === "all" ? "/v1/pause" : "/v1/switch";
		const answer = await call(path, target, { body });
		expect([answer.status, answer.body.field]).toEqual([400, field]);
	});
});

test("a sender that leaves within its body is no failure of the server", async () => {
	const socket = connect(path);
	const head = "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 9";
	socket.write(`POST /v1/pause HTTP/1.1\r\n${head}\r\n\r\n{`);
	await wait(50);
	socket.destroy();
	await wait(50);
	expect(failures).toEqual([]);
});

test.each([
	["nonsense\r\n\r\n", "400"],
	[`GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ${"y".repeat(9000)}\r\n\r\n`, "431"],
	["GET /livez HTTP/1.1\r\n\r\n", "400"],
	["GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", "400"],
])("what is no request is answered and cut (%#)", async (text, status) => {
	const socket = connect(path);
	socket.write(text);
	let answer = "";
	socket.on("data", (chunk) => {
		answer += String(chunk);
	});
	await once(socket, "close");
	expect(answer).toContain(`HTTP/1.1 ${status}`);
});
