import { spawn, spawnSync } from "node:child_process";
import {
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assetPath } from "../../../src/engine/claude/assets.ts";
import {
	readSpool,
	readStatuslines,
	removeIncarnationSpool,
	removeSpoolItem,
	statuslineFile,
} from "../../../src/engine/claude/spool.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { sample, scratch, script } from "./support.ts";

const spoolScript = assetPath("spool.sh");
const stop = sample("hook-Stop.json");

function spool(words: readonly string[], input: string | Buffer, env = process.env) {
	return spawnSync("/bin/sh", [spoolScript, ...words], { input, env, encoding: "utf8" });
}

/** Fills an incarnation's folder with so many files, older than any real one. */
function fill(spoolDir: string, incarnation: string, count: number): void {
	mkdirSync(join(spoolDir, incarnation), { recursive: true });
	for (let at = 0; at < count; at++) {
		const stamp = String(at).padStart(19, "0");
		writeFileSync(join(spoolDir, incarnation, `${stamp}-1-Stop.json`), stop);
	}
}

test("a hook's payload lands whole and private, without a word", async () => {
	const dir = join(scratch(), "a b'c");
	const done = spool(["hook", dir, "inc-1", "Stop"], stop);
	expect(done).toMatchObject({ status: 0, stdout: "", stderr: "" });
	const [item, ...more] = await readSpool(systemFiles, dir);
	expect(more).toEqual([]);
	expect(item).toMatchObject({ kind: "event", incarnation: "inc-1", event: "Stop" });
	expect(readFileSync(item?.path ?? "", "utf8")).toBe(stop);
	expect(statSync(item?.path ?? "").mode & 0o777).toBe(0o600);
	expect(statSync(join(dir, "inc-1")).mode & 0o777).toBe(0o700);
	expect(statSync(dir).mode & 0o777).toBe(0o700);
});

test("the time in the name is the time of the hook", async () => {
	const dir = scratch();
	const before = Date.now();
	spool(["hook", dir, "i", "Stop"], stop);
	const after = Date.now();
	const writtenAt = (await readSpool(systemFiles, dir))[0]?.writtenAt ?? 0;
	expect(writtenAt).toBeGreaterThanOrEqual(before);
	expect(writtenAt).toBeLessThanOrEqual(after);
});

test("without nanoseconds in date, names keep their width", async () => {
	const root = scratch();
	script(join(root, "date"), "case $1 in *N) echo 1795349654N ;; *) echo 1795349654 ;; esac");
	const env = { ...process.env, PATH: `${root}:${process.env.PATH}` };
	spool(["hook", join(root, "s"), "i", "Stop"], stop, env);
	expect((await readSpool(systemFiles, join(root, "s")))[0]?.writtenAt).toBe(1795349654000);
});

test("hooks of all incarnations come in the order in which they ran", async () => {
	const dir = scratch();
	const ran = [
		"SessionStart",
		"UserPromptSubmit",
		"PreToolUse",
		"PostToolUse",
		"Stop",
		"SessionEnd",
	];
	for (const [at, event] of ran.entries()) spool(["hook", dir, `i${(at * 5) % 3}`, event], stop);
	expect((await readSpool(systemFiles, dir)).map((item) => item.event)).toEqual(ran);
	expect((await readSpool(systemFiles, dir, 2)).map((item) => item.event)).toEqual(ran.slice(0, 2));
});

