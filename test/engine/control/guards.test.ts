import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
