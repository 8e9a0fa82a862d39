import { describe, expect, test } from "vitest";
import type { SendReply, SwitchReply } from "../../../src/state/client.ts";
import { afternoon, session, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

/** A question that is answered by hand. */
function held<T>() {
	const kept: { answer?: (reply: T) => void } = {};
	const ask = () =>
		new Promise<T>((resolve) => {
			kept.answer = resolve;
		});
	return {
		ask,
		answer: (reply: T) => kept.answer?.(reply),
		asked: () => kept.answer !== undefined,
	};
}

describe("what is typed on as a line closes by itself", () => {
	async function lineThatCloses() {
		const world = snapshot({ sessions: [session("a-1"), session("b-1")] });
		const client = testClient(world);
		const line = held<SendReply>();
		client.send = line.ask;
		const room = openRoom(world, { client, size: [120, 40] });
		await room.press("i", "hi", "enter");
		await expect.poll(line.asked).toBe(true);
		line.answer({ kind: "accepted" });
		await room.saysNoMore("Send to a-1");
		return { client, room };
	}

	test("is no key, and that is said", async () => {
		const { client, room } = await lineThatCloses();
		await room.press(..."pRC", "more", "enter");
		await room.says("a-1 began a turn with it; what was typed on was not taken");
		expect([client.calls, room.frame().includes("Session a-1")]).toEqual([[], false]);
	});

	test("is a key again when the hands have rested", async () => {
		const { client, room } = await lineThatCloses();
		await room.press("p");
		await room.says("was not taken");
		room.rest();
		await room.press("p");
		await room.says("dispatch is paused");
		expect(client.calls).toEqual(["pause false"]);
	});

	test("leaves the keys that move alone", async () => {
		const { room } = await lineThatCloses();
		await room.press("down");
		await room.says(/▸ +○ idle +b-1/);
	});
});

describe("a switch that begins late", () => {
	async function switchBegins(...keys: readonly string[]) {
		const world = afternoon();
		const client = testClient(world);
		const run = held<SwitchReply>();
		client.runSwitch = run.ask;
		const room = openRoom(world, { client, size: [120, 40] });
		await room.press("s");
		await room.says("would move");
		await room.press("y");
		await expect.poll(run.asked).toBe(true);
		await room.press(...keys);
		run.answer({ kind: "started", switchId: "sw-1" });
		return room;
	}

	test("lays nothing over a line that is being written", async () => {
		const room = await switchBegins("esc", "i", "hello ");
		await room.says("switch main → backup begun; w watches it");
		await room.press(..."world");
		await room.says("❯ hello world");
	});

	test("is shown where its plan was in sight", async () => {
		const room = await switchBegins();
		await room.says("switch main → backup begun");
		expect(room.frame()).not.toContain("w watches it");
	});
});
