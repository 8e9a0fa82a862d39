import { type Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
	createMcpEndpoint,
	type McpCaller,
	type McpEndpoint,
	type McpEndpointOptions,
} from "../../../../src/engine/control/mcp/endpoint.ts";
import { mountMcp } from "../../../../src/engine/control/mcp/mount.ts";
import { type ManualClock, manualClock } from "../../../support/manual-clock.ts";
import { waitFor } from "../../../support/wait-for.ts";
import { type Fixture, seededFixture, verdict } from "../fixture-client.ts";
import { type Asker, askerOf, newClient } from "./asker.ts";
import { serveWeb, type WebServer } from "./web-server.ts";

let fixture: Fixture;
let clock: ManualClock;
let endpoint: McpEndpoint;
let web: WebServer;
/** Who the door says is asking. */
let caller: McpCaller;

async function open(more: Partial<McpEndpointOptions> = {}): Promise<void> {
	const { client, now } = fixture;
	const options = { client, acting: true, version: "9.9.9", now, clock, ...more };
	endpoint = createMcpEndpoint(options);
	web = await serveWeb((request) => endpoint.handle(request, caller));
}

beforeEach(() => {
	fixture = seededFixture();
	clock = manualClock();
	caller = { name: "operator", scope: "admin" };
});
afterEach(async () => {
	await endpoint.close();
	await web[Symbol.asyncDispose]();
});

interface Attached extends Asker {
	readonly transport: StreamableHTTPClientTransport;
}

async function attach(era: "legacy" | "modern" = "legacy"): Promise<Attached> {
	const transport = new StreamableHTTPClientTransport(web.url);
	const client = newClient(era);
	await client.connect(transport);
	return { ...askerOf(client), transport };
}

const HEADERS = {
	"Content-Type": "application/json",
	Accept: "application/json, text/event-stream",
};

const INITIALIZE = {
	jsonrpc: "2.0",
	id: 1,
	method: "initialize",
	params: {
		protocolVersion: "2025-11-25",
		capabilities: {},
		clientInfo: { name: "test", version: "1" },
	},
};

function post(body: object | string, headers: Record<string, string> = {}): Promise<Response> {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	return fetch(web.url, { method: "POST", body: text, headers: { ...HEADERS, ...headers } });
}

async function begin(): Promise<string> {
	const response = await post(INITIALIZE);
	await response.text();
	return response.headers.get("mcp-session-id") ?? "";
}

/** Asks in a session, and reads the answer to its end. */
async function listTools(id: string): Promise<{ readonly status: number; readonly text: string }> {
	const list = { jsonrpc: "2.0", id: 2, method: "tools/list", params: {} };
	const response = await post(list, { "Mcp-Session-Id": id });
	return { status: response.status, text: await response.text() };
}

async function updatesOf(client: Client): Promise<string[]> {
	const updated: string[] = [];
	client.setNotificationHandler("notifications/resources/updated", ({ params }) => {
		updated.push(params.uri);
	});
	return updated;
}

describe.each(["legacy", "modern"] as const)("a client of the %s protocol", (era) => {
	beforeEach(() => open());

	test("sees and calls the tools", async () => {
		await using asker = await attach(era);
		expect(await asker.names()).toContain("force_switch");
		expect((await asker.call("get_status")).view.active).toBe("main");
		expect((await asker.call("pause_dispatch")).view.dispatch.paused).toBe(true);
	});

	test.each([
		["read", []],
		["dispatch", ["add_task", "take_checkpoint"]],
	] as const)("of the scope %s acts no further than that", async (scope, acting) => {
		caller = { name: "guest", scope };
		await using asker = await attach(era);
		expect((await asker.names()).slice(6)).toEqual(acting);
		const { error } = await asker.call("pause_dispatch");
		expect(error).toContain(`the scope of guest is ${scope}, and this needs more; show a token`);
	});

	test("reads resources", async () => {
		await using asker = await attach(era);
		const { contents } = await asker.client.readResource({ uri: "failover://status" });
		expect(contents).toHaveLength(1);
	});
});

describe("a subscription", () => {
	beforeEach(() => open());

	test("over a session's own stream hears of changes", async () => {
		await using asker = await attach();
		const updated = await updatesOf(asker.client);
		await asker.client.subscribeResource({ uri: "failover://events" });
		await waitFor("the news", () => {
			fixture.commit(verdict("one"));
			void clock.advance(1000);
			return updated.includes("failover://events");
		});
		expect(updated).not.toContain("failover://status");
	});

	test("of the newer protocol hears of what it listens to", async () => {
		await using asker = await attach("modern");
		const updated = await updatesOf(asker.client);
		const listening = await asker.client.listen({ resourceSubscriptions: ["failover://events"] });
		fixture.commit(verdict("one"));
		await waitFor("the news", () => updated.length > 0);
		expect(updated).toEqual(["failover://events"]);
		await listening.close();
	});
});

