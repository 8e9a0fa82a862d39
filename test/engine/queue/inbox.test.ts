import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { queueView } from "../../../src/engine/control/views/queue.ts";
import { projectKeys } from "../../../src/engine/queue/inbox.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import type { Task } from "../../../src/state/model.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;

beforeEach(() => {
	rig = poolRig();
});
afterEach(() => rig.parts.recorder.close());

const scan = (): Promise<boolean> => scanInboxes(rig.parts);
const tasks = (): Readonly<Record<string, Task>> => rig.parts.recorder.state().tasks.toObject();
const recent = () => rig.parts.recorder.store.getState().recent.map((r) => r.event);
const warnings = (): readonly string[] =>
	recent().flatMap((e) => (e.type === "operator.warned" ? [e.what] : []));
/** What was refused, each time that it was said. */
const refusals = (): readonly string[] =>
	recent().flatMap((e) => (e.type === "file.refused" ? [`${e.file}: ${e.why}`] : []));
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
		expect(refusals()).toEqual([expect.stringMatching(/inbox: .*cannot be read \(ELOOP\)/)]);
	});
});

describe("a file in an inbox", () => {
	test("that comes after a task which was done long ago is not kept waiting for it", async () => {
		rig.drop(rig.projects.app, "first");
		await scan();
		const end = { outcome: "done", file: "/done/first.md", note: null } as const;
		rig.parts.recorder.commit({ type: "task.ended", task: "app.first", ...end });
		rmSync(inbox(rig.projects.app, "first.md"));
		rig.parts.recorder.commit({ type: "task.removed", task: "app.first" });
		rig.drop(rig.projects.app, "second", "---\ndepends_on: [first, other]\n---\n");
		await scan();
		expect(tasks()["app.second"]?.dependsOn).toEqual(["app.other"]);
	});

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

	test.each([
		"one.md.tmp",
		".one.md",
		"one.md~",
		"#one.md#",
		"one.md.dispatched",
		"one.md.blocked",
	])("called %s is no task, and not spoken of", async (name) => {
		const old = rig.clock.now() / 1000 - 60;
		writeFileSync(inbox(rig.projects.app, name), "Do it.");
		utimesSync(inbox(rig.projects.app, name), old, old);
		await scan();
		expect(tasks()).toEqual({});
		expect(refusals()).toEqual([]);
	});

	test("that cannot be taken is reported once, with the reason, and taken when it is corrected", async () => {
		const file = rig.drop(rig.projects.app, "one", "---\nargv: [rm]\n---\n");
		for (let n = 0; n < 3; n++) await scan();
		expect(refusals()).toEqual([
			expect.stringContaining(`${file}: its front matter may not set argv`),
		]);
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
		expect(refusals()).toEqual([expect.stringContaining("it is a symbolic link")]);
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

describe("bad input in an inbox: each is named with its reason, in one event and in the queue, and blocks nothing else", () => {
	const bad: Readonly<Record<string, readonly [make: (path: string) => void, why: RegExp]>> = {
		"bad name.md": [(path) => writeFileSync(path, "Do it."), /^the name of a task is /],
		"one.txt": [(path) => writeFileSync(path, "Do it."), /^the name of a task is /],
		"link.md": [(path) => symlinkSync(join(rig.root, "secret"), path), /^it is a symbolic link$/],
		"folder.md": [(path) => mkdirSync(path), /^it is not a regular file$/],
		"fifo.md": [(path) => execFileSync("mkfifo", [path]), /^it is not a regular file$/],
		"large.md": [(path) => writeFileSync(path, "x".repeat(300 * 1024)), /^it is over 256 KiB$/],
		"latin.md": [(path) => writeFileSync(path, Buffer.from([0xe9])), /^it is not valid UTF-8$/],
		"nul.md": [(path) => writeFileSync(path, "a\0b"), /^it holds a NUL byte$/],
		"broken.md": [(path) => writeFileSync(path, "---\na: [\n---\n"), /./],
		"circle.md": [
			(path) => writeFileSync(path, "---\ndepends_on: [circle]\n---\n"),
			/^it would wait for itself: app.circle → app.circle$/,
		],
		"elsewhere.md": [
			(path) => writeFileSync(path, "---\ndepends_on: ['nowhere:one']\n---\n"),
			/^depends_on names nowhere, which is no project \(known: app, api\)$/,
		],
	};

	test.each(Object.entries(bad))("%s", async (name, [make, why]) => {
		const path = inbox(rig.projects.app, name);
		make(path);
		rig.drop(rig.projects.app, "zz-good");
		rig.clock.jump(3_600_000 * 24 * 365);
		for (let n = 0; n < 3; n++) await scan();
		const view = queueView(rig.parts.recorder.state(), rig.clock.now());
		expect(view.refused).toEqual([
			{
				file: path,
				project: rig.projects.app,
				why: expect.stringMatching(why),
				at: expect.anything(),
			},
		]);
		expect(refusals()).toHaveLength(1);
		expect(view.tasks.map((t) => [t.id, t.state])).toEqual([["app.zz-good", "waiting"]]);
	});

	test("is not spoken of any more when it is gone, or corrected", async () => {
		const path = inbox(rig.projects.app, "link.md");
		symlinkSync(join(rig.root, "secret"), path);
		rig.clock.jump(3_600_000 * 24 * 365);
		await scan();
		rmSync(path);
		rig.drop(rig.projects.app, "link", "Do it.");
		await scan();
		expect(queueView(rig.parts.recorder.state(), rig.clock.now())).toMatchObject({
			refused: [],
			tasks: [{ id: "app.link" }],
		});
	});

	test("is spoken of once, also over a restart of the engine", async () => {
		symlinkSync(join(rig.root, "secret"), inbox(rig.projects.app, "link.md"));
		rig.clock.jump(3_600_000 * 24 * 365);
		await scan();
		rig.restartEngine();
		await scan();
		expect(refusals()).toHaveLength(1);
	});
});

describe("a key in the front matter that nobody knows", () => {
	test("is told once, and the task is taken", async () => {
		rig.drop(rig.projects.app, "one", "---\nauthor: me\n---\nDo it.");
		for (let n = 0; n < 2; n++) await scan();
		expect(warnings()).toEqual([expect.stringMatching(/one\.md: .* ignored: author$/)]);
		expect(tasks()["app.one"]?.state).toBe("waiting");
	});
});

describe("what a task waits for", () => {
	const waits = (id: string): string | null | undefined =>
		queueView(rig.parts.recorder.state(), rig.clock.now()).tasks.find((t) => t.id === id)?.waitsFor;

	test("a marker beside its file, as long as it lies there", async () => {
		rig.drop(rig.projects.app, "one");
		const marker = inbox(rig.projects.app, "one.md.blocked");
		writeFileSync(marker, "");
		await scan();
		expect(waits("app.one")).toBe("its marker one.md.blocked to be removed");
		rmSync(marker);
		await scan();
		expect(waits("app.one")).toBe("an idle session");
		writeFileSync(marker, "");
		await scan();
		expect(waits("app.one")).toBe("its marker one.md.blocked to be removed");
	});

	test("the tasks before it, in its own project and in others, also one that is not known yet", async () => {
		rig.drop(rig.projects.app, "last", "---\ndepends_on: ['api:first', middle]\n---\n");
		await scan();
		expect(waits("app.last")).toBe("api.first, which is not known");
		rig.drop(rig.projects.api, "first");
		await scan();
		expect(waits("app.last")).toBe("api.first");
	});

	test("never itself, along whichever way: the file that closes the circle is not taken", async () => {
		rig.drop(rig.projects.app, "a", "---\ndepends_on: [b]\n---\n");
		rig.drop(rig.projects.app, "b", "---\ndepends_on: ['api:c']\n---\n");
		await scan();
		rig.drop(rig.projects.api, "c", "---\ndepends_on: ['app:a']\n---\n");
		await scan();
		expect(refusals()).toEqual([
			expect.stringContaining("it would wait for itself: api.c → app.a → app.b → api.c"),
		]);
		rig.drop(rig.projects.api, "c", "Do it.");
		await scan();
		expect([waits("app.a"), waits("app.b"), waits("api.c")]).toEqual([
			...["app.b", "api.c", "an idle session"],
		]);
	});
});

describe("a waiting task whose file is written anew", () => {
	const rewrite = (name: string, text: string): void => {
		rig.clock.jump(60_000);
		rig.drop(rig.projects.app, name, text);
		const at = rig.clock.now() / 1000 - 1;
		utimesSync(inbox(rig.projects.app, `${name}.md`), at, at);
	};
	const edits = (): number => recent().filter((e) => e.type === "task.edited").length;

	test("goes by what it says now", async () => {
		rig.drop(rig.projects.app, "one", "---\ndepends_on: [othr]\n---\nOne");
		await scan();
		rewrite("one", "---\npriority: high\ndepends_on: [other]\n---\nOther");
		await scan();
		expect(tasks()["app.one"]).toMatchObject({
			...{ title: "Other", priority: "high", dependsOn: ["app.other"], state: "waiting" },
		});
		await scan();
		expect(edits()).toBe(1);
	});

	test("is the same task when all that differs is the secret that was taken out of its title", async () => {
		rig.drop(rig.projects.app, "one", '---\ntitle: "Rotate sk-ant-api03-abcdefgh"\n---\nOne');
		await scan();
		rewrite("one", '---\ntitle: "Rotate sk-ant-api03-ijklmnop"\n---\nOne');
		await scan();
		expect(tasks()["app.one"]?.title).toBe("Rotate [secret]");
		expect(edits()).toBe(0);
	});

	test("is heard within a few looks, also as the last of very many", async () => {
		const names = Array.from({ length: 2_600 }, (_, n) => `t-${String(n).padStart(4, "0")}`);
		for (const name of names) rig.drop(rig.projects.app, name);
		await scan();
		rewrite("t-2599", "The last");
		for (let nth = 0; nth < 3; nth++) await scanInboxes(rig.parts, nth);
		expect(tasks()["app.t-2599"]?.title).toBe("The last");
		expect(edits()).toBe(1);
	});

	test("is heard at once, if it is among the next of very many", async () => {
		for (let n = 0; n < 1_600; n++) rig.drop(rig.projects.app, `t-${n}`);
		await scan();
		rewrite("t-0", "The first");
		await scan();
		expect(tasks()["app.t-0"]?.title).toBe("The first");
	});

	test("keeps what it depended on when that cannot be, and says so once", async () => {
		rig.drop(rig.projects.app, "one");
		await scan();
		rewrite("one", "---\ndepends_on: [one]\n---\n");
		for (let n = 0; n < 2; n++) await scan();
		expect(tasks()["app.one"]?.note).toContain("it would wait for itself: app.one → app.one");
		expect(recent().filter((e) => e.type === "task.returned")).toHaveLength(1);
	});
});

describe("files that are no tasks", () => {
	const put = (name: string, agoMs: number): void => {
		const at = (rig.clock.now() - agoMs) / 1000;
		writeFileSync(inbox(rig.projects.app, name), "");
		utimesSync(inbox(rig.projects.app, name), at, at);
	};

	test("are not spoken of while they may be on their way to another name", async () => {
		put("one.new", 100);
		expect(await scan()).toBe(true);
		expect(refusals()).toEqual([]);
	});

	test("are named up to a hundred", async () => {
		for (let n = 0; n < 130; n++) put(`junk-${n}`, 60_000);
		for (let n = 0; n < 2; n++) await scan();
		expect(refusals()).toHaveLength(101);
		expect(refusals().at(-1)).toMatch(/inbox: over 100 files in it have no name of a task/);
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
			expect(refusals()).toEqual([
				expect.stringContaining(`there is a task app.one already; give it another id or name`),
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
		expect(refusals()[0]).toContain("there is a task app.same already");
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
