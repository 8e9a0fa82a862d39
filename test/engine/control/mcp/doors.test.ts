import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, describe, expect, test } from "vitest";
import { type ControlServer, serveControl } from "../../../../src/engine/control/server.ts";
import { tcpDoor } from "../../../../src/engine/control/tcp-door.ts";
import { socketPlace } from "../call.ts";
import { seededFixture } from "../fixture-client.ts";
import { freePort } from "../free-port.ts";
import { newClient } from "./asker.ts";

const TOKENS = { LOOK: "l".repeat(40), HAND: "h".repeat(40), RULE: "r".repeat(40) };

let server: ControlServer;
afterEach(() => server.close());

/** Serves MCP by TCP for a token of each scope, and gives what attaches with one of them. */
async function open(mcpActs: boolean, readonly = false) {
	const { client, now } = seededFixture();
	const port = await freePort();
	const token = (name: string, scope: "read" | "dispatch" | "admin") => {
		return { name, scope, source: { env: name, file: null } };
	};
	const { door } = tcpDoor(
		{
			listen: { kind: "tcp", host: "127.0.0.1", port },
			bearerTokenEnv: null,
			tokens: [token("LOOK", "read"), token("HAND", "dispatch"), token("RULE", "admin")],
			enableTrigger: mcpActs,
		},
		TOKENS,
	);
	const base = { client, socketPath: socketPlace(), version: "9", pid: 1, now };
	server = await serveControl({ ...base, tcp: door, mcpActs, readonly });
	return async (authorization: string | null) => {
		const headers = authorization === null ? {} : { Authorization: authorization };
		const url = new URL(`http://127.0.0.1:${port}/mcp`);
		const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers } });
		const mcp = newClient("legacy");
		await mcp.connect(transport);
		const names = (await mcp.listTools()).tools.map(({ name }) => name);
		const status = await mcp.callTool({ name: "get_status", arguments: {} });
		await mcp.close();
		return { names, status };
	};
}

describe("MCP at the TCP door", () => {
	test.each([
		["LOOK", [false, false]],
		["HAND", [true, false]],
		["RULE", [true, true]],
	] as const)("with the token %s has the tools of its scope", async (name, [adds, switches]) => {
		const attach = await open(true);
		const { names, status } = await attach(`Bearer ${TOKENS[name]}`);
		expect(names).toContain("get_status");
		expect([names.includes("add_task"), names.includes("force_switch")]).toEqual([adds, switches]);
		expect(status.structuredContent).toMatchObject({ schemaVersion: expect.any(Number) });
	});

	test.each([
		["where the configuration lets nobody act", false, false],
		["at a server that is read-only", true, true],
	])("only looks %s", async (_where, acts, readonly) => {
		const attach = await open(acts, readonly);
		const { names } = await attach(`Bearer ${TOKENS.RULE}`);
		expect(names).toContain("plan_switch");
		expect(names.filter((name) => ["add_task", "force_switch"].includes(name))).toEqual([]);
	});

	test("lets nobody in without a token", async () => {
		const attach = await open(true);
		await expect(attach(null)).rejects.toThrow();
		await expect(attach("Bearer nobody")).rejects.toThrow();
	});
});
