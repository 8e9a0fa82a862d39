import {
	appendFileSync,
	readFileSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readCheckpoint } from "../../../src/engine/checkpoint/read.ts";
import { takeCheckpoint } from "../../../src/engine/checkpoint/take.ts";
import type { Checkpoint } from "../../../src/state/model.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAME = "ccl-auto-11";
let rig: PoolRig;
let taken: Checkpoint;

beforeEach(async () => {
	rig = poolRig();
	await rig.up(NAME);
	taken = await takeCheckpoint(rig.parts, rig.session(NAME), "asked for");
});
afterEach(() => rig.parts.recorder.close());

const read = (checkpoint = taken) => readCheckpoint(rig.parts.files, checkpoint);

describe("reading a checkpoint", () => {
	test("gives what was written", async () => {
		const found = await read();
		expect(found).toMatchObject({ kind: "ok", content: { id: taken.id, session: NAME } });
	});

	test.each([
		[
			"changed",
			(file: string) => writeFileSync(file, readFileSync(file, "utf8").replace("idle", "busy")),
			/sha256 does not match/,
		],
		["longer", (file: string) => appendFileSync(file, " "), /sha256 does not match/],
		["cut", (file: string) => truncateSync(file, 100), /sha256 does not match/],
		["gone", (file: string) => rmSync(file), /is gone/],
		[
			"a link",
			(file: string) => {
				rmSync(file);
				symlinkSync("/etc/hosts", file);
			},
			/cannot be read \(ELOOP\)/,
		],
		["huge", (file: string) => truncateSync(file, 40 * 1024 * 1024), /too large/],
	])("that is %s is refused, with what to do", async (_, harm, why) => {
		harm(taken.file);
		const found = await read();
		if (found.kind === "ok") throw new Error("it was not refused");
		expect(found.why).toMatch(why);
		expect(found.why).toContain(taken.file);
		expect(found.remedy).toContain("claude-failover checkpoints");
	});

	test("that an older version took, without a hash and with fewer facts, is read", async () => {
		const old = {
			...{
				schemaVersion: 1,
				id: taken.id,
				session: NAME,
				takenAt: 1,
				why: "periodic",
				account: "a",
			},
			...{ conversation: null, task: null, gitHead: null, transcriptBytes: null, file: taken.file },
			...{
				project: "/srv/app",
				state: "idle",
				doing: null,
				owed: null,
				turn: null,
				transcript: null,
			},
		};
		writeFileSync(taken.file, JSON.stringify(old));
		const { sha256: _none, ...record } = taken;
		const found = await read(record);
		expect(found).toMatchObject({
			kind: "ok",
			content: { project: "/srv/app", lastTool: null, repository: null, pane: null },
		});
	});

	test.each([
		["no JSON", "{", /is no checkpoint: it is not JSON/],
		["another shape", '{"schemaVersion":1}', /is no checkpoint: id/],
		["a later version", '{"schemaVersion":2}', /is no checkpoint: schemaVersion/],
	])("that has %s is refused", async (_, text, why) => {
		writeFileSync(taken.file, text);
		const { sha256: _none, ...record } = taken;
		expect(await read(record)).toMatchObject({ kind: "unusable", why: expect.stringMatching(why) });
	});
});
