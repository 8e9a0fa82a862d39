import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { parseTask, readTaskFile, type TaskRead } from "../../../src/engine/queue/task-file.ts";

const why = (read: TaskRead): string => (read.kind === "refused" ? read.why : read.kind);
const task = (read: TaskRead) => {
	if (read.kind !== "ok") throw new Error(why(read));
	return read.task;
};

describe("a task's text", () => {
	test("needs no front matter: the first line is the title", () => {
		expect(task(parseTask("\n# Fix the build\n\nIt is red.\n"))).toMatchObject({
			id: null,
			title: "Fix the build",
			priority: "normal",
			dependsOn: [],
			unknownKeys: [],
			body: "\n# Fix the build\n\nIt is red.\n",
		});
	});

	test("may say its id, title and priority in front", () => {
		const text = "---\nid: fix-1\ntitle: Fix it\npriority: critical\n---\nDo it.\n";
		expect(task(parseTask(text))).toMatchObject({
			id: "fix-1",
			title: "Fix it",
			priority: "critical",
			dependsOn: [],
			unknownKeys: [],
			body: "Do it.\n",
		});
	});

	test("may name what comes before it, of its own project or of another", () => {
		const text = "---\ndepends_on: [one, api:two.2]\n---\n";
		expect(task(parseTask(text)).dependsOn).toEqual(["one", "api:two.2"]);
	});

	test("may choose how it is worked on", () => {
		const text =
			"---\ncontext: keep\nmodel: opus\ncapabilities: [gpu]\ntimeout: 1h30m\nretries: 0\nneeds_claude_code: true\n---\n";
		expect(task(parseTask(text))).toMatchObject({
			choices: {
				context: "keep",
				model: "opus",
				capabilities: ["gpu"],
				timeoutMs: 5_400_000,
				retries: 0,
			},
			unknownKeys: [],
		});
		expect(task(parseTask("Do it.")).choices).toEqual({});
	});

	test("may hold keys that mean nothing to us: they are told", () => {
		const text = "---\nauthor: me\npriority: low\ndue: tomorrow\n---\n";
		expect(task(parseTask(text)).unknownKeys).toEqual(["author", "due"]);
	});

	test("keeps its body byte for byte", () => {
		const body = "  \tindented\r\n---\nnot: front matter\n---\n💥 \\n $(touch x)\n\n\n";
		expect(task(parseTask(`---\r\npriority: low\r\n---\r\n${body}`)).body).toBe(body);
	});

	test("with dashes further down has no front matter", () => {
		const text = "Do it.\n---\nid: x\n---\n";
		expect(task(parseTask(text))).toMatchObject({ id: null, body: text });
	});

	test("may be empty", () => {
		expect(task(parseTask(""))).toMatchObject({ title: "(empty)", body: "" });
	});

	test("has a title of one short line", () => {
		expect(task(parseTask("x".repeat(500))).title).toHaveLength(80);
	});
});

