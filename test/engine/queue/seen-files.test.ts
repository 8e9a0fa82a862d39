import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimTask } from "../../../src/engine/queue/claim.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import { SeenFiles } from "../../../src/engine/queue/seen-files.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
let seen: SeenFiles;

beforeEach(() => {
	rig = poolRig();
	seen = new SeenFiles();
});
afterEach(() => rig.parts.recorder.close());

const scan = (parts = rig.parts): Promise<boolean> => scanInboxes(parts, 0, seen);
const state = () => rig.parts.recorder.state();
const waiting = (): readonly string[] => [...state().tasks.keys()];

/** The parts while the journal takes nothing. */
function onFullDisk(): PoolRig["parts"] {
	const commit = () => {
		throw new Error("database or disk is full");
	};
	return { ...rig.parts, recorder: { ...rig.parts.recorder, commit } };
}

describe("an inbox that is away", () => {
	const refusals = () =>
		Object.values(state().refusedFiles ?? {}).map(({ file, why }) => [file, why]);

	test("takes no task with it: they wait, that is said, and they go on when it is back", async () => {
		rig.drop(rig.projects.app, "one");
		await scan();
		const before = state().tasks.get("app.one");
		const folder = join(rig.projects.app, ".agent-queue");
		renameSync(folder, `${folder}.away`);
		await scan();
		await scan();
		expect(state().tasks.get("app.one")).toEqual(before);
		expect(refusals()).toEqual([[join(folder, "inbox"), expect.stringContaining("is not there")]]);
		renameSync(`${folder}.away`, folder);
		await scan();
		expect([state().tasks.get("app.one"), refusals()]).toEqual([before, []]);
	});

	test("lets nobody claim a task of it, and the task is not lost", async () => {
		rig.drop(rig.projects.app, "one");
		await scan();
		const folder = join(rig.projects.app, ".agent-queue");
		renameSync(folder, `${folder}.away`);
		const task = state().tasks.get("app.one");
		if (task === undefined) throw new Error("the task is gone");
		expect(await claimTask(rig.parts, task, "ccl-auto-11")).toEqual({ kind: "lost" });
		expect(state().tasks.get("app.one")).toMatchObject({
			state: "waiting",
			note: expect.stringContaining("ENOENT"),
		});
	});

	test("that never was there is nothing to speak of", async () => {
		renameSync(join(rig.projects.app, ".agent-queue"), join(rig.projects.app, "away"));
		await scan();
		expect(refusals()).toEqual([]);
	});
});

describe("what was seen of a file", () => {
	test("keeps no task from being taken up when the journal refused it at first", async () => {
		rig.drop(rig.projects.app, "one");
		await expect(scan(onFullDisk())).rejects.toThrow(/is full/);
		await scan();
		expect(waiting()).toEqual(["app.one"]);
	});

	test("keeps no edit from being heeded when the journal refused it at first", async () => {
		rig.drop(rig.projects.app, "one", "One");
		await scan();
		rig.drop(rig.projects.app, "one", "Another one");
		await expect(scan(onFullDisk())).rejects.toThrow(/is full/);
		await scan();
		expect(state().tasks.get("app.one")?.title).toBe("Another one");
	});
});
