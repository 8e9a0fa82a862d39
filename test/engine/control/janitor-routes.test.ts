import { afterEach, beforeEach, expect, test } from "vitest";
import { connectControl } from "../../../src/engine/control/remote-client.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import type { TidyReport } from "../../../src/state/tidying.ts";
import { call, socketPlace } from "./call.ts";
import { type Fixture, START, seededFixture } from "./fixture-client.ts";

const REPORT: TidyReport = {
	items: [
		{
			kind: "done",
			name: "/srv/app/.agent-queue/done/one.md",
			path: "/srv/app/.agent-queue/done/one.md",
			project: "/srv/app",
			to: "/srv/app/.agent-queue/done/archive/2026-12/one.md",
			task: null,
			why: "ended over 30d ago",
			ageMs: 31 * 86_400_000,
		},
	],
	troubles: [{ what: "a link is in the way", remedy: "remove it" }],
};

let path: string;
let fixture: Fixture;
let server: ControlServer;

async function serve(readonly = false): Promise<void> {
	path = socketPlace();
	fixture = seededFixture();
	fixture.tidying = REPORT;
	const { client, now } = fixture;
	const about = { socketPath: path, version: "9.9.9", pid: 1, now, readonly };
	server = await serveControl({ client, ...about });
}

beforeEach(() => serve());
afterEach(() => server.close());

test("GET tells what the janitor would do, and does nothing", async () => {
	const { status, body } = await call(path, "/v1/janitor");
	expect([status, body]).toEqual([200, { schemaVersion: 1, done: false, ...REPORT }]);
	expect(fixture.tidied).toBe(0);
});

test("POST does a pass, and tells what it did", async () => {
	const { status, body } = await call(path, "/v1/janitor", { body: {} });
	expect([status, body]).toEqual([200, { schemaVersion: 1, done: true, ...REPORT }]);
	expect(fixture.tidied).toBe(1);
});

test("POST with anything in its body is refused", async () => {
	const { status } = await call(path, "/v1/janitor", { body: { force: true } });
	expect([status, fixture.tidied]).toEqual([400, 0]);
});

test("a read-only server tells, but does nothing", async () => {
	await server.close();
	await serve(true);
	expect((await call(path, "/v1/janitor")).status).toBe(200);
	expect((await call(path, "/v1/janitor", { body: {} })).status).toBe(403);
	expect(fixture.tidied).toBe(0);
});

test("an attached client says the same as the engine's own", async () => {
	const connection = await connectControl(path, { now: () => START });
	if (connection.kind !== "ok") throw new Error(connection.kind);
	const { janitor } = connection.client;
	expect(await janitor.look()).toEqual(REPORT);
	expect(await janitor.tidy()).toEqual(REPORT);
	expect(fixture.tidied).toBe(1);
	await connection.client.close();
});
