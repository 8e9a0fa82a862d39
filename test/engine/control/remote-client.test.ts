import { chmodSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StoreApi } from "zustand/vanilla";
import { connectControl } from "../../../src/engine/control/remote-client.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import type { EngineClient } from "../../../src/state/client.ts";
import { socketPlace } from "./call.ts";
import { type Fixture, launched, seededFixture, verdict } from "./fixture-client.ts";

let path: string;
let fixture: Fixture;
let server: ControlServer;
const clients: EngineClient[] = [];

function serve(pid: number): Promise<ControlServer> {
	const { client, now } = fixture;
	const loops = () => fixture.passes;
	return serveControl({ client, socketPath: path, version: "9.9.9", pid, now, loops });
}

async function attach(): Promise<EngineClient> {
	const connection = await connectControl(path, { now: () => 7, retryMs: [5, 20] });
	if (connection.kind !== "ok") throw new Error(connection.kind);
	clients.push(connection.client);
	return connection.client;
}

/** Resolves as soon as the store holds what is wanted. */
function until<T>(store: StoreApi<T>, wanted: (value: T) => boolean): Promise<void> {
	return new Promise((resolve) => {
		const look = () => {
			if (!wanted(store.getState())) return;
			unsubscribe();
			resolve();
		};
		const unsubscribe = store.subscribe(look);
		look();
	});
}

const same = (client: EngineClient) =>
	until(client.store, ({ seq }) => seq === fixture.client.store.getState().seq);

beforeEach(async () => {
	path = socketPlace();
	fixture = seededFixture();
	server = await serve(11);
});
afterEach(async () => {
	for (const client of clients.splice(0)) await client.close();
	await server.close();
});

