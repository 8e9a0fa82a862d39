import { describe, expect, test } from "vitest";
import { session, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

function opened(names: readonly string[], facts: Parameters<typeof session>[1] = {}) {
	const world = snapshot({ sessions: names.map((name) => session(name, facts)) });
	const client = testClient(world);
	return { client, room: openRoom(world, { client, size: [100, 30] }) };
}

/** Marks the first sessions of the list. */
const marks = (count: number): readonly string[] =>
	Array.from({ length: count }, () => [" ", "j"]).flat();

describe("space", () => {
	test("marks sessions so that it can be seen without colours, and esc takes the marks away", async () => {
		const { room } = opened(["a", "b", "c"]);
		await room.press(" ", "j", " ");
		await room.says("2 marked", / ✓ ○ idle +a/, /▸✓ ○ idle +b/);
		await room.press(" ");
		await room.says("1 marked", /▸ {2}○ idle +b/);
		await room.press("esc");
		await room.saysNoMore("marked");
	});

	test("marks what acts then take: a checkpoint of each", async () => {
		const { room, client } = opened(["a", "b", "c"]);
		const taken: string[] = [];
		const { take } = client.checkpoints;
		Object.assign(client.checkpoints, {
			take: (name: string) => {
				taken.push(name);
				return take(name);
			},
		});
		await room.press(...marks(2), "C");
		await room.says("2 checkpoints taken");
		expect(taken).toEqual(["a", "b"]);
	});

	test("lets the marked start again, and says of whom it was refused", async () => {
		const { room, client } = opened(["a", "b"], { state: "stopped", incarnation: null });
		client.restart = async (name) =>
			name === "a" ? { kind: "done" } : { kind: "refused", why: "no", remedy: "look" };
		await room.press(...marks(2), "R");
		await room.says("1 session may start again; b not: no; look");
		await room.saysNoMore("marked");
	});

	test("plans a switch for the marked alone", async () => {
		const { room, client } = opened(["a", "b", "c"]);
		const asked: unknown[] = [];
		client.planSwitch = async ({ sessions }) => {
			asked.push(sessions);
			return client.nextPlan;
		};
		await room.press(...marks(2), "s");
		await room.says("Switch: dry run, for 2 named sessions");
		expect(asked).toEqual([["a", "b"]]);
	});
});

describe("the marked, when all of them are gone", () => {
	test.each(["C", "R", "D", "s"])("give %s no other session", async (key) => {
		const { room, client } = opened(["a", "b"], { state: "stopped", incarnation: null });
		const taken: string[] = [];
		Object.assign(client.checkpoints, { take: async (name: string) => taken.push(name) });
		await room.press("j", " ");
		await room.says("1 marked");
		client.store.setState(
			snapshot({ sessions: [session("a", { state: "stopped", incarnation: null })] }),
		);
		await room.saysNoMore("1 marked");
		await room.press(key);
		await room.says("the marked sessions are gone; _ forgets the marks");
		expect([client.calls, taken]).toEqual([[], []]);
		await room.press("_", "R");
		await room.says("a may start again");
	});
});

describe("the marked that a filter hides", () => {
	test("are taken with the others, and that is said", async () => {
		const { room } = opened(["web", "shop"], { state: "stopped", incarnation: null });
		await room.press(...marks(2), "/", "web", "enter");
		await room.says("1 of 2", "2 marked");
		await room.press("C");
		await room.says("2 checkpoints taken (1 of them hidden by the filter)");
		await room.press("R");
		await room.says("2 sessions may start again (1 of them hidden by the filter)");
	});
});

describe("an act on several", () => {
	test("goes on to the next when the engine gives no answer for one, and says both", async () => {
		const { room, client } = opened(["a", "b"], { state: "stopped", incarnation: null });
		const asked: string[] = [];
		const failing = async (name: string) => {
			asked.push(name);
			if (name === "a") throw new Error("socket hang up");
			return { kind: "done" } as const;
		};
		client.restart = failing;
		Object.assign(client.checkpoints, { take: failing });
		await room.press(...marks(2), "C");
		await room.says("1 checkpoint taken; a not: the engine did not answer: socket hang up");
		await room.press("R");
		await room.says("1 session may start again; a not: the engine did not answer");
		expect(asked).toEqual(["a", "b", "a", "b"]);
	});
});

describe("stopping the marked", () => {
	test("counts those that there still are", async () => {
		const { room, client } = opened(["a", "b", "c", "d"]);
		await room.press(...marks(4), "D");
		await room.says("Stop 4?", "write 4, then enter:");
		client.store.setState(snapshot({ sessions: ["a", "b", "c"].map((name) => session(name)) }));
		await room.says("Stop 3?", "Stop 3 sessions", "write 3, then enter:");
		await room.press("3", "enter");
		await room.says("3 sessions stopped");
		expect(client.calls).toEqual(["stop a", "stop b", "stop c"]);
	});

	test("says when none of them is left", async () => {
		const { room, client } = opened(["a", "b", "c"]);
		await room.press(...marks(2), "D");
		client.store.setState(snapshot({ sessions: [session("c")] }));
		await room.says("Stop 0?");
		await room.press("y");
		await room.says("these sessions are gone: there is nothing to stop; esc goes back");
		expect(client.calls).toEqual([]);
	});

	test("names each and what it cuts, and does nothing by itself", async () => {
		const { room, client } = opened(["a", "b"], { state: "waiting", note: "Allow?" });
		await room.press(...marks(2), "D");
		await room.says(
			"Stop 2 sessions, one after the other",
			"a on main",
			"b on main",
			"! it waits for an answer: Allow?",
			"[ Cancel ]",
		);
		await room.press("enter");
		await room.saysNoMore("Stop 2");
		expect(client.calls).toEqual([]);
	});

	test("stops them, and u brings all of them back", async () => {
		const { room, client } = opened(["a", "b", "c"]);
		await room.press(...marks(2), "D", "y");
		await room.says("2 sessions stopped; u undoes that");
		await room.saysNoMore("marked");
		await room.press("u");
		await room.says("the stop of 2 sessions is undone");
		expect(client.calls).toEqual(["stop a", "stop b", "restart a", "restart b"]);
	});

	test("of more than three wants their number written", async () => {
		const { room, client } = opened(["a", "b", "c", "d"]);
		await room.press(...marks(4), "D");
		await room.says("write 4, then enter:");
		await room.press("y", "enter");
		await room.says("write 4 to stop 4 sessions; esc goes back");
		expect(client.calls).toEqual([]);
		await room.press("backspace", "4", "enter");
		await room.says("4 sessions stopped");
		expect(client.calls).toEqual(["stop a", "stop b", "stop c", "stop d"]);
	});

	test("forces nothing that could not be read before", async () => {
		const { room, client } = opened(["a", "b"]);
		await room.press(...marks(2), "D");
		await room.says("Stop 2 sessions");
		client.store.setState(
			snapshot({ sessions: [session("a"), session("b", { state: "waiting", note: "Allow?" })] }),
		);
		await room.says("! it waits for an answer");
		await room.press("y");
		await room.says("it cuts more than when this was opened: nothing was done");
		expect(client.calls).toEqual([]);
		await room.press("y");
		await room.says("2 sessions stopped");
		expect(client.calls).toEqual(["stop a", "stop b force"]);
	});

	test("says which was refused, and keeps its mark", async () => {
		const { room, client } = opened(["a", "b"]);
		client.stop = async (name) =>
			name === "a"
				? { kind: "done" }
				: { kind: "refused", why: "a task is just being given to it", remedy: "ask again" };
		await room.press(...marks(2), "D", "y");
		await room.says("1 session stopped; u undoes that; b not: a task", "1 marked");
	});
});
