import { copyFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { giveTask } from "../../../src/engine/queue/give.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import { SeenFiles } from "../../../src/engine/queue/seen-files.ts";
import type { Task } from "../../../src/state/model.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAME = "ccl-auto-11";
let rig: PoolRig;
let seen: SeenFiles;
/** The files that were read, in order. */
let reads: string[];

beforeEach(() => {
	rig = poolRig();
	seen = new SeenFiles();
	reads = [];
});
afterEach(() => rig.parts.recorder.close());

const inbox = (name: string): string => join(rig.projects.app, ".agent-queue", "inbox", name);
const state = () => rig.parts.recorder.state();
const refusals = (): readonly string[] =>
	Object.values(state().refusedFiles ?? {}).map(({ why }) => why);

function task(id = "app.one"): Task {
	const found = state().tasks.get(id);
	if (found === undefined) throw new Error("the task is gone");
	return found;
}

function counting(): PoolRig["parts"] {
	const { files } = rig.parts;
	const readRegular: typeof files.readRegular = (path, maxBytes) => {
		reads.push(path);
		return files.readRegular(path, maxBytes);
	};
	return { ...rig.parts, files: { ...files, readRegular } };
}

const scan = (): Promise<boolean> => scanInboxes(counting(), 0, seen);
const give = (): Promise<boolean> =>
	giveTask(counting(), rig.pool, { task: "app.one", session: NAME });

/** Another file, written at the same moment as the one in the inbox. */
function twinOf(path: string, text: string): string {
	const twin = join(rig.root, "twin.md");
	const { atime, mtime } = statSync(path);
	writeFileSync(twin, text);
	utimesSync(twin, atime, mtime);
	return twin;
}

describe("an edit of a waiting task's file", () => {
	test("that moves another file over it, as old as it was, is noticed", async () => {
		const file = rig.drop(rig.projects.app, "one", "---\npriority: low\n---\nOne");
		await scan();
		renameSync(twinOf(file, "---\npriority: high\n---\nTwo"), file);
		await scan();
		expect(task()).toMatchObject({ title: "Two", priority: "high" });
	});

	test("that copies another one over it, with its time, is noticed", async () => {
		const file = rig.drop(rig.projects.app, "one", "One");
		await scan();
		const twin = twinOf(file, "Two");
		const { atime, mtime } = statSync(file);
		copyFileSync(twin, file);
		utimesSync(file, atime, mtime);
		await scan();
		expect(task().title).toBe("Two");
	});

	test("that brings an older file is noticed", async () => {
		const file = rig.drop(rig.projects.app, "one", "One");
		await scan();
		const twin = twinOf(file, "Two");
		utimesSync(twin, 1_000_000_000, 1_000_000_000);
		renameSync(twin, file);
		await scan();
		expect(task().title).toBe("Two");
	});

	test("is read once, and not on every look from then on", async () => {
		const file = rig.drop(rig.projects.app, "one", "One");
		await scan();
		renameSync(twinOf(file, "Two"), file);
		for (let n = 0; n < 4; n++) await scan();
		expect(reads).toEqual([file, file]);
	});

	test("that cannot be heeded is read once, and heeded as soon as it can be", async () => {
		rig.drop(rig.projects.app, "other", "---\ndepends_on: [one]\n---\nOther");
		const file = rig.drop(rig.projects.app, "one", "One");
		await scan();
		renameSync(twinOf(file, "---\ndepends_on: [other]\n---\nTwo"), file);
		for (let n = 0; n < 3; n++) await scan();
		expect(task()).toMatchObject({ title: "One", note: expect.stringMatching(/wait for itself/) });
		expect(reads.filter((path) => path === file)).toHaveLength(2);
		rig.drop(rig.projects.app, "other", "It waits for nothing any more.");
		for (let n = 0; n < 2; n++) await scan();
		expect(task()).toMatchObject({ title: "Two", dependsOn: ["app.other"] });
		expect(reads.filter((path) => path === file)).toHaveLength(2);
	});
});

test("an edit that was not heeded is told no more once it is taken back", async () => {
	rig.drop(rig.projects.app, "one", "One");
	await scan();
	rig.drop(rig.projects.app, "one", "---\nmodel: gpt\n---\nOne");
	await scan();
	expect(task().note).toMatch(/not heeded: it selects the model gpt/);
	rig.drop(rig.projects.app, "one", "One");
	await scan();
	expect(task().note).toBeNull();
	const { seq } = rig.parts.recorder.store.getState();
	await scan();
	expect(rig.parts.recorder.store.getState().seq).toBe(seq);
});

describe("an edit after the last look", () => {
	beforeEach(() => rig.up(NAME));
	const edit = (text: string): string => rig.drop(rig.projects.app, "one", text);

	test("that names a task which comes before it holds it back", async () => {
		edit("One");
		await scan();
		edit("---\ndepends_on: [other]\n---\nOne");
		expect(await give()).toBe(true);
		expect(task()).toMatchObject({ state: "waiting", dependsOn: ["app.other"] });
		expect(rig.machine.launches).toHaveLength(1);
	});

	test("that chooses a model is heeded: which session it goes to is decided anew", async () => {
		edit("One");
		await scan();
		edit("---\nmodel: opus\n---\nOne");
		await give();
		expect(task()).toMatchObject({ state: "waiting", choices: { model: "opus" } });
		await give();
		expect(task().state).toBe("running");
	});

	test("of its text alone goes out with it", async () => {
		edit("# One\nDo it.");
		await scan();
		edit("# One\nDo it well.");
		await give();
		expect(task().state).toBe("running");
		expect(rig.lastPrompt()).toMatch(/^# One\nDo it well\./);
	});

	test("that is still being written is waited for", async () => {
		const file = edit("One");
		await scan();
		writeFileSync(file, "On");
		utimesSync(file, rig.clock.now() / 1000, rig.clock.now() / 1000);
		expect(await give()).toBe(true);
		expect(task().state).toBe("waiting");
	});
});

describe("a file that is not taken", () => {
	const broken = "---\nargv: [rm]\n---\n";

	test("is read once, until it is written anew", async () => {
		const file = rig.drop(rig.projects.app, "one", broken);
		for (let n = 0; n < 4; n++) await scan();
		expect([reads, refusals()]).toEqual([[file], [expect.stringMatching(/argv/)]]);
		rig.drop(rig.projects.app, "one", "Do it.");
		await scan();
		expect([task().state, refusals()]).toEqual(["waiting", []]);
	});

	test("for the sake of another task is read once, and taken as soon as that lets it", async () => {
		rig.drop(rig.projects.app, "a-first", "---\nid: same\n---\nFirst.");
		const second = rig.drop(rig.projects.app, "second", "---\nid: same\n---\nSecond.");
		for (let n = 0; n < 3; n++) await scan();
		expect(refusals()).toEqual([expect.stringMatching(/there is a task app\.same already/)]);
		rig.parts.recorder.commit({ type: "task.removed", task: "app.same" });
		renameSync(inbox("a-first.md"), join(rig.root, "taken-away.md"));
		await scan();
		expect(task("app.same")).toMatchObject({ file: second, title: "Second." });
		expect(reads.filter((path) => path === second)).toHaveLength(1);
	});

	test("because the disk failed is read again with the next look", async () => {
		const file = rig.drop(rig.projects.app, "one", "Do it.");
		const { files } = rig.parts;
		const failing = () => Promise.reject(Object.assign(new Error("EIO"), { code: "EIO" }));
		const broken = { ...rig.parts, files: { ...files, readRegular: failing } };
		await scanInboxes(broken, 0, seen);
		expect(refusals()).toEqual(["it cannot be read (EIO)"]);
		await scan();
		expect([task().file, refusals()]).toEqual([file, []]);
	});
});

describe("an inbox whose files cannot be looked at", () => {
	test("keeps what waits in it", async () => {
		rig.drop(rig.projects.app, "one");
		await scan();
		const { files } = rig.parts;
		const lstatAll = async (paths: readonly string[]) => paths.map(() => null);
		await scanInboxes({ ...rig.parts, files: { ...files, lstatAll } }, 0, seen);
		expect(task().state).toBe("waiting");
	});
});
