import { describe, expect, test } from "vitest";
import { lets } from "../../../src/ui/tui/listed.ts";
import { account, record, session, snapshot, task, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

function room(size: readonly [number, number] = [120, 30]) {
	const sessions = [
		session("web-cart", { account: "main", state: "waiting", note: "Allow rm?" }),
		session("web-login", { account: "backup" }),
		session("api-auth", { account: "main" }),
	];
	const tasks = [task("app.coupons", { title: "Coupons" }), task("app.links", { title: "Links" })];
	const recent = ["web-cart", "api-auth"].map((name, n) =>
		record(n + 1, { type: "session.released", session: name }),
	);
	const accounts = [account("main"), account("backup")];
	const world = snapshot({ sessions, tasks, recent, accounts });
	const client = testClient(world);
	return { opened: openRoom(world, { client, size }), client };
}

describe("a filter", () => {
	test.each([
		["web", "web-cart main", true],
		["WEB main", "web-cart on Main", true],
		["web main", "web-login backup", false],
		["!main", "web-login backup", true],
		["!main", "web-cart main", false],
		["web !main", "web-login backup", true],
		["!", "anything", true],
		["", "anything", true],
	])("%j of %j: %s", (filter, text, is) => {
		expect(lets(filter, text)).toBe(is);
	});
});

describe("/", () => {
	test("lists while it is typed, stays with enter, and goes with esc", async () => {
		const { opened } = room();
		await opened.press("/", "w", "e", "b");
		await opened.says("1 Sessions (2 of 3)  /web", " /web");
		await opened.saysNoMore("○ idle     api-auth");
		await opened.press("enter");
		await opened.says("web-login", "1 Sessions (2 of 3)  /web");
		await opened.press("esc");
		await opened.says("1 Sessions (3)", "○ idle     api-auth");
	});

	test("takes what is typed so fast that it comes with the key", async () => {
		const { opened } = room();
		await opened.press("/web-c");
		await opened.says("1 Sessions (1 of 3)  /web-c");
	});

	test("is taken back with esc while it is written", async () => {
		const { opened } = room();
		await opened.press("/", "api", "esc");
		await opened.says("1 Sessions (3)");
	});

	test("also finds what a session does, and its state", async () => {
		const { opened } = room();
		await opened.press("/", "allow waiting");
		await opened.says("1 Sessions (1 of 3)");
	});

	test("keys act on what is listed: the selected row is one of them", async () => {
		const { opened, client } = room();
		await opened.press("/", "api", "enter", "D");
		await opened.says("Stop api-auth");
		await opened.press("y");
		await opened.says("api-auth is stopped");
		expect(client.calls).toEqual(["stop api-auth"]);
	});

	test("says so when nothing is like that", async () => {
		const { opened } = room();
		await opened.press("/", "nobody", "enter");
		await opened.says("no session is like that; esc lists all of them");
		await opened.press("D");
		await opened.says("there is no session to stop");
	});

	test("is each pane's own", async () => {
		const { opened } = room();
		await opened.press("3", "/", "coup", "enter");
		await opened.says("/coup", "Coupons", "1 Sessions (3)");
		await opened.saysNoMore("Links");
		await opened.press("2", "/", "back", "enter");
		await opened.says("2 Quota (1 accounts)  /back");
		await opened.press("4", "/", "!web", "enter");
		await opened.says("/!web", "api-auth");
	});

	test("is changed by opening it again", async () => {
		const { opened } = room();
		await opened.press("/", "web", "enter", "/", "-c", "enter");
		await opened.says("1 Sessions (1 of 3)  /web-c");
	});
});