describe("sessions", () => {
	test("have ids, and end when their client says so", async () => {
		await open();
		await using asker = await attach();
		const id = asker.transport.sessionId ?? "";
		expect(id).toMatch(/^[\da-f-]{36}$/);
		await asker.transport.terminateSession();
		expect((await listTools(id)).status).toBe(404);
	});

	test("are found by nobody but who began them", async () => {
		await open();
		const id = await begin();
		caller = { name: "somebody else", scope: "admin" };
		const refused = await listTools(id);
		expect(refused.status).toBe(404);
		expect(refused.text).toContain("there is no such session; initialize a new one");
		caller = { name: "operator", scope: "admin" };
		expect((await listTools(id)).status).toBe(200);
	});

	test("that nobody uses for long end", async () => {
		await open({ idleMs: 60_000 });
		const [used, idle] = [await begin(), await begin()];
		await clock.advance(45_000);
		await listTools(used);
		await clock.advance(30_000);
		expect((await listTools(idle)).status).toBe(404);
		expect((await listTools(used)).status).toBe(200);
	});

	test("with an open stream are in use", async () => {
		await open({ idleMs: 60_000 });
		const id = await begin();
		const gone = new AbortController();
		const headers = { Accept: "text/event-stream", "Mcp-Session-Id": id };
		const stream = await fetch(web.url, { headers, signal: gone.signal });
		expect(stream.status).toBe(200);
		await clock.advance(600_000);
		expect((await listTools(id)).status).toBe(200);
		gone.abort();
		await waitFor("the session to end", async () => {
			await clock.advance(600_000);
			return (await listTools(id)).status === 404;
		});
	});

	test("are only so many: the one that rests longest makes room", async () => {
		await open({ mostSessions: 2 });
		const first = await begin();
		await clock.advance(1);
		const second = await begin();
		await clock.advance(1);
		const third = await begin();
		const statuses = [first, second, third].map(async (id) => (await listTools(id)).status);
		expect(await Promise.all(statuses)).toEqual([404, 200, 200]);
	});

	test("that are all in use leave no room, and it says when to come back", async () => {
		await open({ mostSessions: 1 });
		const id = await begin();
		const headers = { Accept: "text/event-stream", "Mcp-Session-Id": id };
		const gone = new AbortController();
		await fetch(web.url, { headers, signal: gone.signal });
		const refused = await post(INITIALIZE);
		expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "60"]);
		gone.abort();
	});

	test("end with the endpoint", async () => {
		await open();
		const id = await begin();
		await endpoint.close();
		expect((await listTools(id)).status).toBe(404);
		expect(clock.waits()).toEqual([]);
	});
});

describe("what is no proper request", () => {
	beforeEach(() => open());

	test.each([
		["nonsense", "{", {}, 400],
		["a call without a session", { jsonrpc: "2.0", id: 1, method: "tools/list" }, {}, 400],
		["another type of content", INITIALIZE, { "Content-Type": "text/plain" }, 415],
		["a client that takes no stream", INITIALIZE, { Accept: "application/json" }, 406],
		["a body without end", { ...INITIALIZE, more: "x".repeat(2 * 1024 * 1024) }, {}, 413],
		["an unknown session", INITIALIZE, { "Mcp-Session-Id": "x" }, 404],
	])("%s is refused and begins no session", async (_, body, headers, status) => {
		expect((await post(body, headers)).status).toBe(status);
		await clock.advance(0);
		expect(clock.waits()).toEqual([]);
	});
});

test("an endpoint that is mounted and never asked is closed as it is", async () => {
	await open();
	const { client, now } = fixture;
	const mounted = mountMcp({ client, acting: false, version: "9.9.9", now });
	await mounted.close();
	const asked = mountMcp({ client, acting: false, version: "9.9.9", now });
	await using other = await serveWeb((request) => asked.handle(request));
	const mcp = newClient();
	await mcp.connect(new StreamableHTTPClientTransport(other.url));
	expect((await mcp.listTools()).tools).toHaveLength(6);
	await mcp.close();
	await asked.close();
});