describe("front matter only selects from what is allowed", () => {
	test.each([
		["a key that sets how a program is run", "env: { PATH: /tmp }"],
		["another", "permission_mode: bypassPermissions"],
		["a slip that would let it run too early", "depends-on: [one]"],
		["a context that does not exist", "context: warm"],
		["a timeout without a unit", "timeout: 30"],
		["a timeout that is no time", "timeout: soon"],
		["more retries than anybody means", "retries: 1000"],
		["a model that is no text", "model: [opus]"],
		["a capability that is no name", "capabilities: ['a b']"],
		["what comes before it as one word", "depends_on: one"],
		["what comes before it as no name", "depends_on: ['../one']"],
		["a priority that does not exist", "priority: urgent"],
		["an id that is no name", "id: ../../etc/passwd"],
		["an id with blanks", "id: two words"],
		["a title that is no text", "title: [a, b]"],
		["a title that is too long", `title: ${"x".repeat(201)}`],
		["no mapping at all", "- a\n- b"],
		["a text", "just words"],
		["broken YAML", "a: [1, 2"],
		["the same key twice", "id: a\nid: b"],
		["a second document", "id: a\n--- \nid: b"],
		["more than 4 KiB", `title: ${"x".repeat(4100)}`],
	])("%s is refused", (_what, yaml) => {
		expect(parseTask(`---\n${yaml}\n---\nDo it.`)).toMatchObject({
			kind: "refused",
			why: expect.stringMatching(/\S/),
		});
	});

	test("an alias is refused, also where it would be harmless", () => {
		expect(why(parseTask("---\nid: &a x\ntitle: *a\n---\n"))).toBe("its front matter uses aliases");
	});

	test("a YAML bomb is refused", () => {
		const level = (n: number): string =>
			`l${n}: &l${n} [${Array(9)
				.fill(`*l${n - 1}`)
				.join(", ")}]`;
		const bomb = ["l0: &l0 lol", ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(level)].join("\n");
		expect(parseTask(`---\n${bomb}\n---\n`).kind).toBe("refused");
	});

	test("words are words: no tags, no code, no surprises of old YAML", () => {
		expect(parseTask("---\ntitle: !!js/function 'x'\n---\n")).toMatchObject({ kind: "ok" });
		expect(task(parseTask("---\nid: no\ntitle: yes\n---\n"))).toMatchObject({
			id: "no",
			title: "yes",
		});
	});
});

describe("a task's file", () => {
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), "task-"));
	});
	const put = (content: string | Buffer): string => {
		const file = join(dir, "task.md");
		writeFileSync(file, content);
		return file;
	};

	test("is read", async () => {
		expect(task(await readTaskFile(systemFiles, put("Do it.\n"))).body).toBe("Do it.\n");
	});

	test("that is gone is gone", async () => {
		expect(await readTaskFile(systemFiles, join(dir, "none.md"))).toEqual({ kind: "gone" });
	});

	test.each([
		["that holds a NUL byte", Buffer.from("Do\0it"), "it holds a NUL byte"],
		["that is not UTF-8", Buffer.from([0x44, 0xff, 0xfe]), "it is not valid UTF-8"],
		["that is cut within a character", Buffer.from("é").subarray(0, 1), "it is not valid UTF-8"],
		["that is too large", "x".repeat(256 * 1024 + 1), "it is over 256 KiB"],
	])("%s is refused", async (_what, content, reason) => {
		expect(why(await readTaskFile(systemFiles, put(content)))).toBe(reason);
	});

	test("of exactly the largest size is taken", async () => {
		expect((await readTaskFile(systemFiles, put("x".repeat(256 * 1024)))).kind).toBe("ok");
	});

	test("that is a link is refused, wherever it leads", async () => {
		const link = join(dir, "link.md");
		symlinkSync(put("Do it."), link);
		expect(why(await readTaskFile(systemFiles, link))).toBe("it is a symbolic link");
		const dangling = join(dir, "dangling.md");
		symlinkSync("/etc/shadow", dangling);
		expect(why(await readTaskFile(systemFiles, dangling))).toBe("it is a symbolic link");
	});

	test("that is a socket is refused, not an error", async () => {
		const file = join(dir, "socket.md");
		const server = createServer().listen(file);
		await once(server, "listening");
		expect(why(await readTaskFile(systemFiles, file))).toBe("it cannot be read (ENXIO)");
		server.close();
	});

	test("that is a folder is refused", async () => {
		mkdirSync(join(dir, "folder.md"));
		expect((await readTaskFile(systemFiles, join(dir, "folder.md"))).kind).toBe("refused");
	});

	test("that is a pipe is refused at once, not waited for", async () => {
		const fifo = join(dir, "fifo.md");
		execFileSync("mkfifo", [fifo]);
		expect(why(await readTaskFile(systemFiles, fifo))).toBe("it is not a regular file");
	});
});
