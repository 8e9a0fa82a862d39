import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

const app = (): string => rig.projects.app;
const inQueue = (...names: readonly string[]): string => join(app(), ".agent-queue", ...names);
const month = (at: number): string => new Date(at).toISOString().slice(0, 7);
const thisMonth = (): string => month(Date.now());

/** The task of this file ends now. */
function commitEnded(task: string, file: string): void {
	const added = { project: app(), title: task, priority: "normal", file } as const;
	rig.parts.recorder.commit(
		{ type: "task.added", task, ...added },
		{ type: "task.ended", task, outcome: "done", file, note: null },
	);
}

describe("the files of ended tasks", () => {
	test("move to the archive of their month after done_archive_age, each on its side", async () => {
		desk.put(app(), "done", "one.md", "two.md");
		desk.put(app(), "failed", "three.md");
		desk.put(rig.projects.api, "done", "four.md");
		desk.daysLater(31);
		await desk.janitor.tidy();
		expect(rig.queue(app())).toEqual([
			`done/archive/${thisMonth()}/one.md`,
			`done/archive/${thisMonth()}/two.md`,
			`failed/archive/${thisMonth()}/three.md`,
		]);
		expect(rig.queue(rig.projects.api)).toEqual([`done/archive/${thisMonth()}/four.md`]);
	});

	test("stay for so long after their end, however long ago they were written", async () => {
		desk.put(app(), "done", "written-in-2001-and-moved-now.md");
		desk.daysLater(29);
		await desk.janitor.tidy();
		expect(rig.queue(app())).toEqual(["done/written-in-2001-and-moved-now.md"]);
	});

	test("go by the end of their task where that is known, and the task knows where they lie", async () => {
		const [file = ""] = desk.put(app(), "done", "one.md");
		desk.daysLater(31);
		const at = rig.clock.now();
		commitEnded("app.one", file);
		await desk.janitor.tidy();
		expect(existsSync(file)).toBe(true);
		rig.clock.jump(31 * DAY);
		await desk.janitor.tidy();
		const now = inQueue("done", "archive", month(at), "one.md");
		expect(existsSync(now)).toBe(true);
		expect(rig.parts.recorder.state().tasks.get("app.one")).toMatchObject({
			file: now,
			endedAt: at,
		});
	});

	test("never run over one that has the name in the archive", async () => {
		desk.put(app(), "done", "one.md");
		const place = inQueue("done", "archive", thisMonth());
		mkdirSync(place, { recursive: true });
		writeFileSync(join(place, "one.md"), "of before");
		desk.daysLater(31);
		await desk.janitor.tidy();
		expect(readdirSync(place).toSorted()).toEqual(["one.2.md", "one.md"]);
		expect(readFileSync(join(place, "one.md"), "utf8")).toBe("of before");
	});

	test("are all that is moved: no folder, link, marker or note of somebody", async () => {
		desk.put(app(), "done", "notes.txt", "x.md.dispatched", ".hidden.md", "sp ace.md");
		mkdirSync(inQueue("done", "folder.md"));
		symlinkSync("/etc/passwd", inQueue("done", "link.md"));
		const before = readdirSync(inQueue("done"));
		desk.daysLater(31);
		expect(await desk.janitor.tidy()).toEqual({ items: [], troubles: [] });
		expect(readdirSync(inQueue("done"))).toEqual(before);
	});

	test("that were taken away between look and act are nobody's failure", async () => {
		const [file = ""] = desk.put(app(), "done", "one.md");
		desk.daysLater(31);
		const { files } = rig.parts;
		const touchedAt: typeof files.touchedAt = async (paths) => {
			const times = await files.touchedAt(paths);
			rmSync(file, { force: true });
			return times;
		};
		const racing = deskOf({ ...rig, parts: { ...rig.parts, files: { ...files, touchedAt } } });
		expect(await racing.janitor.tidy()).toEqual({ items: [], troubles: [] });
	});
});

describe("a folder of ended tasks", () => {
	test.each([
		["done", []],
		["archive", ["done"]],
	])("whose %s is a link to elsewhere is left alone, and told once", async (name, above) => {
		desk.put(app(), "done", "one.md");
		const elsewhere = join(rig.root, "elsewhere");
		const place = inQueue(...above, name);
		if (existsSync(place)) renameSync(place, elsewhere);
		else mkdirSync(elsewhere);
		symlinkSync(elsewhere, place);
		desk.put(rig.projects.api, "done", "two.md");
		const before = readdirSync(elsewhere);
		desk.daysLater(31);
		await desk.janitor.tidy();
		await desk.janitor.tidy();
		expect(readdirSync(elsewhere)).toEqual(before);
		expect(rig.queue(rig.projects.api)).toEqual([`done/archive/${thisMonth()}/two.md`]);
		expect(desk.said("operator.warned").map((e) => e.what)).toEqual([
			`old task files stay where they are: ${place} is a link, and is not followed`,
		]);
	});

	test("whose archive is a file is left alone, and told", async () => {
		const [file = ""] = desk.put(app(), "done", "one.md", "archive");
		desk.daysLater(31);
		const { troubles } = await desk.janitor.tidy();
		expect(troubles.map((t) => t.what)).toEqual([expect.stringMatching(/archive is no folder$/)]);
		expect(existsSync(file)).toBe(true);
	});

	test("with thousands is worked off in passes that stay short", async () => {
		const names = Array.from({ length: 200 }, (_, n) => `${n}.md`);
		desk.put(app(), "done", ...names);
		desk.daysLater(31);
		const first = await desk.janitor.tidy();
		expect(first.items).toHaveLength(75);
		for (let pass = 0; pass < 2; pass++) await desk.janitor.tidy();
		expect(readdirSync(inQueue("done"))).toEqual(["archive"]);
		expect(readdirSync(inQueue("done", "archive", thisMonth()))).toHaveLength(200);
	});
});

describe("a clock that was set back", () => {
	test("makes nothing old", async () => {
		const [file = ""] = desk.put(app(), "done", "one.md");
		commitEnded("app.one", file);
		rig.clock.set(-400 * DAY);
		await desk.janitor.tidy();
		expect(existsSync(file)).toBe(true);
		expect(desk.said("janitor.tidied")).toEqual([]);
	});
});
