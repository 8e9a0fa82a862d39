import { describe, expect, test } from "vitest";
import { commandsOf, matching } from "../../../src/ui/tui/commands.ts";
import { shippedKeymap } from "../../../src/ui/tui/keymap.ts";
import { afternoon, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const all = commandsOf(shippedKeymap, ["sessions", "global", "always"]);

describe("the commands", () => {
	test("are every act that there is here, each under one name", () => {
		const names = all.map(({ name }) => name);
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual(["quit"]);
		for (const name of ["switch", "pause", "checkpoints", "queue", "send", "stop", "explain"]) {
			expect(names).toContain(name);
		}
	});

	test("that begin with what was typed come first", () => {
		expect(
			matching(all, "s")
				.map(({ name }) => name)
				.slice(0, 3),
		).toEqual(["send", "stop", "switch"]);
		expect(matching(all, "dispatch")[0]?.name).toBe("pause");
		expect(matching(all, "no such")).toEqual([]);
	});
});

describe(":", () => {
	test("does what is chosen by its name", async () => {
		const client = testClient(afternoon());
		const opened = openRoom(afternoon(), { client });
		await opened.press(":");
		await opened.says("Commands (", "plan a switch of accounts");
		await opened.press("pau", "enter");
		await opened.says("dispatch is paused");
		expect(client.calls).toEqual(["pause false"]);
	});

	test("moves through the list, and writes a name out with tab", async () => {
		const opened = openRoom(afternoon());
		await opened.press(":", "que", "tab");
		await opened.says(":queue");
		await opened.press("ctrl-u", "s", "down", "down", "enter");
		await opened.says("Switch: dry run");
	});

	test("says that there is no such command, and goes on", async () => {
		const opened = openRoom(afternoon());
		await opened.press(":", "frobnicate", "enter");
		await opened.says('there is no command "frobnicate"', "nothing is called so");
		await opened.press("esc");
		await opened.saysNoMore("nothing is called so");
	});

	test("names why something does nothing now, and does not do it", async () => {
		const client = testClient(afternoon());
		const opened = openRoom(afternoon(), { client, readonly: true });
		await opened.press(":", "pause");
		await opened.says("not now: this control room is read-only");
		await opened.press("enter");
		await opened.says("this control room is read-only");
		expect(client.calls).toEqual([]);
	});
});
