import { execFileSync } from "node:child_process";
import {
	chmodSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localTasks } from "../../../src/engine/queue/acts/local-tasks.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import type { AddAsk, Tasks } from "../../../src/state/task-client.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
let tasks: Tasks;
beforeEach(() => {
	rig = poolRig();
	tasks = localTasks(rig.parts);
});
afterEach(() => rig.parts.recorder.close());

const add = (over: Partial<AddAsk> = {}) =>
	tasks.add({ text: "Do it.\n", name: "one.md", project: "app", ...over });
const inbox = () => join(rig.projects.app, ".agent-queue", "inbox");
const state = () => rig.parts.recorder.state();
const names = () => rig.queue(rig.projects.app);

describe("a task is added", () => {
	test("whole, to the inbox of its project, and waits at once", async () => {
		expect(await add({ priority: "high" })).toMatchObject({
			kind: "added",
			task: { id: "app.one", state: "waiting", priority: "high", title: "Do it." },
		});
		expect(readFileSync(join(inbox(), "one.md"), "utf8")).toBe(
			"---\npriority: high\n---\nDo it.\n",
		);
		expect(readdirSync(inbox())).toEqual(["one.md"]);
		expect(state().tasks.get("app.one")?.file).toBe(join(inbox(), "one.md"));
	});

	test("once: a look at the inbox finds nothing new in it", async () => {
		await add({ text: "---\ndepends_on: [two]\n---\nDo it.\n" });
		expect(state().tasks.get("app.one")?.dependsOn).toEqual(["app.two"]);
		const { seq } = rig.parts.recorder.store.getState();
		await scanInboxes(rig.parts);
		expect(rig.parts.recorder.store.getState().seq).toBe(seq);
	});

	test("under a name that is free, and its id says which: what is there is never run over", async () => {
		rig.drop(rig.projects.app, "one", "the first\n");
		writeFileSync(join(inbox(), "one.2.md.dispatched"), "somebody's claim");
		writeFileSync(join(inbox(), "one.3.md.blocked"), "a marker of another");
		expect(await add()).toMatchObject({ task: { id: "app.one.4" } });
		expect(readFileSync(join(inbox(), "one.md"), "utf8")).toBe("the first\n");
	});

	test("under another id than one that is known, wherever that one's file lies", async () => {
		await add();
		rmSync(join(inbox(), "one.md"));
		const [task, project, title, file] = ["app.one", rig.projects.app, "one", "/elsewhere/one.md"];
		const end = { type: "task.ended", task, outcome: "done", file, note: null } as const;
		rig.parts.recorder.commit(end);
		expect(await add({ title })).toMatchObject({ task: { id: "app.one.2", title, project } });
	});

	test("twice at once under one name: both wait", async () => {
		const both = await Promise.all([add({ text: "first" }), add({ text: "second" })]);
		expect(both.map((reply) => reply.kind === "added" && reply.task.id).toSorted()).toEqual([
			"app.one",
			"app.one.2",
		]);
		const texts = ["one.md", "one.2.md"].map((name) => readFileSync(join(inbox(), name), "utf8"));
		expect(texts.toSorted()).toEqual(["first", "second"]);
	});

	test("with a name from its title when it has none", async () => {
		const named = async (text: string) => {
			const reply = await tasks.add({ text, project: "app" });
			return reply.kind === "added" && reply.task.id;
		};
		expect(await named("# Fix: the *flaky* upload/test!\n\nNow.")).toBe(
			"app.fix-the-flaky-upload-test",
		);
		expect(await named("…\n")).toBe("app.task");
		expect(await named("../../etc")).toBe("app.etc");
	});

	test("to a project that has no queue yet", async () => {
		rmSync(join(rig.projects.app, ".agent-queue"), { recursive: true });
		expect((await add()).kind).toBe("added");
		expect(names()).toEqual(["inbox/one.md"]);
	});
});

