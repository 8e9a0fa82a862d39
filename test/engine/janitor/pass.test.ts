import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fencedFiles } from "../../../src/engine/fence.ts";
import { Janitor } from "../../../src/engine/janitor/janitor.ts";
import { janitor } from "../../../src/engine/loops/janitor.ts";
import { openRecorder } from "../../../src/engine/recorder.ts";
import { openJournal } from "../../../src/state/journal.ts";
import { FencedError } from "../../../src/state/journal-epoch.ts";
import { sentenceOf } from "../../../src/state/sentences.ts";
import { dyingAt } from "../../support/dying-recorder.ts";
import { HOUR } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";
import { type Desk, deskOf } from "./desk.ts";

const DAY = 24 * HOUR;
let rig: PoolRig;
let desk: Desk;
beforeEach(() => {
	rig = poolRig();
	desk = deskOf(rig);
});
afterEach(() => rig.parts.recorder.close());

const seq = (): number => rig.parts.recorder.store.getState().seq;
const { signal } = new AbortController();

/** A folder of an ended process life, with a file in it, last written to so long ago. */
function leftBehind(folder: "spool" | "launches", life: string, agoMs: number): string {
	const path = join(rig.parts.folders[folder], life);
	mkdirSync(path, { recursive: true });
	const file = join(path, folder === "launches" ? "record.json" : "seen");
	writeFileSync(file, "{}");
	const at = (rig.clock.now() - agoMs) / 1000;
	for (const one of [file, path]) utimesSync(one, at, at);
	return path;
}

/** Something of many kinds that goes. */
function mess(): void {
	desk.put(rig.projects.app, "done", ...Array.from({ length: 25 }, (_, n) => `t${n}.md`));
	writeFileSync(join(rig.projects.app, ".agent-queue", "inbox", "lost.md.dispatched"), "Do it.\n");
	desk.daysLater(31);
	leftBehind("spool", "ended-1", HOUR);
	leftBehind("spool", "ended-2", HOUR);
	leftBehind("launches", "ended-3", 25 * HOUR);
	for (let n = 0; n < 22; n++) {
		const file = join(rig.root, `c${n}.json`);
		writeFileSync(file, "{}");
		const about = { account: null, conversation: null, task: null, gitHead: null, why: "" };
		const checkpoint = { id: `c${n}`, session: "ccl-0", file, transcriptBytes: null, ...about };
		rig.parts.recorder.commit({
			type: "checkpoint.taken",
			checkpoint: { ...checkpoint, takenAt: rig.clock.now() },
		});
	}
}

describe("a look", () => {
	test("finds what a pass then does, and does nothing itself", async () => {
		mess();
		const before = [seq(), rig.queue(rig.projects.app), readdirSync(rig.parts.folders.spool)];
		const looked = await desk.janitor.look();
		expect([seq(), rig.queue(rig.projects.app), readdirSync(rig.parts.folders.spool)]).toEqual(
			before,
		);
		expect((await desk.janitor.tidy()).items).toEqual(looked.items);
		expect((await desk.janitor.look()).items).toEqual([]);
	});
});

