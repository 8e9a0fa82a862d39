import {
	chmodSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localTasks } from "../../../src/engine/queue/acts/local-tasks.ts";
import { claimTask } from "../../../src/engine/queue/claim.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import { selectQueue } from "../../../src/state/select.ts";
import type { Tasks } from "../../../src/state/task-client.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const TEXT = "---\r\ntitle: 'x'   # why\r\npriority: low\r\n---\r\nDo it.\r\n";
let rig: PoolRig;
let tasks: Tasks;
let file: string;
beforeEach(async () => {
	rig = poolRig();
	tasks = localTasks(rig.parts);
	rig.drop(rig.projects.app, "first");
	file = rig.drop(rig.projects.app, "one", TEXT);
	await scanInboxes(rig.parts);
});
afterEach(() => rig.parts.recorder.close());

const set = (priority: "critical" | "high" = "critical") => tasks.setPriority("app.one", priority);
const state = () => rig.parts.recorder.state();
const text = () => readFileSync(file, "utf8");

describe("the priority of a waiting task", () => {
	test("is changed in its file, the rest of which stays as it is, and at once in the queue", async () => {
		expect(selectQueue(state()).map(({ id }) => id)).toEqual(["app.first", "app.one"]);
		expect(await set()).toEqual({ kind: "done" });
		expect(text()).toBe(TEXT.replace("low", "critical"));
		expect(selectQueue(state()).map(({ id }) => id)).toEqual(["app.one", "app.first"]);
		expect(readdirSync(dirname(file))).toEqual(["first.md", "one.md"]);
	});

	test("stays so at the next look at the inbox, and over a restart", async () => {
		await set();
		await scanInboxes(rig.parts);
		rig.restartEngine();
		await scanInboxes(rig.parts);
		expect(state().tasks.get("app.one")).toMatchObject({ priority: "critical", title: "x" });
	});

	test("leaves the mode of its file alone", async () => {
		chmodSync(file, 0o640);
		await set();
		expect(statSync(file).mode & 0o777).toBe(0o640);
	});

	test("that is the same already writes nothing", async () => {
		await set("high");
		const { mtimeMs } = statSync(file);
		const { seq } = rig.parts.recorder.store.getState();
		expect(await set("high")).toEqual({ kind: "done" });
		expect([statSync(file).mtimeMs, rig.parts.recorder.store.getState().seq]).toEqual([
			mtimeMs,
			seq,
		]);
	});

	test("keeps what somebody wrote into the file meanwhile", async () => {
		const { files } = rig.parts;
		const putNew: typeof files.putNew = async (...what) => {
			await files.putNew(...what);
			writeFileSync(file, `${TEXT}And that.\r\n`);
		};
		const slow = localTasks({ ...rig.parts, files: { ...files, putNew } });
		expect(await slow.setPriority("app.one", "high")).toMatchObject({ remedy: "try again" });
		expect(text()).toContain("And that.");
		expect(readdirSync(dirname(file))).toEqual(["first.md", "one.md"]);
	});

	test("never brings a file back that is just being claimed", async () => {
		const task = state().tasks.get("app.one");
		if (task === undefined) throw new Error("the task is gone");
		const [, claimed] = await Promise.all([set(), claimTask(rig.parts, task, "ccl-auto-11")]);
		expect(claimed.kind).toBe("claimed");
		expect(readdirSync(dirname(file))).toEqual(["first.md", "one.md.dispatched"]);
		expect(readFileSync(`${file}.dispatched`, "utf8")).toContain("critical");
		expect(await set("high")).toMatchObject({ why: expect.stringMatching(/is running/) });
	});
});

describe("it is refused, with the reason and what to do, and nothing is changed,", () => {
	test.each([
		["when the front matter is broken", "---\n{a: [\n---\nb", /\S/],
		["when a program cannot write it safely", "---\npriority: >-\n  low\ntitle: x\n---\nb", /\S/],
	])("%s", async (_when, broken, why) => {
		writeFileSync(file, broken);
		expect(await set()).toMatchObject({ kind: "refused", why: expect.stringMatching(why) });
		expect([text(), state().tasks.get("app.one")?.priority]).toEqual([broken, "low"]);
	});

	test("when a link lies in the file's place: what it leads to is left alone", async () => {
		const other = `${rig.root}/other.md`;
		writeFileSync(other, TEXT);
		rmSync(file);
		symlinkSync(other, file);
		expect(await set()).toMatchObject({ why: expect.stringMatching(/symbolic link/) });
		expect(readFileSync(other, "utf8")).toBe(TEXT);
	});

	test("when the file is gone", async () => {
		rmSync(file);
		expect(await set()).toMatchObject({ why: `its file ${file} is gone` });
	});
});
