import { beforeEach, expect, test } from "vitest";
import { SpoolChanges } from "../../../src/engine/claude/spool-changes.ts";
import { type ManualClock, manualClock } from "../../support/manual-clock.ts";

const NOBODY: ReadonlySet<string> = new Set();

/** When each folder was last changed, as the file system tells it. */
let changedAt: Map<string, number>;
let clock: ManualClock;
let changes: SpoolChanges;

beforeEach(() => {
	changedAt = new Map([["/spool/life-1", 1_000]]);
	clock = manualClock();
	const times = async (paths: readonly string[]) =>
		paths.map((path) => changedAt.get(path) ?? null);
	changes = new SpoolChanges({ changedAt: times }, clock);
});

/** Looks, reads what is to be read, and gives what was left out. */
async function pass(left: ReadonlySet<string> = NOBODY): Promise<readonly string[]> {
	const look = await changes.look("/spool", ["life-1"]);
	look.read(left);
	return [...look.unchanged];
}

test("a folder that was read well after its last change is left out until it changes", async () => {
	expect(await pass()).toEqual([]);
	clock.jump(100);
	expect(await pass()).toEqual([]);
	expect(await pass()).toEqual(["life-1"]);
	changedAt.set("/spool/life-1", 1_001);
	expect(await pass()).toEqual([]);
});

test("one that has just changed is read again: its time may stand for more than one change", async () => {
	await pass();
	clock.jump(99);
	await pass();
	expect(await pass()).toEqual([]);
});

test("one in which a hook was left is read again", async () => {
	await pass();
	clock.jump(100);
	await pass(new Set(["life-1"]));
	expect(await pass()).toEqual([]);
	expect(await pass()).toEqual(["life-1"]);
});

test("one whose reading failed is read again", async () => {
	await pass();
	clock.jump(100);
	await changes.look("/spool", ["life-1"]);
	expect(await pass()).toEqual([]);
});

test("a clock that was set back gives other times, so it is read again", async () => {
	await pass();
	clock.jump(100);
	await pass();
	changedAt.set("/spool/life-1", 500);
	expect(await pass()).toEqual([]);
});

test("one that is gone is nobody's, and is new when it comes back", async () => {
	await pass();
	clock.jump(100);
	await pass();
	changedAt.clear();
	expect(await pass()).toEqual([]);
	changedAt.set("/spool/life-1", 1_000);
	expect(await pass()).toEqual([]);
});
