import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../../src/ui/cli/main.ts";
import { cli, type Daemon, daemon, terminalIo } from "./run-cli.ts";

const place = () => mkdtempSync(join(tmpdir(), "q-"));
const here = (running: Daemon, folder: string) => ({ ...running.env, PWD: folder });

function put(folder: string, name: string, text: string | Buffer): string {
	const file = join(folder, name);
	writeFileSync(file, text);
	return file;
}

describe("queue add", () => {
	test("reads the files here, and adds them to the project that one stands in", async () => {
		await using running = await daemon();
		const folder = place();
		put(folder, "a.md", "Do a.\r\n");
		put(folder, "b.md", "\ufeffDo b.");
		const words = ["queue", "add", "a.md", "./b.md", "--priority", "high", "--title", "T"];
		const { code, out } = await cli(words, here(running, folder));
		expect([code, out.split("\n")]).toEqual([
			0,
			[
				"app.a (high) waits; its file is /srv/app/.agent-queue/inbox/app.a.md",
				"app.b (high) waits; its file is /srv/app/.agent-queue/inbox/app.b.md",
				"",
			],
		]);
		const common = { folder, priority: "high", title: "T" };
		expect(running.fixture.tasks.added).toEqual([
			{ ...common, text: "Do a.\r\n", name: "a.md" },
			{ ...common, text: "\ufeffDo b.", name: "b.md" },
		]);
	});

	test("takes a project by name or path, and tells scripts what it added", async () => {
		await using running = await daemon();
		const folder = place();
		put(folder, "a.md", "Do a.");
		const env = here(running, folder);
		const { out } = await cli(["queue", "add", "a.md", "--project", "app", "--json"], env);
		expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, tasks: [{ id: "app.a" }] });
		await cli(["queue", "add", "a.md", "--project", "../x"], env);
		expect(running.fixture.tasks.added.map(({ project }) => project)).toEqual([
			"app",
			join(folder, "..", "x"),
		]);
	});

	test("reads standard input for -, in UTF-8 also across its pieces", async () => {
		await using running = await daemon();
		const io = terminalIo(running.env, running.fixture.now);
		const stdin = Object.assign(new PassThrough(), { isTTY: false });
		const bytes = Buffer.from("Prüfe 🙂.\n");
		for (const byte of bytes) stdin.write(Buffer.from([byte]));
		stdin.end();
		expect(await runProgram(["queue", "add", "-"], { ...io, stdin })).toBe(0);
		expect(running.fixture.tasks.added).toMatchObject([{ text: "Prüfe 🙂.\n" }]);
		expect(running.fixture.tasks.added[0]).not.toHaveProperty("name");
	});

	test("adds nothing when one of the files cannot be a task", async () => {
		await using running = await daemon();
		const folder = place();
		put(folder, "good.md", "Do it.");
		put(folder, "latin1.md", Buffer.from([0x66, 0xfc, 0x72]));
		put(folder, "nul.md", "a\0b");
		put(folder, "long.md", "x".repeat(300 * 1024));
		mkdirSync(join(folder, "folder.md"));
		execFileSync("mkfifo", [join(folder, "pipe.md")]);
		for (const [name, why] of [
			["latin1.md", "it is not valid UTF-8"],
			["nul.md", "it holds a NUL byte"],
			["long.md", "it is over 256 KiB"],
			["folder.md", "it is a folder"],
			["pipe.md", "it is no regular file"],
		] as const) {
			const { code, err } = await cli(["queue", "add", "good.md", name], here(running, folder));
			expect([name, code, err]).toEqual([name, 4, expect.stringContaining(why)]);
			expect(err.trimEnd()).not.toMatch(/[\u001b\n]/);
		}
		expect(running.fixture.tasks.added).toEqual([]);
	});

	test("ends with 2 when there is no such file, and adds nothing", async () => {
		await using running = await daemon();
		const folder = place();
		put(folder, "good.md", "Do it.");
		for (const name of ["gone.md", "good.md/x", "a\u001b[31m\nb.md"]) {
			const { code, err } = await cli(["queue", "add", "good.md", name], here(running, folder));
			const said = expect.stringMatching(/: there is no such file; nothing was added\n$/);
			expect([name, code, err]).toEqual([name, 2, said]);
			expect(err.trimEnd()).not.toMatch(/[\u001b\n]/);
		}
		expect(running.fixture.tasks.added).toEqual([]);
	});

	test("says which were not added when the engine refuses one", async () => {
		await using running = await daemon();
		const folder = place();
		for (const name of ["a.md", "b.md"]) put(folder, name, "Do it.");
		running.fixture.tasks.reply = { kind: "refused", why: "the disk is full", remedy: "make room" };
		const { code, err } = await cli(["queue", "add", "a.md", "b.md"], here(running, folder));
		expect([code, err]).toEqual([
			4,
			"claude-failover: the disk is full; make room\nclaude-failover: not added: a.md, b.md\n",
		]);
		expect(running.fixture.tasks.added).toHaveLength(1);
	});

	test("without a daemon ends with 3", async () => {
		const folder = place();
		const file = put(folder, "a.md", "Do it.");
		expect((await cli(["queue", "add", file])).code).toBe(3);
	});
});

