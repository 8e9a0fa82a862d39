import { describe, expect, test } from "vitest";
import { account, session, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

function room(facts: Parameters<typeof account>[1] = {}, more: object = {}) {
	const world = snapshot({
		sessions: [session("web-cart", { account: "main" }), session("api", { account: "main" })],
		accounts: [account("main", facts), account("backup")],
	});
	const client = testClient(world);
	return { opened: openRoom(world, { client, ...more }), client };
}

describe("the account dialog", () => {
	test("is about the account of the selected session, and does nothing by itself", async () => {
		const { opened, client } = room();
		await opened.press("A");
		await opened.says(
			"Drain main (enabled now, 2 sessions on it)",
			"its sessions are moved off, each at its",
			"[ Cancel ]",
		);
		await opened.press("enter");
		await opened.saysNoMore("Drain main");
		expect(client.calls).toEqual([]);
	});

	test("is about the selected account where the quota has the keys", async () => {
		const { opened, client } = room();
		await opened.press("2", "A");
		await opened.says("Drain backup (enabled now, 0 sessions on it)");
		await opened.press("y");
		await opened.says("backup is drained; u undoes that");
		await opened.press("u");
		await opened.says("that backup is drained is undone");
		expect(client.calls).toEqual(["backup drained", "backup enabled"]);
	});

	test("offers what else can be set with e", async () => {
		const { opened, client } = room();
		await opened.press("A", "e");
		await opened.says(
			"Disable main",
			"nothing new starts there; the sessions that live on it stay",
		);
		await opened.press("e");
		await opened.says("Drain main");
		await opened.press("e", "tab", "enter");
		await opened.says("main is disabled");
		expect(client.calls).toEqual(["main disabled"]);
	});

	test("offers first to enable one that is withheld", async () => {
		const { opened } = room({ withheld: "drained" });
		await opened.press("A");
		await opened.says("Enable main (drained now", "e: disable it instead");
	});

	test("stays with the reason when the engine refuses", async () => {
		const { opened, client } = room();
		client.setUse = async () => ({ kind: "refused", why: "it is the last one", remedy: "add one" });
		await opened.press("A", "y");
		await opened.says("✗ it is the last one", "add one");
	});

	test("does not open in a read-only room, nor without an account", async () => {
		const { opened } = room({}, { readonly: true });
		await opened.press("A");
		await opened.says("this control room is read-only");
		const empty = openRoom(snapshot({}));
		await empty.press("A");
		await empty.says("there is no account to set");
	});
});
