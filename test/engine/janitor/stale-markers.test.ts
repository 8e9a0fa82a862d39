import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimTask } from "../../../src/engine/queue/claim.ts";
import { followTasks } from "../../../src/engine/queue/follow.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import type { Task } from "../../../src/state/model.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";
import { type Desk, deskOf } from "./desk.ts";

const AUTO = "ccl-auto-11";
let rig: PoolRig;
let desk: Desk;
beforeEach(() => {
	rig = poolRig();
	desk = deskOf(rig);
});
afterEach(() => rig.parts.recorder.close());

const tasks = (): Readonly<Record<string, Task>> => rig.parts.recorder.state().tasks.toObject();
const inbox = (name: string): string => join(rig.projects.app, ".agent-queue", "inbox", name);

describe("a claimed file that no known task runs with", () => {
	test("becomes a task that asks a person, after stale_marker_age; the file stays", async () => {
		writeFileSync(
			inbox("lost.md.dispatched"),
			"---\nid: L-1\npriority: high\n---\n# The lost one\n",
		);
		await desk.janitor.tidy();
		expect(tasks()).toEqual({});
		desk.daysLater(2);
		await desk.janitor.tidy();
		expect(tasks()).toEqual({
			"app.L-1": expect.objectContaining({
				state: "uncertain",
				title: "The lost one",
				priority: "high",
				project: rig.projects.app,
				file: inbox("lost.md.dispatched"),
			}),
		});
		const note = tasks()["app.L-1"]?.note ?? "";
		expect(note).toContain("Was it worked on?");
		expect(note).toContain(inbox("lost.md.dispatched"));
		expect(note).toContain("claude-failover queue retry app.L-1");
		expect(note).toContain("claude-failover queue drop app.L-1");
		expect(existsSync(inbox("lost.md.dispatched"))).toBe(true);
	});

	test("is asked about once, also by an engine that starts again", async () => {
		writeFileSync(inbox("lost.md.dispatched"), "Do it.\n");
		desk.daysLater(2);
		await desk.janitor.tidy();
		await desk.janitor.tidy();
		rig.restartEngine();
		await deskOf(rig).janitor.tidy();
		expect(desk.said("task.ended")).toHaveLength(1);
	});

	test("takes no id from a task that is known", async () => {
		rig.drop(rig.projects.app, "one");
		await scanInboxes(rig.parts);
		const before = tasks()["app.one"];
		writeFileSync(inbox("other.md.dispatched"), "---\nid: one\n---\nDo it.\n");
		desk.daysLater(2);
		await desk.janitor.tidy();
		expect(tasks()["app.one"]?.file).toBe(before?.file);
		expect(tasks()["app.one.2"]).toMatchObject({ state: "uncertain" });
	});

	test("that cannot be read is shown all the same", async () => {
		writeFileSync(inbox("odd.md.dispatched"), Buffer.from([0xff, 0x00]));
		desk.daysLater(2);
		await desk.janitor.tidy();
		expect(tasks()["app.odd"]).toMatchObject({ state: "uncertain", title: "odd" });
	});

	test("is no folder, no link, and not every name", async () => {
		mkdirSync(inbox("folder.md.dispatched"));
		symlinkSync("/etc/passwd", inbox("link.md.dispatched"));
		writeFileSync(inbox("notes.txt.dispatched"), "");
		desk.daysLater(2);
		await desk.janitor.tidy();
		expect(tasks()).toEqual({});
	});

	test("is not piled up beyond what the state can keep", async () => {
		for (let n = 0; n < 103; n++) writeFileSync(inbox(`t${n}.md.dispatched`), "Do it.\n");
		desk.daysLater(2);
		const { troubles } = await desk.janitor.tidy();
		expect(Object.keys(tasks())).toHaveLength(100);
		expect(troubles.map((t) => t.what)).toEqual([
			expect.stringContaining("over 100 tasks are uncertain"),
		]);
		await desk.janitor.tidy();
		expect(Object.keys(tasks())).toHaveLength(100);
	});
});

describe("a marker beside the file that it marks, as another tool puts it", () => {
	test("is told once, and neither of the two is touched", async () => {
		rig.drop(rig.projects.app, "one");
		writeFileSync(inbox("one.md.dispatched"), "");
		desk.daysLater(2);
		for (let n = 0; n < 3; n++) await desk.janitor.tidy();
		expect(desk.said("operator.warned")).toEqual([
			expect.objectContaining({
				what: expect.stringContaining(`${inbox("one.md.dispatched")} lies beside`),
				remedy: expect.stringContaining("remove the marker"),
			}),
		]);
		expect(tasks()).toEqual({});
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md", "inbox/one.md.dispatched"]);
	});
});

describe("the claimed file of a running task", () => {
	async function claimed(): Promise<string> {
		const file = rig.drop(rig.projects.app, "one");
		await scanInboxes(rig.parts);
		const task = tasks()["app.one"];
		if (task === undefined) throw new Error("it was not found");
		await claimTask(rig.parts, task, AUTO);
		return file;
	}

	test("is the task's own, however old it is", async () => {
		await claimed();
		desk.daysLater(100);
		await desk.janitor.tidy();
		expect(tasks()).toEqual({ "app.one": expect.objectContaining({ state: "running" }) });
	});

	test("is the same file when its project is reached by another name", async () => {
		await claimed();
		// The task of the state runs under a name that leads to the same folder.
		symlinkSync(rig.projects.app, join(rig.root, "alias"));
		const file = join(rig.root, "alias", ".agent-queue", "inbox", "one.md.dispatched");
		const running = { task: "app.one", attempt: 1, session: AUTO, conversation: "c", nonce: "n" };
		rig.parts.recorder.commit({ type: "task.claimed", ...running, file });
		desk.daysLater(100);
		await desk.janitor.tidy();
		expect(Object.keys(tasks())).toEqual(["app.one"]);
	});

	test("goes back to the inbox by who follows the tasks when its owner is gone", async () => {
		const file = await claimed();
		desk.daysLater(2);
		await desk.janitor.tidy();
		// The session never had it: the engine ended while it was given out, and no transcript tells of it.
		await followTasks(rig.parts, rig.pool);
		expect(tasks()["app.one"]).toMatchObject({ state: "waiting", file });
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md"]);
	});

	test("whose claim was recorded and not carried out is no marker", async () => {
		const file = await claimed();
		renameSync(`${file}.dispatched`, file);
		desk.daysLater(2);
		await desk.janitor.tidy();
		expect(desk.said("operator.warned")).toEqual([]);
		await followTasks(rig.parts, rig.pool);
		expect(tasks()["app.one"]).toMatchObject({ state: "waiting", file });
	});
});
