import { expect, test } from "vitest";
import { fixtureCheckpoints } from "../../engine/control/fixture-checkpoints.ts";
import { afternoon, NOW, session, snapshot, task, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const pool = () =>
	snapshot({
		sessions: [session("a-1"), session("b-1")],
		tasks: [task("app.a"), task("app.b", { addedAt: 1_000_000_000_000 })],
	});

test("a paste in several parts acts in none of them", async () => {
	const room = openRoom(afternoon());
	await room.says("1 Sessions");
	room.type("nfix the im");
	room.type("port");
	await room.press("ctrl-l");
	expect(room.frame()).not.toContain("dispatch is paused");
	expect(room.client.calls).toEqual([]);
});

test("a line and the Enter behind it that come at once are the line and the key", async () => {
	const room = openRoom(afternoon());
	await room.press(":");
	await room.says("Commands");
	room.type("pause\r");
	await room.says("dispatch is paused");
});

test("a key acts on the row that was drawn under the cursor, not on one that moved there since", async () => {
	const checkpoints = fixtureCheckpoints(NOW);
	const client = Object.assign(testClient(pool()), { checkpoints });
	const room = openRoom(client.store.getState(), { client });
	await room.says(/▸ ○ idle +a-1/);
	client.store.setState(({ state, ...rest }) => ({
		...rest,
		state: {
			...state,
			sessions: { ...state.sessions, "b-1": session("b-1", { state: "waiting", note: "may I?" }) },
		},
	}));
	await room.press("C");
	await room.says("checkpoint taken");
	expect(checkpoints.took).toEqual(["a-1"]);
});

test("what is typed while a session is about to get the keys acts on nothing", async () => {
	const room = openRoom(afternoon(), { env: { PATH: "/bin", TERM: "tmux-256color" } });
	await room.says("1 Sessions");
	room.type("app");
	await room.says("back from");
	expect(room.children).toHaveLength(1);
	expect(room.client.calls).toEqual([]);
});
