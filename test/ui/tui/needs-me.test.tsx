import { describe, test } from "vitest";
import { afternoon, session, snapshot } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const world = snapshot({
	sessions: [
		session("asks", { state: "waiting", note: "Allow?" }),
		session("full", { state: "limited" }),
		session("calm"),
		session("dead", { state: "quarantined" }),
	],
});

describe("N", () => {
	test("goes from any pane to the next session that needs you, and round", async () => {
		const room = openRoom(world, { size: [100, 30] });
		await room.says("N: 3 need you");
		await room.press("3", "N");
		await room.says(/▸ ◔ limited +full/);
		await room.press("N");
		await room.says(/▸ ✕ quarantined +dead/);
		await room.press("N");
		await room.says(/▸ ◐ waiting +asks/);
	});

	test("lists all again when the filter hides it", async () => {
		const room = openRoom(world, { size: [100, 30] });
		await room.press("/", ..."calm", "enter", "N");
		await room.says("the filter hid asks: all sessions are listed again", /▸ ◐ waiting +asks/);
	});

	test("says when nobody does", async () => {
		const room = openRoom(snapshot({ sessions: [session("calm")] }));
		await room.saysNoMore("need you");
		await room.press("N");
		await room.says("no session needs you");
	});
});

describe("r", () => {
	test("has the engine look now, not in a read-only room", async () => {
		const room = openRoom(afternoon());
		await room.press("r");
		await room.says("sessions and tasks are looked at now; quota when its poll is due");
		const looking = openRoom(afternoon(), { readonly: true });
		await looking.press("r");
		await looking.says("this control room is read-only");
	});
});

describe("ctrl-z", () => {
	test("suspends an attached room and comes back", async () => {
		const room = openRoom(afternoon());
		await room.press("ctrl-z");
		await room.says("back; the engine went on meanwhile");
	});

	test("says when no shell could bring it back", async () => {
		const room = openRoom(afternoon(), { continued: false });
		await room.press("ctrl-z");
		await room.says("no shell is here");
	});

	test("does not stop the supervision that runs in this window", async () => {
		const room = openRoom(afternoon());
		room.client.link.setState({ kind: "here" }, true);
		await room.press("ctrl-z");
		await room.says("supervision would stop with this window");
	});
});
