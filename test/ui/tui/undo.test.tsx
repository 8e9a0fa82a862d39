import { describe, expect, test } from "vitest";
import type { ActReply } from "../../../src/state/client.ts";
import type { Dispatch, State } from "../../../src/state/model.ts";
import { fixtureTasks } from "../../engine/control/fixture-tasks.ts";
import { account, NOW, session, snapshot, type TestClient, task, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const MINUTE = 60_000;

function opened(dispatch: Partial<Dispatch> = {}) {
	const first: Dispatch = { paused: false, all: false, since: null, ...dispatch };
	const world = snapshot({
		sessions: [session("web-cart")],
		accounts: [account("main")],
		tasks: [task("app.audit")],
		state: { dispatch: first },
	});
	const tasks = fixtureTasks();
	const client = Object.assign(testClient(world), { tasks });
	client.pause = async (all, { until } = {}) => {
		client.calls.push(`pause ${all}${until === undefined ? "" : ` until ${until - NOW}`}`);
		return { kind: "done" };
	};
	return { client, tasks, room: openRoom(world, { client, size: [120, 50] }) };
}

/** Keeps the answer to the first pause open until the test gives it. */
function holdPause(client: TestClient) {
	const held = Promise.withResolvers<ActReply>();
	const { pause } = client;
	client.pause = async (all, scope) => {
		client.pause = pause;
		await pause(all, scope);
		return held.promise;
	};
	return (reply: ActReply = { kind: "done" }) => held.resolve(reply);
}

/** What somebody else did in the meantime. */
function becomes({ store }: TestClient, state: Partial<State>) {
	const now = store.getState();
	store.setState({ ...now, state: { ...now.state, ...state } });
}

describe("u while an act is under way", () => {
	test("waits for that one, and takes back no earlier one", async () => {
		const { room, client, tasks } = opened();
		await room.press("3", "[");
		await room.says("app.audit has priority high now");
		const answer = holdPause(client);
		await room.press("pu");
		expect(client.calls).toEqual(["pause false"]);
		answer();
		await room.says("the pause is undone");
		expect(client.calls).toEqual(["pause false", "resume"]);
		expect(tasks.did).toEqual(["priority app.audit high"]);
	});

	test("takes nothing back when that one is refused", async () => {
		const { room, client } = opened();
		const answer = holdPause(client);
		await room.press("p", "u");
		answer({ kind: "refused", why: "it is not allowed", remedy: "ask" });
		await room.says("it is not allowed; ask");
		await room.press("u");
		await room.says("there is nothing to undo");
		expect(client.calls).toEqual(["pause false"]);
	});

	test("takes it back once, however often it is pressed", async () => {
		const { room, client } = opened();
		const answer = holdPause(client);
		await room.press("puu");
		answer();
		await room.says("the pause is undone");
		expect(client.calls).toEqual(["pause false", "resume"]);
	});
});

describe("acts that come fast", () => {
	test("p twice pauses and resumes", async () => {
		const { room, client } = opened();
		const answer = holdPause(client);
		await room.press("pp");
		expect(client.calls).toEqual(["pause false"]);
		answer();
		await room.says("dispatch goes on");
		expect(client.calls).toEqual(["pause false", "resume"]);
	});

	test("] after [ moves the task from where [ brings it", async () => {
		const { room, tasks } = opened();
		await room.press("3", "[]");
		await room.says("app.audit has priority normal now");
		expect(tasks.did).toEqual(["priority app.audit high", "priority app.audit normal"]);
	});
});

describe("u after an act that cannot be taken back", () => {
	test("does not take back what was done before that", async () => {
		const { room, client, tasks } = opened();
		await room.press("p");
		await room.says("dispatch is paused; failover goes on");
		await room.press("3", "D", "y");
		await room.says("app.audit is out of the queue");
		await room.press("u");
		await room.says("there is nothing to undo");
		expect(client.calls).toEqual(["pause false"]);
		expect(tasks.did).toEqual(["drop app.audit"]);
	});

	test("nor what was still under way when that began", async () => {
		const { room, client } = opened();
		const answer = holdPause(client);
		await room.press("p", "i", "go on", "enter");
		await room.says("web-cart began a turn with it");
		answer();
		await room.says("dispatch is paused; failover goes on");
		room.rest();
		await room.press("u");
		await room.says("there is nothing to undo");
		expect(client.calls).toEqual(["pause false", "send web-cart: go on"]);
	});
});

describe("u after somebody else changed the same", () => {
	test("leaves a pause of more than its own", async () => {
		const { room, client } = opened();
		await room.press("p");
		await room.says("dispatch is paused; failover goes on");
		becomes(client, { dispatch: { paused: true, all: true, since: NOW } });
		await room.press("u");
		await room.says("somebody else has changed the pause since");
		expect(client.calls).toEqual(["pause false"]);
	});

	test("leaves an account as the other has set it", async () => {
		const { room, client } = opened();
		await room.press("A", "y");
		await room.says("main is drained; u undoes that");
		becomes(client, { accounts: { main: account("main", { withheld: "disabled" }) } });
		await room.press("u");
		await room.says("somebody else has disabled main since");
		expect(client.calls).toEqual(["main drained"]);
	});

	test("leaves a priority that the other has given", async () => {
		const { room, client, tasks } = opened();
		await room.press("3", "[");
		await room.says("app.audit has priority high now");
		const other = snapshot({ tasks: [task("app.audit", { priority: "low" })] });
		becomes(client, { tasks: other.state.tasks });
		await room.press("u");
		await room.says("somebody else has given app.audit the priority low since");
		expect(tasks.did).toEqual(["priority app.audit high"]);
	});

	test("starts no session again that runs again", async () => {
		const { room, client } = opened();
		await room.press("D", "y");
		await room.says("web-cart is stopped; u undoes that");
		const again = session("web-cart");
		const incarnation = again.incarnation && { ...again.incarnation, id: "web-cart-2" };
		becomes(client, { sessions: { "web-cart": { ...again, incarnation } } });
		await room.press("u");
		await room.says("somebody else has started it again since");
		expect(client.calls).toEqual(["stop web-cart"]);
	});
});

describe("what u would take back", () => {
	test("is kept when taking it back was refused", async () => {
		const { room, client } = opened();
		await room.press("p");
		await room.says("dispatch is paused; failover goes on");
		const { resume } = client;
		client.resume = async () => ({ kind: "refused", why: "not just now", remedy: "try again" });
		await room.press("u");
		await room.says("not just now; try again");
		client.resume = resume;
		await room.press("u");
		await room.says("the pause is undone");
	});

	test("is named in the help and in the palette", async () => {
		const { room } = opened();
		await room.press("p");
		await room.says("dispatch is paused; failover goes on");
		await room.press("?");
		await room.says("take back the pause");
		await room.press("esc");
		await room.saysNoMore("take back the pause");
		await room.press(":", "undo");
		await room.says("take back the pause");
	});

	test("is a pause with the end that it had", async () => {
		const until = NOW + 30 * MINUTE;
		const { room, client } = opened({ paused: true, since: NOW, until });
		await room.press("p");
		await room.says("dispatch goes on");
		await room.press("u");
		await room.says("the end of the pause is undone");
		expect(client.calls).toEqual(["resume", `pause false until ${30 * MINUTE}`]);
	});
});
