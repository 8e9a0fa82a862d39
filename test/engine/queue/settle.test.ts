import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localTasks } from "../../../src/engine/queue/acts/local-tasks.ts";
import { claimTask } from "../../../src/engine/queue/claim.ts";
import { giveTask } from "../../../src/engine/queue/give.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import type { Event } from "../../../src/state/events.ts";
import type { Task } from "../../../src/state/model.ts";
import type { Tasks } from "../../../src/state/task-client.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const ID = "app.one";
const NAME = "ccl-auto-11";
let rig: PoolRig;
let tasks: Tasks;
beforeEach(async () => {
	rig = poolRig();
	tasks = localTasks(rig.parts);
	rig.drop(rig.projects.app, "one");
	await scanInboxes(rig.parts);
});
afterEach(() => rig.parts.recorder.close());

const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const known = (): Task | undefined => rig.parts.recorder.state().tasks.get(ID);
const task = (): Task => {
	const found = known();
	if (found === undefined) throw new Error("the task is gone");
	return found;
};
const queue = () => rig.queue(rig.projects.app);
const place = (name: string) => join(rig.projects.app, ".agent-queue", name);
const DONE = { kind: "done" };

async function give(): Promise<void> {
	await rig.up(NAME);
	await giveTask(rig.parts, rig.pool, { task: ID, session: NAME });
}

/** Nobody knows what became of its first attempt. */
async function uncertain(): Promise<void> {
	await give();
	const { file } = task();
	commit({ type: "task.ended", task: ID, outcome: "uncertain", file, note: "nobody knows" });
}

describe("a retry", () => {
	test("of one that is uncertain puts it back under its name: its next attempt has another mark", async () => {
		await uncertain();
		expect(await tasks.retry(ID)).toEqual(DONE);
		expect(queue()).toEqual(["inbox/one.md"]);
		expect(task()).toMatchObject({ state: "waiting", attempt: 1, note: null, endedAt: null });
		await scanInboxes(rig.parts);
		await giveTask(rig.parts, rig.pool, { task: ID, session: NAME });
		expect(task()).toMatchObject({ state: "running", attempt: 2, nonce: "ccl:app.one:2" });
	});

	test("of one that failed takes its file out of failed/, and forgets its failures", async () => {
		await tasks.drop(ID);
		expect(queue()).toEqual(["failed/one.md"]);
		expect(await tasks.retry(ID)).toEqual(DONE);
		expect(queue()).toEqual(["inbox/one.md"]);
		expect(task()).toMatchObject({ state: "waiting", failures: 0, notBefore: null, endedAt: null });
	});

	test("takes a free name when another file has its own by now, and stays one task", async () => {
		await tasks.drop(ID);
		writeFileSync(place("inbox/one.md"), "somebody's");
		expect(await tasks.retry(ID)).toEqual(DONE);
		expect(queue()).toEqual(["inbox/one.2.md", "inbox/one.md"]);
		expect(readFileSync(place("inbox/one.md"), "utf8")).toBe("somebody's");
		expect(task().file).toBe(place("inbox/one.2.md"));
	});

	test("heeds a marker that holds the task back", async () => {
		await uncertain();
		writeFileSync(place("inbox/one.md.blocked"), "");
		await tasks.retry(ID);
		await scanInboxes(rig.parts);
		expect(task()).toMatchObject({ state: "waiting", blockedBy: "one.md.blocked" });
	});

	test("goes on after a crash between the rename and its record", async () => {
		await uncertain();
		writeFileSync(place("inbox/one.md"), readFileSync(task().file));
		rmSync(task().file);
		expect(await tasks.retry(ID)).toEqual(DONE);
		expect(task()).toMatchObject({ state: "waiting", file: place("inbox/one.md") });
	});

	test("is refused where it would do harm or nothing, with the reason", async () => {
		expect(await tasks.retry(ID)).toMatchObject({ why: "app.one waits already" });
		await give();
		expect(await tasks.retry(ID)).toMatchObject({
			why: "ccl-auto-11 is at work on app.one",
			remedy: expect.stringContaining("attach ccl-auto-11"),
		});
		const { file } = task();
		commit({ type: "task.ended", task: ID, outcome: "done", file, note: null });
		expect(await tasks.retry(ID)).toMatchObject({ kind: "refused", why: "app.one is done" });
		expect(queue()).toEqual(["inbox/one.md.dispatched"]);
	});

	test("is refused while a session is still in the turn of the attempt that nobody knew of", async () => {
		await uncertain();
		const { nonce } = task();
		const incarnation = rig.session(NAME).incarnation?.id ?? "";
		commit({ type: "turn.started", session: NAME, incarnation, promptId: null, nonce });
		for (const act of ["retry", "drop", "done"] as const) {
			expect(await tasks[act](ID)).toMatchObject({ why: "ccl-auto-11 is at work on app.one" });
		}
		expect(task().state).toBe("uncertain");
	});

	test("is refused when its file is gone or no task any more: it says where it looked", async () => {
		await tasks.drop(ID);
		writeFileSync(task().file, "a\u0000b");
		expect(await tasks.retry(ID)).toMatchObject({
			why: "its file cannot be taken: it holds a NUL byte",
		});
		rmSync(task().file);
		expect(await tasks.retry(ID)).toMatchObject({
			why: `the file of app.one is gone: it was looked for at ${place("failed/one.md")}`,
		});
		expect(task().state).toBe("failed");
	});
});

