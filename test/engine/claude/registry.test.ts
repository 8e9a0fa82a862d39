import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listRegistry, readRegistry, rivalsOf } from "../../../src/engine/claude/registry.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { sample, scratch } from "./support.ts";

const entry = JSON.parse(sample("sessions-registry.json"));

function home(files: Record<string, unknown>): string {
	const root = scratch();
	mkdirSync(join(root, "sessions"));
	for (const [name, value] of Object.entries(files)) {
		const text = typeof value === "string" ? value : JSON.stringify(value);
		writeFileSync(join(root, "sessions", name), text);
	}
	return root;
}

test("the captured entry is read", async () => {
	expect(await readRegistry(systemFiles, home({ "27079.json": entry }), 27079)).toEqual({
		pid: 27079,
		sessionId: "cccc3333-3333-4333-8333-333333333333",
		cwd: "/home/op/projects/p1",
		procStart: "215962",
		version: "2.1.330",
		name: "worker-1",
		tmuxSession: "tx",
		kind: "interactive",
		status: "idle",
		waitingFor: null,
		updatedAt: 1795349654962,
		startedAt: 1795349654954,
	});
});

test("a status that is new or missing is unknown, never idle", async () => {
	for (const status of [undefined, "dreaming", 7]) {
		const root = home({ "27079.json": { ...entry, status } });
		expect((await readRegistry(systemFiles, root, 27079))?.status).toBe("unknown");
	}
	const waiting = { ...entry, status: "waiting", waitingFor: "dialog open" };
	expect(await readRegistry(systemFiles, home({ "27079.json": waiting }), 27079)).toMatchObject({
		status: "waiting",
		waitingFor: "dialog open",
	});
});

test("missing, half-written, linked and mislabelled files are no entries", async () => {
	const root = home({ "1.json": "{", "2.json": entry, real: { ...entry, pid: 3 } });
	symlinkSync(join(root, "sessions", "real"), join(root, "sessions", "3.json"));
	for (const pid of [1, 2, 3, 4]) expect(await readRegistry(systemFiles, root, pid)).toBeNull();
	expect(await readRegistry(systemFiles, join(root, "none"), 1)).toBeNull();
});

test("only processes that still live are listed, told apart by their start time", async () => {
	const root = home({
		"10.json": { ...entry, pid: 10, procStart: "5" },
		"11.json": { ...entry, pid: 11, procStart: "6" },
		"11.abc.key": "secret",
		"12.json": "{",
	});
	const live = await listRegistry(systemFiles, root, (pid, start) => pid === 11 && start === "6");
	expect(live.map(({ pid }) => pid)).toEqual([11]);
	expect(await listRegistry(systemFiles, scratch(), () => true)).toEqual([]);
});

test("rivals are who has the conversation or the tmux session; of the others nobody asks whether they live", async () => {
	const root = home({
		"10.json": { ...entry, pid: 10, sessionId: "ours", tmux: "elsewhere:@1.%1" },
		"11.json": { ...entry, pid: 11, sessionId: "another", tmux: "mine:@1.%1" },
		"12.json": { ...entry, pid: 12, sessionId: "another", tmux: 7 },
		"13.json": "null",
	});
	const asked: number[] = [];
	const isAlive = (pid: number): boolean => asked.push(pid) > 0;
	const wanted = { conversation: "ours", session: "mine" };
	const rivals = await rivalsOf(systemFiles, root, wanted, isAlive);
	expect(rivals.map(({ pid }) => pid)).toEqual([10, 11]);
	expect(asked).toEqual([10, 11]);
});
