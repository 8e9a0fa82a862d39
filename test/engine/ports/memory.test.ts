import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { systemMemory } from "../../../src/engine/ports/memory.ts";

let root: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "memory-"));
	put("proc/meminfo", "MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable:    2000 kB\n");
});
const put = (path: string, text: string): void => {
	mkdirSync(join(root, path, ".."), { recursive: true });
	writeFileSync(join(root, path), text);
};
const group = (path: string, max: string, current: number, inactive = 0): void => {
	put(`groups${path}/memory.max`, `${max}\n`);
	put(`groups${path}/memory.current`, `${current}\n`);
	put(`groups${path}/memory.stat`, `anon 5\ninactive_file ${inactive}\n`);
};
const available = () => systemMemory(join(root, "proc"), join(root, "groups")).available();

test("what the machine can still give is told, with what its caches would give back", async () => {
	expect(await available()).toBe(2000 * 1024);
});

test("a control group with a limit, or one around it, leaves less", async () => {
	put("proc/self/cgroup", "0::/user/session\n");
	group("/user", "1000000", 400_000);
	group("/user/session", "max", 300_000);
	expect(await available()).toBe(600_000);
	group("/user/session", "350000", 300_000);
	expect(await available()).toBe(50_000);
});

test("files that a group has read and can give up count as free", async () => {
	put("proc/self/cgroup", "0::/box\n");
	group("/box", "1000000", 990_000, 400_000);
	expect(await available()).toBe(410_000);
});

test("a group without a limit, and one of an older kind, change nothing", async () => {
	put("proc/self/cgroup", "4:memory:/old\n0::/box\n");
	group("/box", "max", 990_000);
	expect(await available()).toBe(2000 * 1024);
});

test("where there is no such file nothing is known", async () => {
	expect(await systemMemory(join(root, "nowhere")).available()).toBeNull();
});
