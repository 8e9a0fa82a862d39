import { describe, expect, test } from "vitest";
import { initialState } from "../../../src/state/model.ts";
import { fixtureTasks } from "../../engine/control/fixture-tasks.ts";
import { session, snapshot, task, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const projects = {
	"/srv/shop": { priority: 1, maxRunning: 0 },
	"/srv/app": { priority: 1, maxRunning: 0 },
};
const dispatch = { projects, models: [], capabilities: [] };

function opened(options: object = {}) {
	const world = snapshot({
		sessions: [session("web-cart")],
		tasks: [
			task("app.audit", { title: "audit log" }),
			task("app.broken", { title: "mend it", state: "failed", note: "no answer", endedAt: 1 }),
			task("app.runs", { title: "it runs", state: "running", session: "web-cart" }),
		],
		state: { policy: { ...initialState.policy, dispatch } },
	});
	const tasks = fixtureTasks();
	const client = Object.assign(testClient(world), { tasks });
	return { tasks, client, room: openRoom(world, { client, size: [120, 40], ...options }) };
}

describe("n", () => {
	test("adds what is written to the project of the selected session, and says where", async () => {
		const { room, tasks } = opened();
		await room.press("n");
		await room.says(
			"New task",
			/project +app {2}\/srv\/app {2}\(2 of 2, tab: the next\)/,
			"normal",
		);
		await room.press(..."Do it", "enter");
		await room.says("app.made waits in app, priority normal; u takes it back");
		expect(tasks.added).toEqual([{ text: "Do it\n", priority: "normal", project: "/srv/app" }]);
	});

	test("takes another project with tab and another priority with the arrows", async () => {
		const { room, tasks } = opened();
		await room.press("n", "tab", "up", ..."x", "enter");
		await room.says("priority high; u takes it back");
		expect(tasks.added).toEqual([{ text: "x\n", priority: "high", project: "/srv/shop" }]);
	});

	test("adds nothing that is empty, nor on esc, nor in a read-only room", async () => {
		const { room, tasks } = opened();
		await room.press("n", "enter");
		await room.says("write what is to be done; esc goes back");
		await room.press("esc");
		await room.saysNoMore("New task");
		const looking = opened({ readonly: true });
		await looking.room.press("n");
		await looking.room.says("this control room is read-only");
		expect(tasks.added).toEqual([]);
	});

	test("is taken back by u while it waits, and not when somebody has begun with it", async () => {
		const { room, tasks, client } = opened();
		const { state } = client.store.getState();
		const withTask = (is: "waiting" | "running") =>
			snapshot({
				sessions: Object.values(state.sessions),
				tasks: [task("app.made", { state: is })],
			});
		await room.press("n", ..."x", "enter");
		await room.says("u takes it back");
		room.rest();
		client.store.setState(withTask("running"));
		await room.press("u");
		await room.says("app.made is running by now");
		await room.press("n", ..."x", "enter");
		await room.says("u takes it back");
		room.rest();
		client.store.setState(withTask("waiting"));
		await room.press("u");
		await room.says("the new task app.made is undone");
		expect(tasks.did).toEqual(["drop app.made"]);
	});

	test("stays with the reason when the engine refuses", async () => {
		const { room, tasks } = opened();
		tasks.reply = { kind: "refused", why: "no project is registered", remedy: "name one" };
		await room.press("n", ..."x", "enter");
		await room.says("✗ no project is registered", "name one");
	});

	test.each([10, 12])("has the reason in sight on a screen of %i rows", async (rows) => {
		const { room, tasks } = opened({ size: [80, rows] });
		tasks.reply = { kind: "refused", why: "no project is registered", remedy: "name one" };
		await room.press("n", ..."x", "enter");
		await room.says("❯ x", "✗ no project is registered", "name one");
	});
});

describe("the queue", () => {
	test("moves a waiting task up and down, and u undoes that", async () => {
		const { room, tasks } = opened();
		await room.press("3", "j");
		await room.says(/▸ +norm ○ waiting +audit log/);
		await room.press("[");
		await room.says("app.audit has priority high now; u undoes that");
		await room.press("u");
		await room.says("is undone");
		await room.press("]");
		await room.says("app.audit has priority low now");
		expect(tasks.did).toEqual([
			"priority app.audit high",
			"priority app.audit normal",
			"priority app.audit low",
		]);
	});

	test("says why a task that does not wait cannot be moved", async () => {
		const { room, tasks } = opened();
		await room.press("3", "[");
		await room.says("app.runs is running: only what waits has a place in the queue");
		expect(tasks.did).toEqual([]);
	});

	test("opens a task with enter: its facts, what it waits for, how its text begins", async () => {
		const { room } = opened();
		await room.press("3", "j", "enter");
		await room.says(
			"Task app.audit",
			"audit log",
			"waits for an idle session",
			"Do it.",
			"priority normal",
		);
		await room.press("esc");
		await room.saysNoMore("Task app.audit");
	});

	test("drops a task after it was shown, and nothing on enter", async () => {
		const { room, tasks } = opened();
		await room.press("3", "j", "D");
		await room.says("Take app.audit out of the queue", "its file goes to failed/", "[ Cancel ]");
		await room.press("enter");
		await room.saysNoMore("Drop?");
		await room.press("D", "y");
		await room.says("app.audit is out of the queue");
		expect(tasks.did).toEqual(["drop app.audit"]);
	});

	test("lets a failed task wait anew after it was shown", async () => {
		const { room, tasks } = opened();
		await room.press("3", "G", "R");
		await room.says("Let app.broken wait anew", "it is failed: no answer");
		await room.press("y");
		await room.says("app.broken waits anew");
		expect(tasks.did).toEqual(["retry app.broken"]);
	});

	test("says why a running task is neither dropped nor tried again", async () => {
		const { room } = opened();
		await room.press("3", "D");
		await room.says("app.runs is running");
	});
});
