import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { projectKeys, scanInboxes } from "../../../src/engine/queue/inbox.ts";
import type { Task } from "../../../src/state/model.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
let refused: Map<string, string>;

beforeEach(() => {
	rig = poolRig();
	refused = new Map();
});
afterEach(() => rig.parts.recorder.close());

const scan = (): Promise<boolean> => scanInboxes(rig.parts, refused);
const tasks = (): Readonly<Record<string, Task>> => rig.parts.recorder.state().tasks;
const warnings = (): readonly string[] =>
	rig.parts.recorder.store
		.getState()
		.recent.flatMap((r) => (r.event.type === "operator.warned" ? [r.event.what] : []));
const inbox = (project: string, name: string): string =>
	join(project, ".agent-queue", "inbox", name);

describe("the inboxes", () => {
	test("of all projects are looked through; a task is named by project and file", async () => {
		const file = rig.drop(rig.projects.app, "one", "---\npriority: high\n---\n# The one\n");
		rig.drop(rig.projects.api, "one");
		expect(await scan()).toBe(false);
		expect(Object.keys(tasks())).toEqual(["app.one", "api.one"]);
		expect(tasks()["app.one"]).toMatchObject({
			title: "The one",
			priority: "high",
			project: rig.projects.app,
			file,
			state: "waiting",
		});
	});

	test("are looked through again without a second mention", async () => {
		rig.drop(rig.projects.app, "one");
		await scan();
		const { seq } = rig.parts.recorder.store.getState();
		await scan();
		expect(rig.parts.recorder.store.getState().seq).toBe(seq);
	});

	test("that are missing hold nothing", async () => {
		rmSync(join(rig.projects.app, ".agent-queue"), { recursive: true });
		rmSync(join(rig.projects.api, ".agent-queue"), { recursive: true });
		writeFileSync(join(rig.projects.api, ".agent-queue"), "a file");
		expect(await scan()).toBe(false);
	});
});

describe("an inbox that cannot be looked into", () => {
	test("is reported once, keeps what waits in it, and holds up no other", async () => {
		rig.drop(rig.projects.app, "one");
		await scan();
		const folder = join(rig.projects.app, ".agent-queue", "inbox");
		rmSync(folder, { recursive: true });
		symlinkSync("inbox", folder);
		rig.drop(rig.projects.api, "two");
		await scan();
		await scan();
		expect(Object.keys(tasks())).toEqual(["app.one", "api.two"]);
		expect(warnings()).toEqual([expect.stringMatching(/inbox .*cannot be read \(ELOOP\)/)]);
	});
});

describe("a file in an inbox", () => {
	test("whose time lies in the future, as a copy from another machine may have, is taken", async () => {
		const file = rig.drop(rig.projects.app, "one");
		const tomorrow = rig.clock.now() / 1000 + 86_400;
		utimesSync(file, tomorrow, tomorrow);
		expect(await scan()).toBe(false);
		expect(Object.keys(tasks())).toEqual(["app.one"]);
	});

	test("that is still being written is looked at again later", async () => {
		const file = rig.drop(rig.projects.app, "one");
		const now = rig.clock.now() / 1000;
		utimesSync(file, now, now);
		expect(await scan()).toBe(true);
		expect(tasks()).toEqual({});
		rig.clock.jump(500);
		expect(await scan()).toBe(false);
		expect(Object.keys(tasks())).toEqual(["app.one"]);
	});

	test.each(["one.md.tmp", ".one.md", "one.txt", "one.md.dispatched", "one.md.blocked", "one"])(
		"called %s is no task",
		async (name) => {
			const old = rig.clock.now() / 1000 - 60;
			writeFileSync(inbox(rig.projects.app, name), "Do it.");
			utimesSync(inbox(rig.projects.app, name), old, old);
			await scan();
			expect(tasks()).toEqual({});
		},
	);

	test("that cannot be taken is reported once, with the reason, and taken when it is corrected", async () => {
		const file = rig.drop(rig.projects.app, "one", "---\nargv: [rm]\n---\n");
		for (let n = 0; n < 3; n++) await scan();
		expect(warnings()).toEqual([expect.stringContaining(`${file} is not taken: `)]);
		rig.drop(rig.projects.app, "one", "Do it.");
		await scan();
		expect(tasks()["app.one"]?.state).toBe("waiting");
		expect(readFileSync(file, "utf8")).toBe("Do it.");
	});

	test("that is a link is reported and left where it is", async () => {
		const outside = join(rig.root, "secret");
		writeFileSync(outside, "not yours");
		symlinkSync(outside, inbox(rig.projects.app, "link.md"));
		rig.clock.jump(3_600_000 * 24 * 365);
		await scan();
		expect(tasks()).toEqual({});
		expect(warnings()).toEqual([expect.stringContaining("it is a symbolic link")]);
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/link.md"]);
	});

	test("that is a folder does not stop the others", async () => {
		mkdirSync(inbox(rig.projects.app, "folder.md"));
		rig.drop(rig.projects.app, "one");
		rig.clock.jump(3_600_000 * 24 * 365);
		await scan();
		expect(Object.keys(tasks())).toEqual(["app.one"]);
	});

	test("that was taken away before it was given out is a task no more", async () => {
		const file = rig.drop(rig.projects.app, "one");
		await scan();
		rmSync(file);
		await scan();
		expect(tasks()).toEqual({});
	});
});

describe("a task that is dropped again", () => {
	const end = async (outcome: "done" | "failed" | "uncertain"): Promise<void> => {
		const file = rig.drop(rig.projects.app, "one");
		await scan();
		rmSync(file);
		const moved = file.replace("inbox", "done");
		rig.parts.recorder.commit({
			type: "task.ended",
			task: "app.one",
			outcome,
			file: moved,
			note: null,
		});
		rig.drop(rig.projects.app, "one");
	};

	test.each(["done", "uncertain"] as const)(
		"after it was %s is reported, not run again",
		async (o) => {
			await end(o);
			for (let n = 0; n < 2; n++) await scan();
			expect(tasks()["app.one"]?.state).toBe(o);
			expect(warnings()).toEqual([
				expect.stringContaining(`a task app.one is ${o} already; give it another id or name`),
			]);
		},
	);

	test("after it failed is tried again", async () => {
		await end("failed");
		await scan();
		expect(tasks()["app.one"]?.state).toBe("waiting");
	});

	test("under another name but with the same id is reported", async () => {
		rig.drop(rig.projects.app, "one", "---\nid: same\n---\nDo it.");
		rig.drop(rig.projects.app, "two", "---\nid: same\n---\nDo it too.");
		await scan();
		expect(Object.keys(tasks())).toEqual(["app.same"]);
		expect(warnings()[0]).toContain("a task app.same is waiting already");
	});
});

describe("the names of projects in task ids", () => {
	const keys = (...paths: readonly string[]): readonly string[] => [...projectKeys(paths).values()];

	test("are the names of their folders", () => {
		expect(keys("/srv/app", "/srv/api")).toEqual(["app", "api"]);
	});

	test("are made plain: a nonce is built from them", () => {
		expect(keys("/srv/my app.v2", "/srv/☃")).toEqual(["my-app-v2", "-"]);
		expect(keys("/")).toEqual(["project"]);
	});

	test("are told apart", () => {
		const names = keys("/a/app", "/b/app", "/c/app", "/a/app-2", "/b/app-2");
		expect(new Set(names).size).toBe(5);
		expect(names.slice(0, 2)).toEqual(["app", "app-2"]);
	});
});