test("many hooks at once lose nothing", async () => {
	const dir = scratch();
	const hooks = Array.from({ length: 40 }, (_, at) => {
		const child = spawn("/bin/sh", [spoolScript, "hook", dir, `i${at % 2}`, "PostToolUse"]);
		child.stdin.end(sample("hook-PostToolUse-Bash.json"));
		return new Promise((resolve) => child.once("exit", resolve));
	});
	expect(new Set(await Promise.all(hooks))).toEqual(new Set([0]));
	const items = await readSpool(systemFiles, dir);
	expect(items.filter((item) => item.kind === "event")).toHaveLength(40);
	expect(readdirSync(join(dir, "i0")).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a hostile payload is only data", async () => {
	const dir = scratch();
	const prompt = `$(touch ${dir}/pwned) \`touch ${dir}/pwned\` %s \\ ' " ; exit 2`;
	spool(["hook", dir, "i", "UserPromptSubmit"], payload({ prompt }));
	const [item] = await readSpool(systemFiles, dir);
	expect(item?.kind === "event" && item.payload).toMatchObject({ prompt });
	expect(readdirSync(dir)).toEqual(["i"]);
});

function payload(fields: Record<string, unknown>): string {
	return JSON.stringify({ session_id: "s", hook_event_name: "UserPromptSubmit", ...fields });
}

test("a huge tool payload is cut, swallowed whole and told as unreadable", async () => {
	const dir = scratch();
	const huge = payload({ tool_response: "x".repeat(3_000_000) });
	expect(spool(["hook", dir, "i", "PostToolUse"], huge)).toMatchObject({ status: 0, stderr: "" });
	const [item] = await readSpool(systemFiles, dir);
	expect(item).toMatchObject({ kind: "unreadable", event: "PostToolUse" });
	expect(statSync(item?.path ?? "").size).toBeLessThanOrEqual(256 * 1024);
});

test("a prompt of the greatest size that is passed comes through whole", async () => {
	const dir = scratch();
	const prompt = "\u0001".repeat(100 * 1024);
	spool(["hook", dir, "i", "UserPromptSubmit"], payload({ prompt }));
	const [item] = await readSpool(systemFiles, dir);
	expect(item?.kind === "event" && item.payload).toMatchObject({ prompt });
});

test("an unread spool stops growing: tools first, turns much later", async () => {
	const dir = scratch();
	fill(dir, "i", 500);
	spool(["hook", dir, "i", "PreToolUse"], stop);
	expect(readdirSync(join(dir, "i"))).toHaveLength(500);
	for (const event of ["Stop", "StopFailure", "SessionStart", "UserPromptSubmit"]) {
		spool(["hook", dir, "i", event], stop);
	}
	expect(readdirSync(join(dir, "i"))).toHaveLength(504);
	fill(dir, "j", 2000);
	spool(["hook", dir, "j", "Stop"], stop);
	expect(readdirSync(join(dir, "j"))).toHaveLength(2000);
});

test("a hook never fails, even where nothing can be written", () => {
	const dir = scratch();
	writeFileSync(join(dir, "i"), "a file where the folder should be");
	for (const words of [
		["hook", dir, "i", "Stop"],
		["hook", "/proc/none", "i", "Stop"],
		["nonsense"],
	]) {
		expect(spool(words, "x".repeat(200_000))).toMatchObject({ status: 0, stdout: "", stderr: "" });
	}
});

test("half-written, foreign, linked and oversized files are no events", async () => {
	const dir = scratch();
	const own = join(dir, "i");
	mkdirSync(own);
	const stamp = (at: number): string => `179534965400000000${at}-7-Stop.json`;
	writeFileSync(join(own, ".1795349654000000000-7.tmp"), stop);
	writeFileSync(join(own, "notes.json"), stop);
	writeFileSync(join(dir, "outside.json"), stop);
	symlinkSync(join(dir, "outside.json"), join(own, stamp(1)));
	symlinkSync(own, join(dir, "linked"));
	mkdirSync(join(own, stamp(2)));
	spawnSync("mkfifo", [join(own, stamp(3))]);
	writeFileSync(join(own, stamp(4)), stop.slice(0, 100));
	writeFileSync(join(own, stamp(5)), "x".repeat(1024 * 1024 + 1));
	writeFileSync(join(own, stamp(6)), "null");
	const items = await readSpool(systemFiles, dir);
	expect(items.map((item) => [item.kind, item.file])).toEqual(
		[stamp(4), stamp(5), stamp(6)].map((name) => ["unreadable", name]),
	);
});

test("an item stays until it is removed; removing twice is fine", async () => {
	const dir = scratch();
	spool(["hook", dir, "i", "Stop"], stop);
	const [item] = await readSpool(systemFiles, dir);
	if (item === undefined) throw new Error("nothing was spooled");
	expect(await readSpool(systemFiles, dir)).toEqual([item]);
	await removeSpoolItem(systemFiles, item);
	await removeSpoolItem(systemFiles, item);
	expect(await readSpool(systemFiles, dir)).toEqual([]);
	await removeIncarnationSpool(systemFiles, dir, "i");
	expect(readdirSync(dir)).toEqual([]);
	expect(await readSpool(systemFiles, join(dir, "none"))).toEqual([]);
});

test("only statuslines that changed are read again", async () => {
	const dir = scratch();
	const line = sample("statusline-oauth.json");
	for (const id of ["i", "j"]) spool(["statusline", dir, id], line);
	const first = await readStatuslines(systemFiles, dir, new Map());
	expect(first.map((item) => [item.kind, item.incarnation])).toEqual([
		["statusline", "i"],
		["statusline", "j"],
	]);
	const since = new Map(first.map((item) => [item.incarnation, item.mtimeMs]));
	expect(await readStatuslines(systemFiles, dir, since)).toEqual([]);
	utimesSync(statuslineFile(dir, "j"), 1, 1);
	expect((await readStatuslines(systemFiles, dir, since)).map((item) => item.incarnation)).toEqual([
		"j",
	]);
	writeFileSync(join(dir, "new"), "{");
	renameSync(join(dir, "new"), statuslineFile(dir, "i"));
	expect(
		(await readStatuslines(systemFiles, dir, since)).find((item) => item.incarnation === "i"),
	).toMatchObject({ kind: "unreadable" });
});

test("the user's own statusline gets the same stdin, and its output and umask are its own", () => {
	const dir = scratch();
	const line = sample("statusline-oauth.json");
	const done = spool(["statusline", dir, "i", "cat; umask"], line);
	const umask = spawnSync("/bin/sh", ["-c", "umask"], { encoding: "utf8" }).stdout;
	expect(done.stdout).toBe(line + umask);
	expect(readdirSync(join(dir, "i", "statusline"))).toEqual(["last.json"]);
	expect(statSync(statuslineFile(dir, "i")).mode & 0o777).toBe(0o600);
});

test("without one, a short line shows the windows", () => {
	const dir = scratch();
	const compact = (name: string): string => JSON.stringify(JSON.parse(sample(name)));
	const shown = (name: string): string => spool(["statusline", dir, "i"], compact(name)).stdout;
	expect(shown("statusline-oauth.json")).toBe("5h 42% | week 17%\n");
	expect(shown("statusline-t1-first.json")).toBe("claude-failover\n");
});
