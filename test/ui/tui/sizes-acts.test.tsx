import { describe, expect, test } from "vitest";
import { widthOf } from "../../../src/ui/tui/present/line.ts";
import {
	account,
	afternoon,
	crowd,
	hostile,
	NOW,
	plan,
	quotaWindow,
	testClient,
} from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const sizes = [
	[40, 10],
	[60, 15],
	[80, 24],
	[200, 50],
] as const;

const marked = [" ", "j", " ", "j", " ", "j", " "];

/** Keys that lead to each thing that can be done, and what is on the screen then. */
const places: readonly (readonly [keys: readonly string[], says: string])[] = [
	[marked, "4 marked"],
	[[...marked, "D", "down"], "write 4, then enter"],
	[[" ", "j", " ", "D", "j"], "stop them"],
	[["n", ...hostile.slice(2, 5)], "New task"],
	[["3", "enter", "j"], "Task"],
	[["3", "D", "j"], "Drop?"],
	[["N"], "Sessions"],
	[["s", "j", "j", "f"], "Switch: dry run"],
];

/** The crowd while nothing is switched. */
function calm() {
	const world = crowd();
	return { ...world, state: { ...world.state, openSwitch: null } };
}

function client() {
	const made = testClient(calm());
	const moves = Array.from({ length: 40 }, (_, n) => ({
		...{ session: `${hostile[n % hostile.length]} ${n}`, how: hostile[(n + 3) % 10] ?? "" },
		...{ continues: true, canary: n === 0, cut: n % 2 === 0 },
	}));
	made.nextPlan = plan({ from: hostile[0] ?? "", why: hostile[7] ?? "", moves, force: true });
	return made;
}

describe.each(sizes)("at %ix%i with fifty sessions and hostile texts", (columns, rows) => {
	test.each(places)("%j fills the terminal exactly", async (keys, says) => {
		const room = openRoom(calm(), { client: client(), size: [columns, rows] });
		await room.press(...keys);
		await room.says(says);
		const drawn = room.rows();
		expect(drawn).toHaveLength(rows);
		for (const row of drawn) expect(widthOf(row)).toBeLessThanOrEqual(columns);
	});
});

test("what waiting means can be read whole in the smallest window", async () => {
	const spent = { spent: true, resetsAt: NOW + 3_600_000 };
	const main = account("main", { windows: { five_hour: quotaWindow("five_hour", 1, spent) } });
	const world = afternoon({ accounts: { main } });
	const room = openRoom(world, { client: testClient(world), size: [40, 10] });
	await room.press("s");
	await room.says("Nothing has been done yet.");
	await room.press("w");
	await room.says("Leave all on main", /\d+ more ▾/);
	await room.press("G");
	await room.says("and no task is given out", "[ Cancel ]");
});
