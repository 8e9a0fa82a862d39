import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFrameStore, restFor } from "../../../src/ui/tui/frame-store.ts";
import { orderSessions } from "../../../src/ui/tui/session-order.ts";
import { afternoon, NOW, openSwitch, session, snapshot, testClient } from "./fixtures.ts";

describe("the view of the engine's state", () => {
	let now = NOW;
	beforeEach(() => {
		now = NOW;
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});
	const pass = (ms: number) => {
		for (let passed = 0; passed < ms; passed += 100) {
			now += 100;
			vi.advanceTimersByTime(100);
		}
	};

	test("takes many changes together into one", () => {
		const client = testClient(afternoon());
		const frames = createFrameStore(client, () => now);
		let drawn = 0;
		frames.store.subscribe(() => {
			drawn += 1;
		});
		for (let seq = 4; seq <= 850; seq++) client.store.setState({ seq, recent: [] });
		expect(drawn).toBe(0);
		pass(100);
		expect(drawn).toBe(1);
		expect(frames.store.getState().snapshot.seq).toBe(850);
		frames.close();
	});

	test("is brought up to date at once by a key", () => {
		const client = testClient(afternoon());
		const frames = createFrameStore(client, () => now);
		client.store.setState({ seq: 7, recent: [] });
		frames.touch();
		expect(frames.store.getState().snapshot.seq).toBe(7);
		frames.close();
	});

	test("holds the order of the rows for a moment after a key", () => {
		const client = testClient(snapshot({ sessions: [session("a"), session("b")] }));
		const frames = createFrameStore(client, () => now);
		frames.touch();
		const { state } = client.store.getState();
		const b = session("b", { state: "waiting" });
		client.store.setState({ state: { ...state, sessions: { ...state.sessions, b } } });
		pass(100);
		expect(frames.store.getState().sessionOrder).toEqual(["a", "b"]);
		pass(2000);
		expect(frames.store.getState().sessionOrder).toEqual(["b", "a"]);
		frames.close();
	});

	test("is not drawn again for an event that changes nothing on the screen", () => {
		const client = testClient(afternoon());
		const frames = createFrameStore(client, () => now);
		let drawn = 0;
		frames.store.subscribe(() => {
			drawn += 1;
		});
		client.store.setState({ seq: 99 });
		pass(100);
		expect(drawn).toBe(0);
		frames.close();
	});

	test("turns with the minute, and with the second only while a switch runs", () => {
		const client = testClient(afternoon());
		const frames = createFrameStore(client, () => now);
		const minutes = new Set<number>();
		let drawn = 0;
		frames.store.subscribe((frame) => {
			drawn += 1;
			minutes.add(frame.minute);
		});
		pass(60_000);
		expect(minutes.size).toBe(2);
		expect(drawn).toBeLessThanOrEqual(6);
		const { state } = client.store.getState();
		client.store.setState({ state: { ...state, openSwitch: openSwitch() } });
		pass(100);
		const then = frames.store.getState().now;
		pass(3_000);
		expect(frames.store.getState().now - then).toBe(3_000);
		frames.close();
	});

	test("ends with its window", () => {
		const client = testClient(afternoon());
		const frames = createFrameStore(client, () => now);
		frames.close();
		client.store.setState({ seq: 9, recent: [] });
		pass(120_000);
		expect(frames.store.getState().snapshot.seq).not.toBe(9);
		expect(vi.getTimerCount()).toBe(0);
	});
});

describe("the order of the sessions", () => {
	const { state } = snapshot({
		sessions: [
			session("ccl-10"),
			session("ccl-2"),
			session("busy", { state: "working" }),
			session("asks", { state: "waiting" }),
		],
	});

	test("has those first that need a person, then names as people count", () => {
		expect(orderSessions(state, [])).toEqual(["asks", "busy", "ccl-2", "ccl-10"]);
		expect(orderSessions(state, [], "by name")).toEqual(["asks", "busy", "ccl-2", "ccl-10"]);
	});

	test("ends with those that have no process: an unknown one that has one comes before what is well", () => {
		const { state: mixed } = snapshot({
			sessions: [
				session("never-ran", { state: "unknown", incarnation: null }),
				session("left", { state: "stopped", incarnation: null }),
				session("at-rest"),
				session("silent", { state: "unknown" }),
			],
		});
		expect(orderSessions(mixed, [])).toEqual(["silent", "at-rest", "left", "never-ran"]);
	});

	test("keeps held rows in place, leaves out what is gone and puts what is new last", () => {
		expect(orderSessions(state, ["ccl-2", "gone", "asks"])).toEqual([
			"ccl-2",
			"asks",
			"busy",
			"ccl-10",
		]);
	});
});

describe("the pace of the frames", () => {
	test("is ten a second where drawing costs little", () => {
		expect(restFor(2, 15)).toBe(100);
	});

	test("leaves most of a slow machine to others, but never stands still", () => {
		expect(restFor(25, 15)).toBe(300);
		expect(restFor(400, 15)).toBe(500);
	});

	test("is no faster than was asked for", () => {
		expect(restFor(2, 4)).toBe(250);
	});
});
