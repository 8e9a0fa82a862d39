import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Launched } from "../../../src/engine/pool/launched.ts";
import { restart } from "../../../src/engine/pool/restart.ts";
import type { Event } from "../../../src/state/events.ts";
import type { Task } from "../../../src/state/model.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "./rig.ts";

const NAME = "ccl-auto-11";
const TASK = "app.job";
let rig: PoolRig;
let transcript: string;
let before: string;

beforeEach(() => {
	rig = poolRig();
});
afterEach(() => rig.parts.recorder.close());

const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const task = (): Task | undefined => rig.parts.recorder.state().tasks.get(TASK);
const again = (): Promise<Launched> =>
	restart(rig.parts, rig.pool, rig.session(NAME), { account: "b", continues: true, why: "moved" });

/** At work on a task, of which its transcript has the words. */
async function atWork(): Promise<void> {
	const file = rig.drop(rig.projects.app, "job");
	const nonce = `ccl:${TASK}:1`;
	const { app: project } = rig.projects;
	await rig.up(NAME, { task: TASK, carries: "task" });
	before = rig.session(NAME).conversation ?? "";
	transcript = rig.transcript(before, sample("transcript/user-string.json"));
	const life = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
	const claim = { task: TASK, file, attempt: 1, session: NAME, conversation: before, nonce };
	commit(
		{ type: "task.added", task: TASK, project, title: "Job", priority: "normal", file },
		{ type: "task.claimed", ...claim },
		{ type: "turn.started", ...life, promptId: null, nonce },
		{ type: "task.accepted", task: TASK, attempt: 1 },
	);
}

test("a stopped session whose transcript is gone goes on with its task in another conversation, told what was done", async () => {
	await atWork();
	await rig.pool.stop(NAME, "moves to b", "also-in-turn");
	rmSync(transcript);
	expect((await again()).kind).toBe("ok");
	const { conversation, task: carried } = rig.session(NAME);
	expect(conversation).not.toBe(before);
	expect(carried).toBe(TASK);
	expect(task()).toMatchObject({ state: "running", conversation, attempt: 1 });
	expect(rig.lastPrompt()).toContain("cannot be resumed");
	expect(rig.lastPrompt()).toContain("do not repeat");
	// No attempt is typed again: the summary carries no mark of one.
	expect(rig.lastPrompt()).not.toContain("ccl:");
});

test("one that died is asked about: what its process did last, nobody knows", async () => {
	await atWork();
	const life = rig.session(NAME).incarnation;
	const who = { session: NAME, incarnation: life?.id ?? "" };
	rig.machine.end(life?.pid ?? 0, 137);
	commit({ type: "session.ended", ...who, how: "death", note: null });
	rmSync(transcript);
	expect((await again()).kind).toBe("ok");
	expect(task()?.state).toBe("uncertain");
	expect(task()?.note).toContain(before);
	expect(rig.lastPrompt()).toBeNull();
});

test("one that claude twice did not resume goes on in another conversation; the old one stays as it is", async () => {
	await atWork();
	await rig.pool.stop(NAME, "moves to b", "also-in-turn");
	for (let times = 0; times < 2; times++) {
		expect((await again()).kind).toBe("ok");
		expect(rig.session(NAME).conversation).toBe(before);
		const life = rig.session(NAME).incarnation;
		const who = { session: NAME, incarnation: life?.id ?? "" };
		rig.machine.end(life?.pid ?? 0, 1);
		commit({ type: "session.ended", ...who, how: "death", note: "exit status 1" });
	}
	expect((await again()).kind).toBe("ok");
	expect(rig.session(NAME).conversation).not.toBe(before);
	expect(task()).toMatchObject({ state: "running" });
	expect(rig.lastPrompt()).toContain("cannot be resumed");
});

test("a summary that may have arrived is not typed again", async () => {
	await atWork();
	await rig.pool.stop(NAME, "moves to b", "also-in-turn");
	rmSync(transcript);
	await again();
	const life = rig.session(NAME).incarnation;
	const who = { session: NAME, incarnation: life?.id ?? "" };
	rig.machine.end(life?.pid ?? 0, 137);
	commit({ type: "session.ended", ...who, how: "death", note: null });
	await again();
	expect(task()?.state).toBe("uncertain");
	expect(rig.lastPrompt()).toBeNull();
});
