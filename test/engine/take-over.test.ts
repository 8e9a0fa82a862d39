import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Holder, takeLock } from "../../src/engine/lock.ts";
import { systemClock } from "../../src/engine/ports/clock.ts";
import { type Processes, systemProcesses } from "../../src/engine/ports/processes.ts";
import { takeOver } from "../../src/engine/take-over.ts";
import { waitFor } from "../support/wait-for.ts";

const clock = systemClock;
const processes = systemProcesses(clock);
const me: Holder = { pid: process.pid, startTime: "mine", since: 0 };
let dir: string;
let child: ChildProcess;
const release: (() => void)[] = [];

beforeEach(async () => {
	dir = mkdtempSync(join(tmpdir(), "takeover-"));
	await holderProcess();
});
afterEach(() => {
	for (const letGo of release.splice(0)) letGo();
	child.kill("SIGKILL");
});

/** A process that holds the lock, and says so as an engine does. */
async function holderProcess(): Promise<void> {
	const engine = join(import.meta.dirname, "..", "..", "src", "engine");
	const program = join(dir, "holder.mjs");
	writeFileSync(
		program,
		`import { takeLock } from ${JSON.stringify(join(engine, "lock.ts"))};
import { systemClock } from ${JSON.stringify(join(engine, "ports", "clock.ts"))};
import { systemProcesses } from ${JSON.stringify(join(engine, "ports", "processes.ts"))};
const startTime = await systemProcesses(systemClock).startTime(process.pid);
const lock = takeLock(${JSON.stringify(dir)}, { pid: process.pid, startTime, since: 0 });
process.stdout.write(lock.kind);
setInterval(() => lock, 1000);`,
	);
	child = spawn(process.execPath, ["--no-warnings", program], { stdio: ["ignore", "pipe", 2] });
	let said = "";
	child.stdout?.on("data", (chunk) => {
		said += String(chunk);
	});
	await waitFor("the other process to hold the lock", () => said === "held");
}

const note = (): Holder => JSON.parse(readFileSync(join(dir, "holder.json"), "utf8")) as Holder;
const say = (over: Partial<Holder>): void =>
	writeFileSync(join(dir, "holder.json"), JSON.stringify({ ...note(), ...over }));
const alive = (): boolean => child.exitCode === null && child.signalCode === null;

async function taken(over: Partial<Parameters<typeof takeOver>[2]> = {}) {
	const got = await takeOver(dir, me, { clock, processes, ...over });
	if (got.kind === "held") release.push(got.release);
	return got;
}

test("a stopped holder, which keeps the kernel's lock, is ended and its lock taken", async () => {
	child.kill("SIGSTOP");
	expect(takeLock(dir, me)).toMatchObject({ kind: "taken", holder: { pid: child.pid } });
	expect((await taken()).kind).toBe("held");
	await waitFor("the end of the holder", () => child.signalCode === "SIGKILL");
	expect(note()).toEqual(me);
});

test("a free lock is simply taken", async () => {
	child.kill("SIGKILL");
	await waitFor("the end of the holder", () => !alive());
	expect((await taken()).kind).toBe("held");
});

test("a pid that belongs to another process by now is not ended", async () => {
	say({ startTime: "earlier" });
	expect(await taken()).toEqual({
		kind: "refused",
		why: `process ${child.pid} is another one than the engine that holder.json names`,
		remedy: expect.stringContaining("lock.db"),
	});
	expect(alive()).toBe(true);
});

test("without a start time, or without any note, nobody is ended", async () => {
	say({ startTime: null });
	const nameless = {
		kind: "refused",
		why: expect.stringContaining("does not say by which process"),
		remedy: expect.stringContaining("look at"),
	};
	expect(await taken()).toEqual(nameless);
	rmSync(join(dir, "holder.json"));
	expect(await taken()).toEqual(nameless);
	expect(alive()).toBe(true);
});

test("when the kernel names another process than the note, nobody is ended", async () => {
	expect(await taken({ kernelHolder: async () => 1 })).toMatchObject({
		kind: "refused",
		why: `holder.json names process ${child.pid}, but process 1 holds the lock`,
		remedy: expect.stringContaining("process 1"),
	});
	expect(alive()).toBe(true);
});

test("a holder that does not end is told, and the lock is left to it", async () => {
	const unkillable: Processes = { ...processes, kill: async () => "still-there" };
	expect(await taken({ processes: unkillable })).toMatchObject({
		kind: "refused",
		why: expect.stringContaining("did not end on SIGKILL"),
	});
	expect(alive()).toBe(true);
});

test("a lock that stays held is given up after a while", async () => {
	const other: Processes = { ...processes, kill: async () => "gone" };
	const quick = { ...clock, sleep: async () => {} };
	expect(await taken({ processes: other, clock: quick })).toMatchObject({
		kind: "refused",
		why: expect.stringContaining("is still held by process"),
	});
	expect(alive()).toBe(true);
});
