import { describe, expect, test } from "vitest";
import { NOW, session, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const turn = { startedAt: NOW, promptId: null, nonce: null, activeAt: NOW, toolInFlight: false };

function room(facts: Parameters<typeof session>[1] = {}, more: object = {}) {
	const world = snapshot({ sessions: [session("web-cart", facts)] });
	const client = testClient(world);
	return { opened: openRoom(world, { client, ...more }), client };
}

describe("the stop dialog", () => {
	test("says what would happen, and does nothing by itself: enter is cancel", async () => {
		const { opened, client } = room();
		await opened.press("D");
		await opened.says(
			"Stop web-cart on main",
			"a checkpoint is taken",
			"[ Cancel ]",
			"Nothing has been done yet.",
		);
		await opened.press("enter");
		await opened.saysNoMore("Stop web-cart");
		expect(client.calls).toEqual([]);
	});

	test("stops with y, or with the other button, and u brings it back", async () => {
		for (const keys of [["y"], ["tab", "enter"]]) {
			const { opened, client } = room();
			await opened.press("D", ...keys);
			await opened.says("web-cart is stopped; u undoes that");
			await opened.saysNoMore("Nothing has been done yet.");
			await opened.press("u");
			await opened.says("the stop of web-cart is undone");
			expect(client.calls).toEqual(["stop web-cart", "restart web-cart"]);
			await opened.press("u");
			await opened.says("there is nothing to undo");
		}
	});

	test("names what is cut, and forces it only then", async () => {
		const { opened, client } = room({ state: "working", turn, task: "app.job-1" });
		await opened.press("D");
		await opened.says(
			"! its turn is cut, and continued when it is started again",
			"! task app.job-1 waits with it",
		);
		await opened.press("y");
		await opened.says("web-cart is stopped");
		expect(client.calls).toEqual(["stop web-cart force"]);
	});

	test("forces nothing that came up after it was opened before it was there to be read", async () => {
		const { opened, client } = room();
		await opened.press("D");
		await opened.says("Stop web-cart");
		client.store.setState(
			snapshot({ sessions: [session("web-cart", { state: "working", turn })] }),
		);
		await opened.says("! its turn is cut");
		await opened.press("y");
		await opened.says("it cuts more than when this was opened: nothing was done");
		expect(client.calls).toEqual([]);
		await opened.press("y");
		await opened.says("web-cart is stopped");
		expect(client.calls).toEqual(["stop web-cart force"]);
	});

	test.each(["stopped", "quarantined", "parked"] as const)(
		"offers no undo that would start a session that was %s before",
		async (state) => {
			const { opened, client } = room({ state, incarnation: null });
			await opened.press("D", "y");
			await opened.says("web-cart is stopped; R starts it");
			await opened.press("u");
			await opened.says("there is nothing to undo");
			expect(client.calls).toEqual(["stop web-cart"]);
		},
	);

	test("stays with the reason when the engine refuses", async () => {
		const { opened, client } = room();
		client.stop = async () => ({
			kind: "refused",
			why: "a task is just being given to it",
			remedy: "ask again",
		});
		await opened.press("D", "y");
		await opened.says("✗ a task is just being given to it", "ask again", "[ Cancel ]");
	});

	test("says so when the engine gives no answer", async () => {
		const { opened, client } = room();
		client.stop = () => Promise.reject(new Error("socket hang up"));
		await opened.press("D", "y");
		await opened.says("✗ the engine did not answer: socket hang up");
	});

	test("does not open in a read-only room, nor without a session", async () => {
		const { opened } = room({}, { readonly: true });
		await opened.press("D");
		await opened.says("this control room is read-only");
		const empty = openRoom(snapshot({}));
		await empty.press("D");
		await empty.says("there is no session to stop");
	});
});

describe("R", () => {
	test("lets a stopped session start again", async () => {
		const { opened, client } = room({ state: "stopped", incarnation: null });
		await opened.press("R");
		await opened.says("web-cart may start again");
		expect(client.calls).toEqual(["restart web-cart"]);
	});

	test("does nothing to one that runs", async () => {
		const { opened, client } = room();
		await opened.press("R");
		await opened.says("web-cart is running");
		expect(client.calls).toEqual([]);
	});
});
