import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeHolder, takeLock } from "../../src/engine/lock.ts";
import { waitFor } from "../support/wait-for.ts";

let dir: string;
const children: ChildProcess[] = [];
const since = Date.UTC(2026, 10, 23, 10);
const me = { pid: process.pid, startTime: "mine", since };

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => {
	for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Another process that takes the lock and keeps it. Resolves once it has said how that went. */
async function another(): Promise<{ child: ChildProcess; said: string }> {
	const lock = join(import.meta.dirname, "..", "..", "src", "engine", "lock.ts");
	const program = join(dir, "holder.mjs");
	writeFileSync(
		program,
		`import { takeLock } from ${JSON.stringify(lock)};
const lock = takeLock(${JSON.stringify(dir)}, { pid: process.pid, startTime: "its", since: ${since} });
process.stdout.write(JSON.stringify(lock));
setInterval(() => lock, 1000);`,
	);
	const child = spawn(process.execPath, ["--no-warnings", program], {
		stdio: ["ignore", "pipe", 2],
	});
	children.push(child);
	let said = "";
	child.stdout?.on("data", (chunk) => {
		said += String(chunk);
	});
	await waitFor("the other process to say how it went", () => said.endsWith("}"));
	return { child, said };
}

test("one process holds it, a second is told who", async () => {
	const { child, said } = await another();
	expect(said).toBe('{"kind":"held"}');
	const holder = { pid: child.pid, startTime: "its", since };
	expect(takeLock(dir, me)).toEqual({ kind: "taken", holder });
	const third = await another();
	expect(third.said).toBe(JSON.stringify({ kind: "taken", holder }));
});

test("kill -9 of the holder frees it", async () => {
	const { child } = await another();
	child.kill("SIGKILL");
	await waitFor("the holder to be gone", () => child.signalCode === "SIGKILL");
	const lock = takeLock(dir, me);
	expect(lock.kind).toBe("held");
	if (lock.kind === "held") lock.release();
});

test("who let go of it can be followed by another, and asking in vain costs the holder nothing", async () => {
	const mine = takeLock(dir, me);
	if (mine.kind !== "held") throw new Error("not held");
	expect((await another()).said).toBe(JSON.stringify({ kind: "taken", holder: me }));
	expect((await another()).said).toContain("taken");
	mine.release();
	expect((await another()).said).toBe('{"kind":"held"}');
});

test("without a readable note of the holder it is taken all the same", async () => {
	await another();
	for (const note of ["half a no", "null", "{}", '{"pid":"1"}', '{"pid":-1}', '{"pid":1.5}']) {
		writeFileSync(join(dir, "holder.json"), note);
		expect(takeLock(dir, me)).toEqual({ kind: "taken", holder: null });
	}
});

test("the note of an earlier version tells the process, and no more", async () => {
	await another();
	writeFileSync(join(dir, "holder.json"), '{"pid":77}');
	const holder = { pid: 77, startTime: null, since: null };
	expect(takeLock(dir, me)).toEqual({ kind: "taken", holder });
	expect(describeHolder(holder)).toBe("process 77");
	expect(describeHolder(me)).toBe(`process ${process.pid} (since 2026-11-23T10:00:00Z)`);
	expect(describeHolder(null)).toBe("another process");
});

test("the note of the holder is for its owner alone", () => {
	const lock = takeLock(dir, me);
	expect(statSync(join(dir, "holder.json")).mode & 0o777).toBe(0o600);
	if (lock.kind === "held") lock.release();
});
