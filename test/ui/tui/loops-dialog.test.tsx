import { describe, expect, test } from "vitest";
import type { LoopPass } from "../../../src/state/loop-pass.ts";
import { initialState, type LoopHealth } from "../../../src/state/model.ts";
import { widthOf } from "../../../src/ui/tui/present/line.ts";
import { waitFor } from "../../support/wait-for.ts";
import { afternoon, hostile, NOW, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const engine = {
	...{ ...initialState.engine, pid: 4121, version: "0.4.0", epoch: 3 },
	startedAt: NOW - 73 * 60 * MINUTE,
};

const passes: readonly LoopPass[] = [
	{
		name: "dispatcher",
		everyMs: 5 * SECOND,
		lastPassAt: NOW - SECOND,
		nextPassAt: NOW + 4 * SECOND,
	},
	{ name: "quota-monitor", everyMs: 30 * SECOND, lastPassAt: NOW - 4 * MINUTE, nextPassAt: NOW },
	{ name: "janitor", everyMs: 5 * MINUTE, lastPassAt: NOW - 11 * MINUTE, nextPassAt: null },
	{ name: "checkpoint", everyMs: MINUTE, lastPassAt: null, nextPassAt: null },
];

const failing: LoopHealth = {
	name: "quota-monitor",
	failures: 3,
	lastError: "Error: the disk is full\n    at write (file.ts:1)",
	lastChangeAt: NOW - 2 * MINUTE,
	gaveUp: false,
};

function room(more: object = {}, told: readonly LoopPass[] = passes) {
	const first = afternoon({ engine, loops: { "quota-monitor": failing } });
	const client = testClient(first);
	client.passes = told;
	return openRoom(first, { client, ...more });
}

describe("the loops", () => {
	test("are listed with their last pass, their failures and when the next pass comes", async () => {
		const opened = room();
		await opened.press("L");
		await opened.says(
			/dispatcher +✓ ok +14:32:06 +now +-- +5 s +14:32:11/,
			/quota-monitor +! failing +14:28:07 +4m +3x +30 s +14:32:07/,
			/janitor +◔ late +14:21:07 +11m +-- +5 min +--/,
			/checkpoint +● at work +-- +-- +-- +1 min +now/,
			"quota-monitor: Error: the disk is full (14:30:07)",
		);
		await opened.saysNoMore("file.ts");
	});

	test("come with the engine, what the room is attached to, and how far the journal is", async () => {
		const opened = room();
		await opened.press(":", ..."loops", "enter");
		await opened.says(
			"claude-failover 0.4.0, pid 4121, up 3d, since 03-11 13:32",
			"attached to pid 4121: it goes on without this control room",
			"journal: event 3, epoch 3",
		);
	});

	test("are asked for again while they are in sight", async () => {
		const opened = room();
		let asks = 0;
		opened.client.loops = async () => {
			asks += 1;
			return passes.map((pass) => ({ ...pass, everyMs: asks * SECOND }));
		};
		await opened.press("L");
		await waitFor("a second question", () => asks === 2);
		await opened.says(/dispatcher .* 2 s/);
	});

	test("that the engine does not tell are shown as far as its events tell them", async () => {
		const opened = room();
		opened.client.loops = () => Promise.reject(new Error("gave up: quota-monitor"));
		await opened.press("L");
		await opened.says(
			"✗ the engine did not tell how its loops are: gave up: quota-monitor",
			/quota-monitor +! failing +-- +-- +3x/,
		);
	});

	test("of an engine that is gone say since when", async () => {
		const opened = room();
		await opened.press("L");
		await opened.says("dispatcher");
		opened.client.link.setState({ kind: "lost", since: NOW - 5 * SECOND }, true);
		await opened.says("the daemon is gone since 14:32:02; trying again");
	});

	test("of an older version, which does not say when the next pass comes, leave that out", async () => {
		const opened = room({}, [{ name: "janitor", everyMs: MINUTE, lastPassAt: NOW - SECOND }]);
		await opened.press("L");
		await opened.says(/janitor +✓ ok +14:32:06 +now +-- +1 min +--/);
	});

	test("that have not run yet say so", async () => {
		const client = testClient(afternoon());
		const opened = openRoom(afternoon(), { client });
		await opened.press("L");
		await opened.says("No loop has run yet.", "not started");
	});

	test.each([
		[40, 10],
		[80, 24],
		[200, 50],
	])("keep to %ix%i whatever their errors say", async (columns, rows) => {
		const loops = Object.fromEntries(
			hostile.map((text) => [text, { ...failing, name: text, lastError: text }]),
		);
		const opened = openRoom(afternoon({ engine, loops }), { size: [columns, rows] });
		await opened.press("L", "G");
		await opened.says("Loops");
		expect(opened.rows()).toHaveLength(rows);
		for (const row of opened.rows()) expect(widthOf(row)).toBeLessThanOrEqual(columns);
		expect(opened.frame()).not.toContain("\u001b]");
	});
});
