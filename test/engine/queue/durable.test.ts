import { basename } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EngineParts } from "../../../src/engine/parts.ts";
import { Pool } from "../../../src/engine/pool/pool.ts";
import type { Files } from "../../../src/engine/ports/files.ts";
import { followTasks } from "../../../src/engine/queue/follow.ts";
import { giveTask } from "../../../src/engine/queue/give.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAME = "ccl-auto-11";
let rig: PoolRig;
let parts: EngineParts;
/** How each file of interest was put where it is, in order. */
let moves: string[];

beforeEach(async () => {
	rig = poolRig();
	moves = [];
	parts = { ...rig.parts, files: recording(rig.parts.files) };
	await rig.up(NAME);
	rig.drop(rig.projects.app, "one");
	await scanInboxes(parts);
});
afterEach(() => rig.parts.recorder.close());

/** Real files, with every write and rename noted. */
function recording(files: Files): Files {
	const note = (how: string, path: string): void => {
		moves.push(`${how} ${path.split("/").slice(-2).join("/")}`);
	};
	return {
		...files,
		async write(path, ...more) {
			note("write", path);
			await files.write(path, ...more);
		},
		async writeDurably(path, ...more) {
			note("writeDurably", path);
			await files.writeDurably(path, ...more);
		},
		async rename(from, to) {
			note("rename", to);
			await files.rename(from, to);
		},
		async renameDurably(from, to) {
			note("renameDurably", to);
			await files.renameDurably(from, to);
		},
	};
}

const give = (): Promise<boolean> =>
	giveTask(parts, new Pool(parts), { task: "app.one", session: NAME });
const ofTask = (): readonly string[] => moves.filter((move) => move.includes(".md"));
const ofRecord = (): readonly string[] => moves.filter((move) => move.includes("record.json"));

/** The task's turn ends, and the task with it. */
async function end(outcome: "done" | "failed", times: number): Promise<void> {
	const { incarnation } = rig.session(NAME);
	const who = { session: NAME, incarnation: incarnation?.id ?? "" };
	const nonce = rig.parts.recorder.state().tasks.get("app.one")?.nonce ?? null;
	for (let n = 0; n < times; n++) {
		parts.recorder.commit(
			{ type: "turn.started", ...who, promptId: null, nonce },
			{ type: "task.accepted", task: "app.one", attempt: 1 },
			{ type: "turn.ended", ...who, outcome, cause: null, backgroundTasks: 0 },
		);
	}
	await followTasks(parts, new Pool(parts));
}

describe("is on the disk before it is recorded, whatever the machine does next:", () => {
	test("the record of a launch, which tells whose hooks they are", async () => {
		await give();
		const { id = "" } = rig.session(NAME).incarnation ?? {};
		expect(ofRecord()).toEqual([`writeDurably ${basename(id)}/record.json`]);
	});

	test("the claim of a task, and its way to done/", async () => {
		await give();
		await end("done", 1);
		expect(ofTask()).toEqual([
			"renameDurably inbox/one.md.dispatched",
			"renameDurably done/one.md",
			"renameDurably done/one.md",
		]);
	});

	test("its way to failed/", async () => {
		await give();
		await end("failed", 20);
		expect(ofTask().slice(1)).toEqual([
			"renameDurably failed/one.md",
			"renameDurably failed/one.md",
		]);
	});

	test("its way back to the inbox when it could not be given out", async () => {
		rig.machine.refusal = { kind: "failed", why: "tmux is ill" };
		await give();
		expect(ofTask().slice(1)).toEqual(["renameDurably inbox/one.md"]);
	});
});
