import { describe, expect, test } from "vitest";
import { panes } from "../../../src/ui/tui/layout.ts";
import { widthOf } from "../../../src/ui/tui/present/line.ts";
import { crowd, hostile, plan, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const sizes = [
	[40, 10],
	[60, 15],
	[80, 24],
	[101, 33],
	[120, 30],
	[200, 50],
] as const;

/** Keys that lead to each thing that can be on the screen. */
const places: Readonly<Record<string, readonly string[]>> = {
	...Object.fromEntries(panes.map((pane, index) => [pane, [String(index + 1), "G"]])),
	zoomed: ["4", "+"],
	"the switch dialog": ["s"],
	"the checkpoints": ["c", "G"],
	"the restore dialog": ["c", "R", "j"],
	"a checkpoint": ["c", "enter", "G"],
	"a comparison": ["c", "d", "G"],
	"the history": ["H"],
	"the loops": ["L", "G"],
	"a session": ["j", "enter"],
	"the help": ["?", "G"],
	"the quit dialog": ["q"],
};

function hostileClient() {
	const client = testClient(crowd(), { kind: "here" });
	client.nextPlan = plan({
		from: hostile[0] ?? "",
		why: hostile[7] ?? "",
		moves: Array.from({ length: 40 }, (_, n) => ({
			session: hostile[n % hostile.length] ?? "",
			how: hostile[(n + 3) % hostile.length] ?? "",
			continues: true,
			canary: n === 0,
		})),
	});
	client.previewLines = [...hostile, ...hostile, ...hostile, ...hostile, ...hostile, ...hostile];
	return client;
}

describe.each(sizes)("at %ix%i with fifty sessions and hostile texts", (columns, rows) => {
	test.each(Object.entries(places))("%s fills the terminal exactly", async (_, keys) => {
		const room = openRoom(crowd(), { client: hostileClient(), size: [columns, rows] });
		await room.press(...keys);
		await room.says("claude-failover");
		const drawn = room.rows();
		expect(drawn).toHaveLength(rows);
		for (const row of drawn) expect(widthOf(row)).toBeLessThanOrEqual(columns);
	});

	test("only ASCII leaves in ASCII mode", async () => {
		const client = hostileClient();
		const room = openRoom(crowd(), { client, size: [columns, rows], ascii: true });
		await room.says("claude-failover");
		expect(room.frame()).toMatch(/^[\x20-\x7e\n]*$/);
	});
});

describe("a window that is too small", () => {
	test("says so in one line, and only quitting works", async () => {
		const room = openRoom(crowd(), { size: [39, 9] });
		await room.says("too small: 40x10 needed");
		await room.press("s", "p", "?");
		expect(room.client.calls).toEqual([]);
		await room.press("q");
		expect(room.quits()).toBe(1);
	});

	test("can be read whole in 20 columns, also when it asks whether to quit", async () => {
		const client = testClient(crowd(), { kind: "here" });
		const room = openRoom(crowd(), { client, size: [20, 8] });
		await room.says(/^need 40x10; q quits$/m);
		await room.press("q");
		await room.says(/^quit engine\? y\/n$/m);
	});

	test("comes back as it was when it grows", async () => {
		const room = openRoom(crowd(), { size: [120, 30] });
		await room.says("1 Sessions (50)");
		room.resize(20, 5);
		await room.says("need 40x10; q quits");
		room.resize(80, 24);
		await room.says("1 Sessions (50)");
		expect(room.rows()).toHaveLength(24);
	});
});
