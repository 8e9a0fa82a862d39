import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { McpHttpConfig } from "../../../src/engine/config/config.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { tcpDoor } from "../../../src/engine/control/tcp-door.ts";
import { call, open, socketPlace } from "./call.ts";
import { seededFixture, verdict } from "./fixture-client.ts";
import { type Doors, ENV, openDoors, TOKENS } from "./open-doors.ts";
import { connectRaw, type Raw } from "./raw.ts";

const servers: ControlServer[] = [];
const others: Server[] = [];

afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
	for (const other of others.splice(0)) other.close();
});

async function openDoor(options: Parameters<typeof openDoors>[0] = {}): Promise<Doors> {
	const doors = await openDoors(options);
	servers.push(doors.server);
	return doors;
}

describe("a token", () => {
	test("of the scope that is needed is let in, by every name of this machine", async () => {
		const { ask, port } = await openDoor();
		for (const name of ["127.0.0.1", "localhost", "[::1]"]) {
			const answer = await ask("/v1/status", TOKENS.look, { headers: { Host: `${name}:${port}` } });
			expect(answer.status).toBe(200);
		}
		expect((await ask("/v1/tasks", TOKENS.hand, { body: { text: "x" } })).status).toBe(201);
		expect((await ask("/v1/pause", TOKENS.rule, { body: {} })).status).toBe(200);
		const dry = { body: { dryRun: true } };
		expect((await ask("/v1/switch", TOKENS.look, dry)).status).toBe(200);
	});

	test("that only looks cannot come between a plan that was shown and its run", async () => {
		const { ask, fixture } = await openDoor();
		const body = { dryRun: true, purpose: "run" };
		expect((await ask("/v1/switch", TOKENS.look, { body })).status).toBe(403);
		expect(fixture.asked).toEqual([]);
		expect((await ask("/v1/switch", TOKENS.rule, { body })).status).toBe(200);
	});

	test("has plans of its own, as has everybody else who asks", async () => {
		const { ask, fixture, server } = await openDoor();
		const body = { dryRun: true, purpose: "show" };
		await ask("/v1/switch", TOKENS.look, { body });
		await ask("/v1/switch", TOKENS.rule, { body });
		await call(server.socketPath, "/v1/switch", { body });
		await ask("/v1/explain", TOKENS.hand);
		expect(fixture.asked.map(({ asker }) => asker)).toEqual(["looker", "bearer", "socket", "hand"]);
	});

	test("only looks where the configuration lets nobody act", async () => {
		const { ask } = await openDoor({ over: { enableTrigger: false } });
		const answer = await ask("/v1/pause", TOKENS.rule, { body: {} });
		expect([answer.status, answer.body.type]).toEqual([403, "forbidden"]);
		expect(answer.body.remedy).toContain("mcp_http.enable_trigger: true");
		expect((await ask("/v1/status", TOKENS.rule)).status).toBe(200);
	});

	test("only looks at a server that is read-only", async () => {
		const { ask } = await openDoor({ readonly: true });
		const answer = await ask("/v1/pause", TOKENS.rule, { body: {} });
		expect([answer.status, answer.body.type]).toEqual([403, "readonly"]);
	});

	test("may send so many requests at once, and is told when to come again", async () => {
		const { ask, fixture } = await openDoor();
		const many = (count: number, token: string) =>
			Promise.all(Array.from({ length: count }, () => ask("/livez", token)));
		const statuses = (await many(41, TOKENS.look)).map((a) => a.status).sort();
		expect(statuses).toEqual([...Array<number>(40).fill(200), 429]);
		const late = await ask("/livez", TOKENS.look);
		expect([late.body.type, late.headers["retry-after"]]).toEqual(["too-many", "1"]);
		expect((await ask("/livez", TOKENS.rule)).status).toBe(200);
		fixture.at += 1000;
		expect((await many(20, TOKENS.look)).every((a) => a.status === 200)).toBe(true);
	});

	test("may have eight event streams, and one more when one has ended", async () => {
		const { port, ask } = await openDoor();
		const stream = () =>
			open({ host: "127.0.0.1", port }, "/v1/events", {
				headers: { Host: `127.0.0.1:${port}`, Authorization: `Bearer ${TOKENS.look}` },
			});
		const eight = await Promise.all(Array.from({ length: 8 }, stream));
		expect(eight.map((s) => s.statusCode)).toEqual(Array(8).fill(200));
		const ninth = await stream();
		expect(ninth.statusCode).toBe(429);
		ninth.destroy();
		const mcp = await ask("/mcp", TOKENS.look, { headers: { Accept: "text/event-stream" } });
		expect([mcp.status, mcp.body.type]).toEqual([429, "too-many"]);
		eight[0]?.destroy();
		await expect.poll(async () => (await stream()).statusCode).toBe(200);
		for (const one of eight) one.destroy();
	});
});

/** A connection that sends this and never ends its own side. */
async function rude(port: number, text: string): Promise<Socket> {
	const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
	socket.on("error", () => {}).resume();
	await once(socket, "connect");
	socket.write(text);
	return socket;
}

