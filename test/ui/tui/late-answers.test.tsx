import { describe, expect, test } from "vitest";
import type { ActReply, SendReply } from "../../../src/state/client.ts";
import { fixtureTasks } from "../../engine/control/fixture-tasks.ts";
import { account, quotaWindow, session, snapshot, task, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const BUSY = { kind: "refused", why: "it is busy", remedy: "ask again" } as const;

/** Questions that are answered by hand, in any order. */
function held<T>() {
	const answers: ((reply: T) => void)[] = [];
	const ask = () => new Promise<T>((resolve) => answers.push(resolve));
	const answer = (nth: number, reply: T) => answers[nth]?.(reply);
	return { ask, answer, asked: () => answers.length };
}

function opened() {
	const world = snapshot({
		sessions: [session("a-1"), session("b-1")],
		accounts: [account("main"), account("backup")],
		tasks: [task("app.one"), task("app.two")],
	});
	const client = Object.assign(testClient(world), { tasks: fixtureTasks() });
	return { client, room: openRoom(world, { client, size: [120, 40] }) };
}

describe("an answer that comes when its dialog was closed", () => {
	test("leaves the line for another session alone, which is sent once", async () => {
		const { client, room } = opened();
		const lines = held<SendReply>();
		client.send = lines.ask;
		await room.press("i", "one", "enter", "esc", "j", "i", "two", "enter");
		await room.says("Send to b-1", "Sending");
		lines.answer(0, BUSY);
		await room.says("the line for a-1: it is busy; ask again");
		expect(room.frame()).not.toContain("✗");
		await room.press("enter");
		expect(lines.asked()).toBe(2);
		lines.answer(1, { kind: "accepted" });
		await room.says("b-1 began a turn with it");
		await room.saysNoMore("Send to b-1");
	});

	test("does not close the line for the same session that was opened after it", async () => {
		const { client, room } = opened();
		const lines = held<SendReply>();
		client.send = lines.ask;
		await room.press("i", "one", "enter", "esc", "i", "two");
		lines.answer(0, { kind: "accepted" });
		await room.says("a-1 began a turn with it", "❯ two");
	});

	test("does not close the next new task, whose letters are no keys", async () => {
		const { client, room } = opened();
		const added = held<Awaited<ReturnType<typeof client.tasks.add>>>();
		client.tasks.add = added.ask;
		await room.press("n", "one", "enter", "esc", "n", "two");
		added.answer(0, { kind: "added", task: task("app.made") });
		await room.says("app.made waits in app");
		await room.press("p");
		await room.says("❯ twop");
		expect(client.calls).toEqual([]);
	});

	test("does not say of one task what became of another", async () => {
		const { client, room } = opened();
		const drops = held<ActReply>();
		client.tasks.drop = drops.ask;
		await room.press("3", "D", "y", "esc", "j", "D", "y");
		await room.says("Take app.two out", "Doing it");
		drops.answer(0, BUSY);
		await room.says("dropping app.one: it is busy");
		expect(room.frame()).not.toContain("✗");
		await room.press("y");
		expect(drops.asked()).toBe(2);
	});

	test("does not reach the stop of another session", async () => {
		const { client, room } = opened();
		const stops = held<ActReply>();
		client.stop = stops.ask;
		await room.press("D", "y", "esc", "j", "D", "y");
		await room.says("Stop b-1");
		stops.answer(0, BUSY);
		await room.says("the stop of a-1: it is busy");
		await room.press("y");
		expect(stops.asked()).toBe(2);
	});

	test("does not close the stop of the same sessions that was opened after it", async () => {
		const { client, room } = opened();
		const stops = held<ActReply>();
		client.stop = stops.ask;
		await room.press(" ", "j", " ", "D", "y", "esc", "D");
		stops.answer(0, { kind: "done" });
		await expect.poll(stops.asked).toBe(2);
		stops.answer(1, { kind: "done" });
		await room.says("2 sessions stopped", "Nothing has been done yet.");
	});

	test("does not reach another account", async () => {
		const { client, room } = opened();
		const uses = held<ActReply>();
		client.setUse = uses.ask;
		await room.press("2", "A", "y", "esc", "j", "A", "y");
		await expect.poll(uses.asked).toBe(2);
		uses.answer(0, BUSY);
		await room.says(/setting \w+ to drained: it is busy/);
		await room.press("y");
		expect([uses.asked(), room.frame().includes("✗")]).toEqual([2, false]);
	});

	test("leaves the plan to whom went back to it from the wait", async () => {
		const spent = { five_hour: quotaWindow("five_hour", 1, { spent: true }) };
		const world = snapshot({
			sessions: [session("a-1")],
			accounts: [account("main", { windows: spent }), account("backup")],
		});
		const client = testClient(world);
		const pauses = held<ActReply>();
		client.pause = pauses.ask;
		client.store.setState(world);
		const room = openRoom(world, { client, size: [120, 40] });
		await room.press("s");
		await room.says("would move");
		await room.press("w");
		await room.says("Wait");
		await room.press("y");
		await expect.poll(pauses.asked).toBe(1);
		await room.press("esc");
		pauses.answer(0, { kind: "done" });
		await room.says("nothing is switched before", "would move");
	});

	test("closes its own dialog also under the help", async () => {
		const { client, room } = opened();
		const stops = held<ActReply>();
		client.stop = stops.ask;
		await room.press("D", "y", "?");
		await room.says("this list of keys");
		stops.answer(0, { kind: "done" });
		await room.says("a-1 is stopped", "this list of keys");
		await room.press("esc");
		await room.saysNoMore("this list of keys");
		expect(room.frame()).not.toContain("Stop a-1");
	});
});
