import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeCheckpoint } from "../../../src/engine/checkpoint/take.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAME = "ccl-auto-11";
const CONVERSATION = "cccc3333-3333-4333-8333-333333333333";
let rig: PoolRig;

beforeEach(async () => {
	rig = poolRig();
	await rig.up(NAME, { conversation: CONVERSATION });
});
afterEach(() => rig.parts.recorder.close());

const take = () => takeCheckpoint(rig.parts, rig.session(NAME), "before b");
const content = (file: string) => JSON.parse(readFileSync(file, "utf8"));

describe("a checkpoint", () => {
	test("holds what the session was about, and is recorded", async () => {
		rig.transcript(CONVERSATION, ...Array.from({ length: 30 }, (_, n) => ({ type: "note", n })));
		const taken = await take();
		expect(rig.parts.recorder.state().checkpoints).toEqual([taken]);
		expect(taken).toMatchObject({
			session: NAME,
			why: "before b",
			account: "a",
			conversation: CONVERSATION,
			takenAt: rig.clock.now(),
		});
		const saved = content(taken.file);
		expect(saved).toMatchObject({ ...taken, schemaVersion: 1, state: "idle" });
		expect(saved.transcript.bytes).toBe(taken.transcriptBytes);
		expect(saved.transcript.tail).toHaveLength(20);
		expect(saved.transcript.tail.at(-1)).toEqual({ type: "note", n: 29 });
	});

	test("holds the last lines of a transcript however long it is", async () => {
		const long = { type: "note", text: "x".repeat(50_000) };
		rig.transcript(CONVERSATION, ...Array.from({ length: 40 }, () => long), { type: "last" });
		const saved = content((await take()).file);
		expect(saved.transcript.tail.at(-1)).toEqual({ type: "last" });
		expect(statSync(saved.file).size).toBeLessThan(300_000);
	});

	test("names the commit that the project is at", async () => {
		const git = (...args: readonly string[]): string =>
			execFileSync("git", ["-C", rig.projects.app, ...args], { encoding: "utf8" }).trim();
		expect((await take()).gitHead).toBeNull();
		git("init", "-q");
		writeFileSync(join(rig.projects.app, "x"), "x");
		git("add", "x");
		git("-c", "user.name=t", "-c", "user.email=t@example.test", "commit", "-qm", "x");
		rig.clock.jump(1);
		expect((await take()).gitHead).toBe(git("rev-parse", "HEAD"));
	});

	test("is its owner's alone, and leaves nothing half written behind", async () => {
		const { file } = await take();
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
		expect(readdirSync(dirname(file))).toHaveLength(1);
	});

	test("of a session that never said anything has no transcript", async () => {
		const taken = await take();
		expect(taken.transcriptBytes).toBeNull();
		expect(content(taken.file).transcript).toBeNull();
	});

	test("that cannot be written is not recorded", async () => {
		mkdirSync(rig.parts.folders.checkpoints, { recursive: true });
		writeFileSync(join(rig.parts.folders.checkpoints, NAME), "in the way");
		rig.transcript(CONVERSATION, sample("transcript/user-string.json"));
		await expect(take()).rejects.toThrow();
		expect(rig.parts.recorder.state().checkpoints).toEqual([]);
	});
});
