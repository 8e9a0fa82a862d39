import { expect, test } from "vitest";
import { playList, playSeeds } from "./crew.ts";
import { doubleCrashes, refusedWrites, singleCrashes } from "./exhaustive.ts";
import { playHistory } from "./history.ts";
import { type Report, reportOf } from "./report.ts";

const MINUTES = 60_000;

/** What is said when an invariant is violated: which, and how to see it again. */
function broken(report: Report): unknown {
	return report.byInvariant;
}

test(
	"10,000 random histories of the shipped engine violate no invariant",
	async () => {
		const report = reportOf(await playSeeds(1, 10_000, null), null, 1);
		expect(broken(report)).toEqual({});
		expect(report.seeds).toBe(10_000);
		// What was played is worth something: switches, crashes and turns by the thousand.
		expect(report.switches).toBeGreaterThan(5_000);
		expect(report.crashes).toBeGreaterThan(8_000);
		expect(report.turns).toBeGreaterThan(20_000);
	},
	40 * MINUTES,
);

test(
	"a daemon that dies once or twice at any points of a switch loses nothing and doubles nothing",
	async () => {
		const list = [...(await singleCrashes()), ...(await doubleCrashes())];
		expect(list.length).toBeGreaterThan(1_000);
		const report = reportOf(await playList(list), null, 1);
		expect(broken(report)).toEqual({});
		expect(report.crashes).toBeGreaterThan(list.length);
	},
	10 * MINUTES,
);

test(
	"T7: ENOSPC, EIO, EMFILE and a read-only disk at every write: nothing is lost, nothing is done twice or said to be done",
	async () => {
		const list = await refusedWrites();
		expect(list.length).toBeGreaterThan(400);
		const report = reportOf(await playList(list), null, 1);
		expect(broken(report)).toEqual({});
	},
	10 * MINUTES,
);

test(
	"without the fence the same histories violate invariants by the hundred",
	async () => {
		const report = reportOf(await playSeeds(1, 2_000, "fence"), "fence", 1);
		expect(report.violations).toBeGreaterThan(100);
		expect(Object.keys(report.byInvariant)).toEqual(expect.arrayContaining(["stale-act"]));
	},
	15 * MINUTES,
);

test(
	"without the journal the same histories violate invariants by the hundred",
	async () => {
		const report = reportOf(await playSeeds(1, 500, "journal"), "journal", 1);
		expect(report.violations).toBeGreaterThan(100);
		expect(Object.keys(report.byInvariant)).toEqual(
			expect.arrayContaining(["lost-task", "lost-turn"]),
		);
	},
	15 * MINUTES,
);

test("the same seed gives the same history, to the last change of the world", async () => {
	const play = () => playHistory({ seed: 7, without: null, traced: true });
	const [first, second] = [await play(), await play()];
	expect(first.trace.length).toBeGreaterThan(100);
	expect(second).toEqual(first);
});