describe("a drop", () => {
	test.each(["waiting", "uncertain"])(
		"of one that is %s moves its file to failed/",
		async (how) => {
			if (how === "uncertain") await uncertain();
			expect(await tasks.drop(ID)).toEqual(DONE);
			expect(queue()).toEqual(["failed/one.md"]);
			expect(task()).toMatchObject({
				state: "failed",
				note: "dropped by the operator",
				file: place("failed/one.md"),
			});
			await scanInboxes(rig.parts);
			expect(task().state).toBe("failed");
		},
	);

	test("of one that failed leaves its file where it lies", async () => {
		await tasks.drop(ID);
		const ended = { type: "task.ended", task: ID, outcome: "failed", file: task().file } as const;
		commit({ ...ended, note: "3 failed turns" });
		expect(await tasks.drop(ID)).toEqual(DONE);
		expect([queue(), task().note]).toEqual([["failed/one.md"], "dropped by the operator"]);
	});

	test("of one whose file is gone ends it", async () => {
		await uncertain();
		rmSync(task().file);
		expect(await tasks.drop(ID)).toEqual(DONE);
		expect([task().state, queue()]).toEqual(["failed", []]);
	});

	test("of one that waits, and whose file is gone, forgets it", async () => {
		rmSync(task().file);
		expect(await tasks.drop(ID)).toEqual(DONE);
		expect(known()).toBeUndefined();
	});

	test("of one that runs is refused, and says how to stop it", async () => {
		await give();
		expect(await tasks.drop(ID)).toMatchObject({
			kind: "refused",
			remedy: expect.stringMatching(/attach ccl-auto-11.*interrupt it, or wait/),
		});
		expect([task().state, queue()]).toEqual(["running", ["inbox/one.md.dispatched"]]);
	});

	test("and a claim at once: one of the two has it, and its file lies where the state says", async () => {
		for (const first of ["drop", "claim"]) {
			const [drop, claim] = [() => tasks.drop(ID), () => claimTask(rig.parts, task(), NAME)];
			const both = first === "drop" ? [drop(), claim()] : [claim(), drop()];
			const kinds = (await Promise.all(both)).map(({ kind }) => kind);
			expect(kinds).toEqual(first === "drop" ? ["done", "lost"] : ["claimed", "refused"]);
			expect(existsSync(task().file)).toBe(true);
			if (first === "drop") await tasks.retry(ID);
		}
	});
});

describe("done", () => {
	test("ends one that is uncertain, as a person found it: what comes after it may go", async () => {
		await uncertain();
		expect(await tasks.done(ID)).toEqual(DONE);
		expect(queue()).toEqual(["done/one.md"]);
		expect(task()).toMatchObject({ state: "done", note: "a person found it done" });
	});

	test("is said of no other", async () => {
		expect(await tasks.done(ID)).toMatchObject({ why: "it is waiting, not uncertain" });
		expect([task().state, queue()]).toEqual(["waiting", ["inbox/one.md"]]);
	});
});

describe("a task that is not known", () => {
	const acts = ["retry", "drop", "done", "read"] as const;

	test.each([
		"nobody",
		"app.two",
		"../../etc/passwd",
		"app.../x",
		"app.",
		"",
		"__proto__",
		"constructor",
	])("such as %j, is refused, and nothing is touched", async (id) => {
		for (const act of acts) {
			expect(await tasks[act](id)).toMatchObject({
				kind: "refused",
				why: `there is no task ${JSON.stringify(id)}`,
			});
		}
		expect(await tasks.setPriority(id, "high")).toMatchObject({ kind: "refused" });
		expect(queue()).toEqual(["inbox/one.md"]);
	});

	test("names the nearest", async () => {
		expect(await tasks.retry("app.onne")).toMatchObject({ remedy: "did you mean app.one?" });
	});

	test("any more is told where its file lies", async () => {
		await tasks.drop(ID);
		commit({ type: "task.removed", task: ID });
		for (const act of acts) {
			expect(await tasks[act](ID)).toMatchObject({
				why: expect.stringMatching(/ended long ago.*failed\/one\.md$/),
				remedy: expect.stringMatching(/queue add .*failed\/one\.md$/),
			});
		}
		expect(queue()).toEqual(["failed/one.md"]);
	});
});

describe("the text of a task", () => {
	test("is shown from its beginning, below the front matter", async () => {
		const lines = Array.from({ length: 30 }, (_, n) => `line ${n}`);
		writeFileSync(task().file, `---\ntitle: x\n---\n\n${lines.join("\n")}\n`);
		expect(await tasks.read(ID)).toEqual({
			kind: "ok",
			text: { lines: lines.slice(0, 20), more: true, why: null },
		});
	});

	test("that cannot be read says why", async () => {
		rmSync(task().file);
		expect(await tasks.read(ID)).toMatchObject({ text: { lines: null, why: "its file is gone" } });
	});
});
