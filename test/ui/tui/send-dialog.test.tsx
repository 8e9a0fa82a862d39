import { describe, expect, test } from "vitest";
import { session, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

function room(facts: Parameters<typeof session>[1] = {}, more: object = {}) {
	const world = snapshot({ sessions: [session("web-cart", facts)] });
	const client = testClient(world);
	return { opened: openRoom(world, { client, ...more }), client };
}

describe("a line for a session", () => {
	test("is written with every letter, also those that are keys elsewhere, and sent with enter", async () => {
		const { opened, client } = room();
		await opened.press("i");
		await opened.says("Send to web-cart");
		await opened.press("q", "u", "i", "t", " ", "jj", " ", "1?");
		await opened.says("❯ quit jj 1?");
		await opened.press("enter");
		await opened.says("web-cart began a turn with it");
		await opened.saysNoMore("Send to web-cart");
		expect([client.calls, opened.quits()]).toEqual([["send web-cart: quit jj 1?"], 0]);
	});

	test("takes a paste as it is, as one line", async () => {
		const { opened, client } = room();
		await opened.press("i");
		opened.type("\u001b[200~Run the tests,\nthen tell me.\u001b[201~");
		await opened.says("❯ Run the tests, then tell me.");
		await opened.press("enter");
		await opened.says("began a turn");
		expect(client.calls).toEqual(["send web-cart: Run the tests, then tell me."]);
	});

	test("is edited where the cursor stands", async () => {
		const { opened, client } = room();
		await opened.press("i", "one two", "ctrl-w", "2", "home", "a ", "right", "delete", "end");
		await opened.press("!", "backspace", "left", "x", "enter");
		await opened.says("began a turn");
		expect(client.calls).toEqual(["send web-cart: a oe x2"]);
		opened.rest();
		await opened.press("i", "gone", "ctrl-u", "kept", "ctrl-a", "ctrl-e", "enter");
		await opened.says("began a turn");
		expect(client.calls.at(-1)).toBe("send web-cart: kept");
	});

	test("is not sent with esc, nor when there is nothing in it", async () => {
		const { opened, client } = room();
		await opened.press("i", "enter");
		await opened.says("there is nothing to send");
		await opened.press("x", "esc");
		await opened.saysNoMore("Send to web-cart");
		expect(client.calls).toEqual([]);
	});

	test("stays with the reason when it is refused, or nobody knows whether it arrived", async () => {
		const { opened, client } = room();
		client.send = async () => ({ kind: "refused", why: "somebody is at it", remedy: "look" });
		await opened.press("i", "go on", "enter");
		await opened.says("✗ somebody is at it", "❯ go on");
		client.send = async () => ({ kind: "unconfirmed", why: "no turn began", remedy: "look first" });
		await opened.press("enter");
		await opened.says("✗ no turn began", "look first", "❯ go on");
	});

	test("is no longer than its row however long it grows: its end is in sight", async () => {
		const { opened } = room();
		await opened.press("i", `${"long ".repeat(40)}and its end`);
		await opened.says("and its end");
		expect(Math.max(...opened.rows().map((row) => row.length))).toBeLessThanOrEqual(80);
	});

	test("is not for a session that does not run, nor in a read-only room", async () => {
		const { opened } = room({ incarnation: null });
		await opened.press("i");
		await opened.says("web-cart is not running");
		const { opened: looking } = room({}, { readonly: true });
		await looking.press("i");
		await looking.says("this control room is read-only");
	});
});

describe("u", () => {
	test("takes back a pause, and the end of one", async () => {
		const { opened, client } = room();
		await opened.press("p");
		await opened.says("dispatch is paused");
		await opened.press("u");
		await opened.says("the pause is undone");
		expect(client.calls).toEqual(["pause false", "resume"]);
	});
});
