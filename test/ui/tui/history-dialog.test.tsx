import { describe, expect, test } from "vitest";
import type { Grounds, Switch } from "../../../src/state/model.ts";
import { widthOf } from "../../../src/ui/tui/present/line.ts";
import { afternoon, hostile, NOW, openSwitch } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const MINUTE = 60_000;
const move = openSwitch().moves[2] as Switch["moves"][number];

const grounds: Grounds = {
	accounts: [
		{
			account: "main",
			state: "near",
			windows: [
				{
					...{ window: "five_hour", usedRatio: 0.91, resetsAt: NOW + 30 * MINUTE },
					...{ source: "statusline", spent: false, ageMs: 2 * MINUTE, past: false },
				},
			],
		},
	],
	candidates: [{ account: "spare", ok: false, why: "is login-needed" }],
	wouldChange: ["main under 90 %"],
};

function ended(id: string, facts: Partial<Switch> = {}): Switch {
	const begunAt = NOW - 12 * MINUTE;
	return openSwitch({
		id,
		begunAt,
		committedAt: begunAt + 1000,
		endedAt: begunAt + 2300,
		outcome: "done",
		moves: [
			{
				...move,
				...{ session: "web-cart", canary: true, step: "verified", outcome: "moved" },
				...{ readiness: "boundary", startedAt: begunAt, endedAt: begunAt + 900 },
			},
		],
		grounds,
		...facts,
	});
}

const partial = ended("sw-2", {
	...{ from: "backup", to: "spare", reason: "limit", outcome: "partial" },
	why: "backup hit its limit",
	note: "one session stayed",
	begunAt: NOW - 3 * MINUTE,
	endedAt: NOW - 2 * MINUTE,
	moves: [
		{ ...move, session: "infra-tf", step: "draining", outcome: "timed-out", note: "still at work" },
		{ ...move, session: "api-auth", step: "verified", outcome: "moved" },
	],
});

describe("the history", () => {
	test("lists the switches that ended, the newest first, with why of the selected one", async () => {
		const room = openRoom(afternoon({ switches: [partial, ended("sw-1")] }));
		await room.press("H");
		await room.says(
			"History (2)  newest first",
			/▸ 14:29:07 +backup +spare +◐ partial +1\/2 +1 min 00\.0 s/,
			/ {2}14:20:07 +main +backup +✓ done +1\/1 +2\.3 s/,
			"limit: backup hit its limit",
			"one session stayed",
		);
		await room.press("j");
		await room.says("threshold: main is at 91 %");
	});

	test("is opened by its name as well", async () => {
		const room = openRoom(afternoon({ switches: [ended("sw-1")] }));
		await room.press(":", ..."history", "enter");
		await room.says("History (1)");
	});

	test("opens a switch: each session with how far it came and why, and what it rested on", async () => {
		const room = openRoom(afternoon({ switches: [partial, ended("sw-1")] }), { size: [100, 40] });
		await room.press("H", "enter");
		await room.says(
			"backup → spare",
			"◐ partial, took 1 min 00.0 s",
			"(limit): backup hit its limit",
			"past the point of no return since 14:20:08",
			"! infra-tf: timed-out, came as far as: draining; still at work",
			"✓ api-auth: moved",
			"five_hour 91%",
			"✗ no  spare: is login-needed",
			"main under 90 %",
		);
		await room.press("esc", "j", "enter");
		await room.says(
			"✓ web-cart: moved, took 0.9 s, the first, as the canary; at its turn boundary",
		);
	});

	test("says so where what a switch rested on is not kept", async () => {
		const { grounds: _gone, ...old } = ended("sw-1");
		const room = openRoom(afternoon({ switches: [old] }));
		await room.press("H", "enter");
		await room.says("What it rested on is not kept");
	});

	test("says what to do next while it is empty", async () => {
		const room = openRoom(afternoon());
		await room.press("H");
		await room.says("History (0)", "no switch has ended yet: s plans one", "e says why none");
		await room.press("enter");
		await room.says("! no switch has ended yet");
	});

	test("says of a switch that is no longer kept that it is not", async () => {
		const room = openRoom(afternoon({ switches: [ended("sw-1")] }));
		await room.press("H", "enter");
		await room.says("Switch that ended", "main → backup");
		room.client.store.setState(afternoon({ switches: [partial] }));
		await room.says("It is no longer kept");
	});

	test.each([
		[40, 10],
		[80, 24],
		[200, 50],
	])("keeps to %ix%i whatever names and reasons say", async (columns, rows) => {
		const of = (n: number) => hostile[n % hostile.length] ?? "";
		const moves = hostile.map((text, n) => ({ ...move, session: text, note: of(n + 1) }));
		const switches = hostile.map((text, n) =>
			ended(`sw-${n}`, { from: text, to: of(n + 3), why: of(n + 5), note: of(n + 7), moves }),
		);
		const room = openRoom(afternoon({ switches }), { size: [columns, rows] });
		for (const keys of [["H", "G"], ["enter"], ["G"]]) {
			await room.press(...keys);
			expect(room.rows()).toHaveLength(rows);
			for (const row of room.rows()) expect(widthOf(row)).toBeLessThanOrEqual(columns);
		}
		await room.says("Switch that ended");
	});
});
