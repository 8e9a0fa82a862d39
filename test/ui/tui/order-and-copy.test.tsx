import { describe, expect, test } from "vitest";
import { account, NOW, session, snapshot, task } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const world = snapshot({
	sessions: [
		session("b", { account: "main", stateSince: NOW - 1_000 }),
		session("a", { account: "spare", stateSince: NOW - 9_000, conversation: null }),
		session("c", { account: "main", state: "waiting", stateSince: NOW - 5_000 }),
	],
	accounts: [account("main"), account("spare")],
	tasks: [task("app.links")],
});

/** The names of the sessions from top to bottom. */
const order = (frame: string): readonly string[] =>
	frame.split("\n").flatMap((row) => /(?:idle|waiting)\s+([abc])\s/.exec(row)?.[1] ?? []);

describe("o", () => {
	test("orders the sessions by need, name, account, last change, and by need again", async () => {
		const opened = openRoom(world);
		await opened.says("needs-me first");
		const seen = [order(opened.frame())];
		for (const title of ["by name", "by account", "newest change first", "needs-me first"]) {
			await opened.press("o");
			await opened.says(title);
			seen.push(order(opened.frame()));
		}
		expect(seen).toEqual([
			["c", "a", "b"],
			["a", "b", "c"],
			["b", "c", "a"],
			["b", "c", "a"],
			["c", "a", "b"],
		]);
	});
});

describe("y", () => {
	test("copies the conversation of a session, or its name where it has none", async () => {
		const opened = openRoom(world);
		await opened.press("y");
		await opened.says("copied 7f3a9c1e-0000-4000-8000-000000000000");
		await opened.press("j", "y");
		await opened.says(/✓ copied a *$/m);
	});

	test("copies the id of a task, and the name of an account", async () => {
		const opened = openRoom(world);
		await opened.press("3", "y");
		await opened.says("copied app.links");
		await opened.press("2", "y");
		await opened.says("copied main");
	});

	test("says so when there is nothing", async () => {
		const opened = openRoom(snapshot({}));
		await opened.press("y");
		await opened.says("there is nothing here to copy");
	});
});
