import { describe, expect, test } from "vitest";
import { NOW, openSwitch, session, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const sessions = ["web-cart", "infra-tf", "api-auth"].map((name) => session(name));

function room(state: object, size: readonly [number, number] = [80, 24]) {
	const world = snapshot({ sessions, state });
	const client = testClient(world);
	return { opened: openRoom(world, { client, size }), client };
}

describe("the switch under way", () => {
	test("opens when a plan is run, with each session's step and what can still be undone", async () => {
		const { opened, client } = room({});
		await opened.press("s");
		await opened.says("Switch (manual)");
		await opened.press("y");
		await opened.says("It has not begun yet");
		const { state } = client.store.getState();
		client.store.setState({ state: { ...state, openSwitch: openSwitch() } });
		await opened.says(
			"switch main → backup: 1/3 moved, 1 draining",
			"can still go back",
			/web-cart +moved/,
			/infra-tf +draining/,
			/api-auth +waiting/,
			"It goes on without this window.",
		);
	});

	test("marks the point of no return, and its end", async () => {
		const { opened, client } = room({ openSwitch: openSwitch({ committedAt: NOW - 4_000 }) });
		await opened.press("w");
		await opened.says("past the point of no return");
		const { state } = client.store.getState();
		const ended = openSwitch({ committedAt: NOW - 4_000, endedAt: NOW, outcome: "done" });
		client.store.setState({ state: { ...state, openSwitch: null, switches: [ended] } });
		await opened.says("done", "It has ended.");
		await opened.press("esc");
		await opened.saysNoMore("It has ended.");
	});

	test("is watched also where nothing may be done, and in the smallest window", async () => {
		const world = snapshot({ sessions, state: { openSwitch: openSwitch() } });
		const opened = openRoom(world, { readonly: true, size: [40, 10] });
		await opened.press("w");
		await opened.says("can still go back");
		await opened.press("j", "j", "j");
		await opened.says("infra-tf");
	});

	test("is named by s, which plans no second one", async () => {
		const { opened, client } = room({ openSwitch: openSwitch() });
		await opened.press("s");
		await opened.says("a switch is under way; w watches it");
		expect(client.calls).toEqual([]);
	});

	test("of a pool that never switched is not there", async () => {
		const { opened } = room({});
		await opened.press("w");
		await opened.says("there was no switch yet");
	});
});