describe("an attached client", () => {
	test("holds the engine's own store, at first and after each event", async () => {
		const client = await attach();
		expect(client.link.getState()).toEqual({ kind: "attached", pid: 11 });
		expect(client.store.getState()).toEqual(fixture.client.store.getState());
		fixture.commit({ type: "dispatch.paused", all: false }, launched("ccl-10"));
		fixture.commit(verdict("x"));
		await same(client);
		expect(client.store.getState()).toEqual(fixture.client.store.getState());
	});

	test("survives a restart of the server and catches up", async () => {
		const client = await attach();
		await server.close();
		await until(client.link, (link) => link.kind === "lost");
		expect(client.link.getState()).toEqual({ kind: "lost", since: 7 });
		await expect(client.pause(false)).rejects.toThrow("nothing answers");
		fixture.commit(...Array.from({ length: 700 }, (_, n) => verdict(`v${n}`)));
		server = await serve(12);
		await until(client.link, (link) => link.kind === "attached");
		expect(client.link.getState()).toEqual({ kind: "attached", pid: 12 });
		fixture.commit(verdict("after"));
		await same(client);
		expect(client.store.getState()).toEqual(fixture.client.store.getState());
	});

	test("takes a new snapshot when another history is served", async () => {
		const client = await attach();
		await server.close();
		fixture = seededFixture();
		fixture.commit({ type: "account.activated", account: "backup" });
		server = await serve(13);
		await until(client.store, ({ state }) => state.active === "backup");
		expect(client.store.getState()).toEqual(fixture.client.store.getState());
	});

	test("keeps up with more events at once than are kept", async () => {
		const client = await attach();
		fixture.commit(...Array.from({ length: 900 }, (_, n) => verdict(`v${n}`)));
		await same(client);
		expect(client.store.getState()).toEqual(fixture.client.store.getState());
		expect(client.link.getState().kind).toBe("attached");
	});

	test("plans, runs, pauses, resumes and previews", async () => {
		const client = await attach();
		const plan = await client.planSwitch({ to: "backup", sessions: ["ccl-2"], force: true });
		expect(plan).toEqual(fixture.plan({ to: "backup", sessions: ["ccl-2"], force: true }));
		expect(fixture.asked).toEqual([
			{ to: "backup", sessions: ["ccl-2"], force: true, purpose: "look", asker: "socket" },
		]);
		expect(await client.runSwitch(plan.id)).toEqual({ kind: "started", switchId: "switch-1" });
		await client.pause(true);
		await until(client.store, ({ state }) => state.dispatch.all);
		await client.resume();
		await until(client.store, ({ state }) => !state.dispatch.paused);
		const forNow = { project: "/srv/app", until: 5_000_000_000_000 };
		expect(await client.pause(false, forNow)).toEqual({ kind: "done" });
		await until(client.store, ({ state }) => state.dispatch.projects?.["/srv/app"] !== undefined);
		expect(await client.resume("nobody")).toMatchObject({ kind: "refused", remedy: "see app" });
		expect(await client.preview("ccl-2", 1)).toEqual(["ok"]);
		expect(await client.preview("gone", 1)).toBeNull();
	});

	test("adds tasks and acts on them, and is told what is refused", async () => {
		const { tasks } = await attach();
		const ask = { text: "Do it.", name: "a.md", project: "/srv/app", priority: "high" } as const;
		expect(await tasks.add(ask)).toMatchObject({
			kind: "added",
			task: { id: "app.a", priority: "high" },
		});
		expect(fixture.tasks.added).toEqual([ask]);
		expect(await tasks.read("T-1")).toMatchObject({ kind: "ok", text: { more: true } });
		const acts = [
			() => tasks.setPriority("T-1", "low"),
			() => tasks.retry("T-1"),
			() => tasks.drop("../x?y#z"),
			() => tasks.done("T-1"),
		];
		for (const act of acts) expect(await act()).toEqual({ kind: "done" });
		expect(fixture.tasks.did).toEqual([
			"priority T-1 low",
			"retry T-1",
			"drop ../x?y#z",
			"done T-1",
		]);
		fixture.tasks.reply = { kind: "refused", why: "it runs", remedy: "wait" };
		for (const act of [...acts, () => tasks.add(ask), () => tasks.read("T-1")]) {
			expect(await act()).toEqual({ kind: "refused", why: "it runs", remedy: "wait" });
		}
	});

	test("schedules and cancels a switch, and says which account may be used", async () => {
		const client = await attach();
		const ask = { to: "backup", sessions: ["ccl-2"], force: false, at: 4_000_000_000_000 };
		expect(await client.scheduleSwitch(ask)).toMatchObject({ kind: "scheduled", at: ask.at });
		await until(client.store, ({ state }) => state.scheduled?.to === "backup");
		expect(await client.cancelSwitch()).toEqual({ kind: "done" });
		expect(await client.cancelSwitch()).toMatchObject({ kind: "refused", why: "none is" });
		expect(await client.setUse("backup", "drained")).toEqual({ kind: "done" });
		await until(client.store, ({ state }) => state.accounts.backup?.withheld === "drained");
		expect(await client.setUse("nobody", "enabled")).toMatchObject({ kind: "refused" });
	});

	test("hears a refusal with its remedy", async () => {
		const client = await attach();
		const refusal = { kind: "refused", why: "stale", remedy: "plan again" } as const;
		fixture.reply = () => refusal;
		expect(await client.runSwitch("p")).toEqual(refusal);
		const unknown = client.planSwitch({ to: "nobody", sessions: null, force: false });
		await expect(unknown).rejects.toThrow("there is no such account");
	});

	test("restarts a session, and hears why one is not restarted or not there", async () => {
		const client = await attach();
		expect(await client.restart("ccl-10")).toEqual({ kind: "done" });
		const refusal = { kind: "refused", why: "it is running", remedy: "/exit" } as const;
		fixture.restarted = () => refusal;
		expect(await client.restart("ccl-2")).toEqual(refusal);
		expect(await client.restart("a/b?c")).toMatchObject({
			kind: "refused",
			why: 'there is no session "a/b?c"',
		});
	});

	test("does not know what became of a line whose daemon went away with it", async () => {
		const client = await attach();
		fixture.client.send = async () => {
			await server.close();
			return { kind: "accepted" };
		};
		expect(await client.send("ccl-2", "Go on.")).toMatchObject({
			kind: "unconfirmed",
			why: expect.stringContaining("the daemon did not say what became of it"),
			remedy: "look before you send it again: claude-failover attach ccl-2",
		});
	});

	test("stops a session and sends it a line, and hears what became of it", async () => {
		const client = await attach();
		expect(await client.stop("ccl-10", { force: true })).toEqual({ kind: "done" });
		expect(await client.send("ccl-2", "Go on.")).toEqual({ kind: "accepted" });
		expect([fixture.stops, fixture.lines]).toEqual([["ccl-10 force"], ["ccl-2: Go on."]]);
		const unsure = { kind: "unconfirmed", why: "no turn began", remedy: "look" } as const;
		fixture.sent = unsure;
		expect(await client.send("ccl-2", "Go on.")).toEqual(unsure);
		const refusal = { kind: "refused", why: "it is busy", remedy: "wait" } as const;
		fixture.stopped = refusal;
		fixture.sent = refusal;
		expect(await client.stop("ccl-2", { force: false })).toEqual(refusal);
		expect(await client.send("ccl-2", "Go on.")).toEqual(refusal);
		expect(await client.send("ccl-2", "/exit")).toMatchObject({ kind: "refused" });
	});

	test("tells how the loops keep to their periods, as the engine itself does", async () => {
		const client = await attach();
		expect(await client.loops()).toEqual(await fixture.client.loops());
		fixture.commit({ type: "engine.stopped", why: "asked to" });
		await expect(client.loops()).rejects.toThrow("the engine has stopped");
	});

	test("knows how to attach to sessions, also to later ones", async () => {
		const client = await attach();
		expect(client.attachCommand("ccl-2")?.at(-1)).toBe("=ccl-2");
		expect(client.attachCommand("ccl-10")).toBeNull();
		fixture.commit(launched("ccl-10"));
		await expect.poll(() => client.attachCommand("ccl-10")?.at(-1)).toBe("=ccl-10");
	});
});

describe("without a daemon", () => {
	test("nobody there is told from somebody else's", async () => {
		await server.close();
		expect(await connectControl(path, { now: () => 0 })).toEqual({ kind: "no-daemon" });
		const missing = `${dirname(path)}/none/control.sock`;
		expect(await connectControl(missing, { now: () => 0 })).toEqual({ kind: "no-daemon" });
	});

	test.each([
		['{"schemaVersion":99,"server":{"version":"7.0.0"}}', "7.0.0"],
		["not JSON", "JSON"],
	])("an unknown answer is refused (%#)", async (body, why) => {
		await server.close();
		mkdirSync(dirname(path), { recursive: true });
		chmodSync(dirname(path), 0o700);
		const other = createServer((_, response) => response.end(body));
		await new Promise<void>((resolve) => other.listen(path, resolve));
		const connection = await connectControl(path, { now: () => 0 });
		expect(connection).toMatchObject({ kind: "refused", why: expect.stringContaining(why) });
		await new Promise((resolve) => other.close(resolve));
	});
});