describe("a pass", () => {
	test("records each kind once: how many, the first twenty by name, and why", async () => {
		mess();
		await janitor(rig.parts).tick(signal);
		const said = desk.said("janitor.tidied");
		expect(said.map(({ what, count, names }) => [what, count, names.length])).toEqual([
			["checkpoint", 2, 2],
			["spool", 2, 2],
			["launch", 1, 1],
			["done", 25, 20],
			["marker", 1, 1],
		]);
		expect(said.find((e) => e.what === "checkpoint")).toMatchObject({
			names: [join(rig.root, "c1.json"), join(rig.root, "c0.json")],
			why: "its session has 20 newer ones",
		});
		expect(desk.said("checkpoint.pruned")).toEqual([
			{ type: "checkpoint.pruned", ids: ["c1", "c0"] },
		]);
	});

	test("records what it is about to remove before it does, so that a crash loses no removal", async () => {
		const path = leftBehind("launches", "ended", 25 * HOUR);
		const recorder = dyingAt(rig.parts.recorder, "janitor.tidied");
		await expect(new Janitor({ ...rig.parts, recorder }).tidy()).rejects.toThrow("killed");
		expect(readdirSync(rig.parts.folders.launches)).toEqual([]);
		const why = "launched over a day ago, and ended";
		expect(desk.said("janitor.removing")).toEqual([
			{ type: "janitor.removing", what: "launch", count: 1, names: [path], why },
		]);
	});

	test("names each thing before it is removed, however many there are", async () => {
		const lives = Array.from({ length: 230 }, (_, n) => leftBehind("spool", `ended-${n}`, HOUR));
		await desk.janitor.tidy();
		const named = desk.said("janitor.removing").map((e) => [e.count, e.names.length]);
		expect(named).toEqual([
			[200, 200],
			[30, 30],
		]);
		const names = desk.said("janitor.removing").flatMap((e) => e.names);
		expect(names.toSorted()).toEqual(lives.toSorted());
	});

	test("removes nothing that it could not record before", async () => {
		leftBehind("launches", "ended", 25 * HOUR);
		const recorder = dyingAt(rig.parts.recorder, "janitor.removing");
		await expect(new Janitor({ ...rig.parts, recorder }).tidy()).rejects.toThrow("killed");
		expect(readdirSync(rig.parts.folders.launches)).toEqual(["ended"]);
	});

	test("that cannot remove something records once that it is about to, and says why it did not", async () => {
		leftBehind("launches", "ended", 25 * HOUR);
		const { files } = rig.parts;
		const remove = () =>
			Promise.reject(Object.assign(new Error("no"), { code: "EACCES", syscall: "rmdir" }));
		const unable = new Janitor({ ...rig.parts, files: { ...files, remove } });
		for (let n = 0; n < 3; n++) await unable.tidy();
		expect(desk.said("janitor.removing")).toHaveLength(1);
		expect(desk.said("janitor.tidied")).toEqual([]);
		expect(desk.said("operator.warned").map((e) => e.what)).toEqual([
			expect.stringMatching(/cannot tidy up in .*launches \(EACCES\)$/),
		]);
	});

	test("is told in a sentence that names some and counts the others", async () => {
		desk.put(rig.projects.app, "failed", "a.md", "b.md", "c.md", "d.md", "e.md");
		desk.daysLater(31);
		await desk.janitor.tidy();
		const [event] = desk.said("janitor.tidied");
		if (event === undefined) throw new Error("nothing was said");
		const { text } = sentenceOf({ seq: 1, at: 0, event });
		expect(text).toMatch(
			/^moved files of failed tasks to the archive: .*a\.md, .*b\.md, .*c\.md and 2 more \(ended over 30d ago\)$/,
		);
	});

	test("that finds nothing says nothing", async () => {
		const before = seq();
		await desk.janitor.tidy();
		expect(seq()).toBe(before);
	});

	test("forgets old rows of the journal by the day, and says how many", async () => {
		const { recorder } = rig.parts;
		for (let n = 0; n < 600; n++) recorder.commit({ type: "verdict.reached", why: "all is well" });
		rig.restartEngine();
		rig.clock.jump(30 * DAY + HOUR);
		expect((await new Janitor(rig.parts).tidy()).items).toEqual([]);
		rig.clock.jump(DAY);
		const { items } = await new Janitor(rig.parts).tidy();
		const count = items[0]?.kind === "events" ? items[0].count : 0;
		expect(count).toBeGreaterThan(600);
		expect(desk.said("janitor.tidied")).toEqual([
			expect.objectContaining({ what: "events", count, names: [`${count} events`] }),
		]);
	});

	test("forgets old rows also behind one that a wrong clock dated years ahead", async () => {
		rig.clock.set(3650 * DAY);
		const recorder = openRecorder(openJournal(join(rig.root, "other.db")), rig.clock);
		const note = { type: "verdict.reached", why: "all is well" } as const;
		recorder.commit(note);
		rig.clock.set(-3650 * DAY);
		for (let n = 0; n < 600; n++) recorder.commit(note);
		rig.clock.jump(32 * DAY);
		const { items } = await new Janitor({ ...rig.parts, recorder }).tidy();
		recorder.close();
		expect(items.map((item) => item.kind)).toEqual(["events"]);
	});

	test("goes on where one duty cannot look, tells that once, and again when it came back", async () => {
		const { spool } = rig.parts.folders;
		mkdirSync(spool, { recursive: true });
		rmSync(spool, { recursive: true });
		symlinkSync("spool", spool);
		desk.put(rig.projects.app, "done", "one.md");
		desk.daysLater(31);
		await desk.janitor.tidy();
		await desk.janitor.tidy();
		expect(rig.queue(rig.projects.app)[0]).toMatch(/^done\/archive\//);
		const warnings = () => desk.said("operator.warned").map((e) => e.what);
		expect(warnings()).toEqual([`the janitor cannot look into ${spool} (ELOOP)`]);
		rmSync(spool);
		await desk.janitor.tidy();
		symlinkSync("spool", spool);
		await desk.janitor.tidy();
		expect(warnings()).toHaveLength(2);
	});

	test("tells once of a folder that nothing can be moved out of", async () => {
		const names = Array.from({ length: 5 }, (_, n) => `t${n}.md`);
		desk.put(rig.projects.app, "done", ...names);
		desk.daysLater(31);
		const { files } = rig.parts;
		const renameDurably = () =>
			Promise.reject(Object.assign(new Error("no"), { code: "EACCES", syscall: "rename" }));
		const parts = { ...rig.parts, files: { ...files, renameDurably } };
		const { items, troubles } = await new Janitor(parts).tidy();
		expect([items, troubles.map((t) => [t.what, t.failed])]).toEqual([
			[],
			[[expect.stringMatching(/cannot tidy up in .*\/done \(EACCES\)$/), true]],
		]);
		expect(desk.said("operator.warned")).toHaveLength(1);
	});

	test("ends when a newer engine has taken over, and removes nothing any more", async () => {
		const path = leftBehind("spool", "ended", HOUR);
		const file = join(rig.root, "other.db");
		const recorder = openRecorder(openJournal(file), rig.clock);
		const files = fencedFiles(rig.parts.files, recorder);
		const old = new Janitor({ ...rig.parts, recorder, files });
		openJournal(file).nextEpoch();
		await expect(old.tidy()).rejects.toThrow(FencedError);
		expect(readdirSync(path)).toEqual(["seen"]);
	});

	test("that is asked for during another comes after it, and finds nothing left", async () => {
		mess();
		const [first, second] = await Promise.all([desk.janitor.tidy(), desk.janitor.tidy()]);
		expect(first.items.length).toBeGreaterThan(0);
		expect(second.items).toEqual([]);
	});

	test("stops between two things when it is told to", async () => {
		mess();
		expect(await desk.janitor.tidy(AbortSignal.abort())).toEqual({ items: [], troubles: [] });
	});
});

describe("what goes for its age", () => {
	/** A checkpoint and many rows of the journal, none of them a day old. */
	function young(): void {
		const { recorder } = rig.parts;
		const file = join(rig.root, "c.json");
		const about = { account: null, conversation: null, task: null, gitHead: null, why: "" };
		const checkpoint = { id: "c", session: "gone", file, transcriptBytes: null, ...about };
		recorder.commit({
			type: "checkpoint.taken",
			checkpoint: { ...checkpoint, takenAt: rig.clock.now() },
		});
		for (let n = 0; n < 600; n++) recorder.commit({ type: "verdict.reached", why: "all is well" });
		rig.restartEngine();
	}
	const goes = async (): Promise<readonly string[]> => {
		const { items } = await new Janitor(rig.parts).tidy();
		return items.map((item) => item.kind);
	};

	test("stays while the clock has just leapt ahead, and when it is set right again", async () => {
		young();
		rig.clock.set(60 * DAY);
		expect(await goes()).toEqual([]);
		rig.clock.jump(HOUR);
		expect(await goes()).toEqual([]);
		rig.clock.set(-60 * DAY);
		expect(await goes()).toEqual([]);
	});

	test("stays also where it is what ended lives were launched with", async () => {
		leftBehind("launches", "ended", HOUR);
		rig.clock.set(60 * DAY);
		expect(await goes()).toEqual([]);
		rig.clock.jump(DAY);
		expect(await goes()).toEqual(["launch"]);
	});

	test("stays when the engine starts under a clock that is far ahead of its last record, and starts again", async () => {
		young();
		rig.clock.set(60 * DAY);
		for (let n = 0; n < 2; n++) {
			rig.restartEngine();
			expect(await goes()).toEqual([]);
		}
	});

	test("goes when the clock went on for a day since: nothing ran for so long, or nobody sets it", async () => {
		young();
		rig.clock.set(60 * DAY);
		rig.restartEngine();
		await goes();
		rig.clock.jump(DAY);
		expect(await goes()).toEqual(["events", "checkpoint"]);
	});

	test("goes at once after a night in which the machine slept", async () => {
		young();
		rig.clock.jump(40 * DAY);
		rig.clock.set(9 * HOUR);
		expect(await goes()).toEqual(["events", "checkpoint"]);
	});
});