describe("queue", () => {
	test("and queue list show the same", async () => {
		await using running = await daemon();
		const [bare, list] = [
			await cli(["queue"], running.env),
			await cli(["queue", "list"], running.env),
		];
		expect(list).toEqual(bare);
		expect(bare.out).toContain("T-1");
	});

	test("show tells all that is known of a task, and how its text begins", async () => {
		await using running = await daemon();
		const { code, out } = await cli(["queue", "show", "T-1"], running.env);
		expect(code).toBe(0);
		for (const line of [
			/^task +T-1$/m,
			/^title +a title$/m,
			/^state +waiting, priority high$/m,
			/^waits for +an idle session$/m,
			/^file +\/srv\/app\/.agent-queue\/inbox\/T-1.md$/m,
			/^attempt +none yet$/m,
			/^ {2}Do it\.\n {2}Now\.\n {2}…$/m,
		]) {
			expect(out).toMatch(line);
		}
		const json = JSON.parse((await cli(["queue", "show", "T-1", "--json"], running.env)).out);
		expect(json).toMatchObject({ schemaVersion: 1, task: { id: "T-1" }, text: { more: true } });
	});

	test.each([
		[["retry", "T-1"], "retry T-1", "T-1 waits for attempt 1; its file is "],
		[["drop", "T-1"], "drop T-1", "T-1 is dropped; its file is "],
		[["done", "T-1"], "done T-1", "T-1 is done; its file is "],
		[["priority", "T-1", "low"], "priority T-1 low", "T-1 has priority high; it waits for "],
	])("%j does that and says so", async (words, did, said) => {
		await using running = await daemon();
		const { code, out } = await cli(["queue", ...words], running.env);
		expect([code, out]).toEqual([0, expect.stringContaining(said)]);
		expect(running.fixture.tasks.did).toEqual([did]);
		running.fixture.tasks.reply = { kind: "refused", why: "it runs", remedy: "wait" };
		const refused = await cli(["queue", ...words], running.env);
		expect([refused.code, refused.err]).toEqual([4, "claude-failover: it runs; wait\n"]);
	});

	test("a task that is not there ends with 2, whatever is in its id", async () => {
		await using running = await daemon();
		running.fixture.tasks.reply = { kind: "refused", why: "there is none", remedy: "look" };
		for (const id of ["nobody", "../../x", "..", "?", "\u001b[31m"]) {
			const { code, err } = await cli(["queue", "drop", id], running.env);
			expect([id, code, err]).toEqual([id, 2, expect.stringContaining("there is none; look")]);
		}
	});

	test.each([
		[["ad", "x.md"], "did you mean add?"],
		[["toString"], "there are: list, add"],
		[["add"], "a word is missing: queue add FILE…"],
		[["show"], "a word is missing: queue show ID"],
		[["priority", "T-1"], "a word is missing: queue priority ID LEVEL"],
		[["priority", "T-1", "urgent"], "write critical, high, normal or low"],
		[["add", "x.md", "--priority", "urgent"], "write critical, high, normal or low"],
		[["drop", "T-1", "T-2"], 'unexpected "T-2"'],
		[["list", "x"], 'unexpected "x"'],
		[["drop", "T-1", "--project", "app"], "--project does not go with queue drop"],
		[["--title", "x"], "--title does not go with queue list"],
	])("%j is misuse, and says how", async (words, why) => {
		await using running = await daemon();
		const { code, err } = await cli(["queue", ...words], running.env);
		expect([code, err]).toEqual([2, expect.stringContaining(why)]);
		expect(running.fixture.tasks.did).toEqual([]);
	});
});
