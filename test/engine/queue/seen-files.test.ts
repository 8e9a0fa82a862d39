import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

describe("what was seen of a file", () => {
	test("keeps no task from being taken up again when its folder was away for one look", async () => {
		rig.drop(rig.projects.app, "one");
		await scan();
		const folder = join(rig.projects.app, ".agent-queue");
		renameSync(folder, `${folder}.away`);
		await scan();
		expect(waiting()).toEqual([]);
		renameSync(`${folder}.away`, folder);
		await scan();
		expect(waiting()).toEqual(["app.one"]);
	});

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