describe("the project of a task", () => {
	const projectOf = async (ask: Partial<AddAsk>) => {
		const reply = await tasks.add({ text: "Do it.", ...ask });
		return reply.kind === "added" ? reply.task.project : reply;
	};

	test("is the one that is named, else the one around the folder, also by way of a link", async () => {
		const { app, api } = rig.projects;
		mkdirSync(join(api, "src", "deep"), { recursive: true });
		symlinkSync(join(api, "src"), join(rig.root, "way"));
		expect(await projectOf({ project: "app", folder: api })).toBe(app);
		expect(await projectOf({ folder: join(api, "src", "deep") })).toBe(api);
		expect(await projectOf({ folder: join(rig.root, "way", "deep") })).toBe(api);
	});

	test("is asked for when nothing tells it: those that there are are named", async () => {
		for (const ask of [{}, { folder: `${rig.projects.app}-other` }, { folder: "/" }]) {
			expect(await projectOf(ask)).toMatchObject({
				kind: "refused",
				remedy: expect.stringMatching(/--project takes one of: app \(.*\/app\), api \(/),
			});
		}
		expect(await projectOf({ project: "../app" })).toMatchObject({ kind: "refused" });
		expect(await projectOf({ project: "/etc" })).toMatchObject({ kind: "refused" });
	});

	test("is the only one when there is one", async () => {
		const parts = { ...rig.parts, config: { ...rig.parts.config } };
		const [only] = rig.parts.config.projects.slice(1);
		if (only !== undefined) Object.assign(parts.config, { projects: [only] });
		const reply = await localTasks(parts).add({ text: "Do it.", folder: "/" });
		expect(reply).toMatchObject({ task: { project: rig.projects.api } });
	});
});

describe("what is no task is refused, and nothing is written", () => {
	afterEach(() => {
		expect(names()).toEqual([]);
		expect(state().tasks.size).toBe(0);
	});

	test.each([
		["that is empty", " \n\n", /no text/],
		["of front matter only", "---\ntitle: x\n---\n", /no text/],
		["that is too long", "x".repeat(300 * 1024), /over 256 KiB/],
		["that the priority makes too long", "x".repeat(256 * 1024), /over 256 KiB/],
		["with a NUL byte", "a\u0000b", /NUL/],
		["with half a character", "a\ud800b", /Unicode/],
		["whose front matter is broken", "---\n{a: [\n---\nb", /\S/],
		["that sets what it may not", "---\nhooks: x\n---\nb", /hooks/],
		["that comes after a project that is none", "---\ndepends_on: ['x:y']\n---\nb", /no project/],
		["that waits for itself", "---\ndepends_on: [one]\n---\nb", /for itself/],
	])("a text %s", async (_what, text, why) => {
		const reply = await add({ text, priority: "low" });
		expect(reply).toMatchObject({ kind: "refused", why: expect.stringMatching(why) });
	});

	test.each([
		"a b.md",
		"a\u001b[31m.md",
		"a\n.md",
		"../a.md",
		"/etc/a.md",
		".hidden.md",
		"a.txt",
		"a.md.dispatched",
		"",
		`${"a".repeat(200)}.md`,
	])("the name %j", async (name) => {
		expect(await add({ name })).toMatchObject({
			kind: "refused",
			remedy: expect.stringContaining("queue add -"),
		});
	});

	test("an id of its own that another task has", async () => {
		const text = "---\nid: mine\n---\nDo it.";
		expect(await add({ text })).toMatchObject({ task: { id: "app.mine" } });
		expect(await add({ text, name: "two.md" })).toMatchObject({
			kind: "refused",
			why: "there is a task app.mine already",
		});
		await tasks.drop("app.mine");
		rmSync(join(rig.projects.app, ".agent-queue", "failed", "one.md"));
		rig.parts.recorder.commit({ type: "task.removed", task: "app.mine" });
	});
});

describe("an inbox that cannot be written to", () => {
	test("as it is a link that the project brought along, gets nothing: nor does what it leads to", async () => {
		const elsewhere = join(rig.root, "elsewhere");
		mkdirSync(join(elsewhere, "inbox"), { recursive: true });
		rmSync(inbox(), { recursive: true });
		symlinkSync(elsewhere, inbox());
		expect(await add()).toMatchObject({ kind: "refused", why: `${inbox()} is no folder` });
		rmSync(join(rig.projects.app, ".agent-queue"), { recursive: true });
		symlinkSync(elsewhere, join(rig.projects.app, ".agent-queue"));
		expect(await add()).toMatchObject({ kind: "refused" });
		expect(readdirSync(elsewhere, { recursive: true })).toEqual(["inbox"]);
	});

	test("as it is a pipe, is refused without waiting for anybody", async () => {
		rmSync(inbox(), { recursive: true });
		execFileSync("mkfifo", [inbox()]);
		expect(await add()).toMatchObject({ kind: "refused" });
	});

	test.skipIf(process.getuid?.() === 0)("for want of the right, says so", async () => {
		chmodSync(inbox(), 0o500);
		expect(await add()).toMatchObject({ kind: "refused", why: expect.stringMatching(/EACCES/) });
		chmodSync(inbox(), 0o700);
		expect(names()).toEqual([]);
	});

	test("as the disk is full, says so, and leaves nothing behind", async () => {
		const putNew = async (): Promise<void> => {
			const error = new Error("no space");
			throw Object.assign(error, { code: "ENOSPC", syscall: "write", path: inbox() });
		};
		const full = localTasks({ ...rig.parts, files: { ...rig.parts.files, putNew } });
		expect(await full.add({ text: "x", project: "app" })).toMatchObject({
			kind: "refused",
			remedy: expect.stringMatching(/make room/),
		});
		expect([names(), state().tasks.size]).toEqual([[], 0]);
	});
});