describe("all 64 connections", () => {
	test.each([
		["speak no HTTP", () => "nonsense\r\n\r\n"],
		["show no token", (host: string) => `GET /livez HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
	])("of strangers that %s are given back at once, though they never hang up", async (_, text) => {
		const { ask, port } = await openDoor();
		const sent = text(`127.0.0.1:${port}`);
		const all = await Promise.all(Array.from({ length: 64 }, () => rude(port, sent)));
		const status = () =>
			ask("/livez", TOKENS.look).then(
				(a) => a.status,
				() => null,
			);
		await expect.poll(status, { timeout: 3000, interval: 100 }).toBe(200);
		for (const one of all) one.destroy();
	});

	test("that stay silent give way to whoever comes, the oldest first", async () => {
		const { ask, tcp } = await openDoor();
		const silent: Raw[] = [];
		for (let n = 0; n < 200; n++) silent.push(await connectRaw(tcp));
		expect((await ask("/livez", TOKENS.look)).status).toBe(200);
		await Promise.all(silent.slice(0, 130).map(({ cut }) => cut));
		const open = silent.slice(140).map(({ socket }) => socket.readableEnded || socket.destroyed);
		expect(open).toEqual(Array(60).fill(false));
		for (const { socket } of silent) socket.destroy();
	});

	test("of somebody who is known are nobody's to take", async () => {
		const { tcp, port, fixture } = await openDoor({ access: { connections: 2 } });
		const headers = { Host: `127.0.0.1:${port}`, Authorization: `Bearer ${TOKENS.look}` };
		const streams = await Promise.all([1, 2].map(() => open(tcp, "/v1/events", { headers })));
		const strangers = await Promise.all(Array.from({ length: 20 }, () => connectRaw(tcp)));
		await Promise.all(strangers.map(({ cut }) => cut));
		fixture.commit(verdict("still told"));
		for (const stream of streams) {
			let text = "";
			stream.on("data", (chunk) => {
				text += String(chunk);
			});
			await expect.poll(() => text).toContain("still told");
			stream.destroy();
		}
	});
});

describe("the TCP door", () => {
	const listen = { kind: "tcp", host: "127.0.0.1", port: 1 } as const;
	const config = (over: Partial<McpHttpConfig>): McpHttpConfig => {
		return { listen, bearerTokenEnv: null, tokens: [], enableTrigger: false, ...over };
	};
	const fileToken = (file: string): McpHttpConfig["tokens"] => [
		{ name: "scripts", scope: "read", source: { env: null, file } },
	];

	test.each([
		[undefined, "is not in the variable T"],
		["", "is not in the variable T"],
		["short", "has under 32 characters"],
		[`${"x".repeat(40)} y`, "or blanks in it"],
	])("stays shut with the token %j, and says why", (value, why) => {
		const { door, notices } = tcpDoor(config({ bearerTokenEnv: "T" }), { T: value });
		expect(door).toBeNull();
		expect(notices).toEqual([
			{ what: expect.stringContaining(why), remedy: expect.stringContaining("openssl rand") },
		]);
		expect(notices[0]?.what).toMatch(/^the token bearer .*; it lets nobody in$/);
		expect(JSON.stringify(notices)).not.toContain("xxxx");
	});

	test.each([0o640, 0o604, 0o660])("does not take a token from a file of mode %o", (mode) => {
		const file = join(mkdtempSync(join(tmpdir(), "t-")), "token");
		writeFileSync(file, TOKENS.look, { mode });
		const { door, notices } = tcpDoor(config({ tokens: fileToken(file) }), {});
		expect(door).toBeNull();
		expect(notices[0]).toMatchObject({
			what: expect.stringContaining("can be read by others"),
			remedy: expect.stringContaining(`chmod 600 ${file}`),
		});
	});

	test("takes a token from a file that is ours alone", () => {
		const file = join(mkdtempSync(join(tmpdir(), "t-")), "token");
		writeFileSync(file, `${TOKENS.look}\n`, { mode: 0o600 });
		const { door } = tcpDoor(config({ tokens: fileToken(file) }), {});
		const caller = door?.access.callerOf(`Bearer ${TOKENS.look}`);
		expect(caller).toEqual({ name: "scripts", scope: "read" });
	});

	test("opens for the tokens that are well, and names the others", () => {
		const both = { bearerTokenEnv: "RULE", tokens: fileToken("/nowhere/token") };
		const { door, notices } = tcpDoor(config(both), ENV);
		expect(door).not.toBeNull();
		expect(notices[0]?.what).toContain("scripts cannot be read (/nowhere/token: ENOENT)");
	});

	test("leaves the socket open when its port is taken, and says so", async () => {
		const taken = createServer().listen(0, "127.0.0.1");
		others.push(taken);
		await expect.poll(() => taken.address()).not.toBeNull();
		const { port } = taken.address() as { port: number };
		const { client, now } = seededFixture();
		const { door } = tcpDoor(config({ bearerTokenEnv: "RULE", listen: { ...listen, port } }), ENV);
		const base = { client, socketPath: socketPlace(), version: "9", pid: 1, now };
		const server = await serveControl({ ...base, tcp: door });
		servers.push(server);
		expect(server.notice?.what).toContain(`cannot listen on 127.0.0.1:${port} (EADDRINUSE)`);
		expect((await call(server.socketPath, "/livez")).status).toBe(200);
	});

	test("is shut again with the server", async () => {
		const { server, ask } = await openDoor();
		expect((await ask("/livez", TOKENS.look)).status).toBe(200);
		await server.close();
		await expect(ask("/livez", TOKENS.look)).rejects.toMatchObject({ code: "ECONNREFUSED" });
	});
});
