import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/engine/ports/clock.ts";
import { systemProcesses } from "../../../src/engine/ports/processes.ts";
import { waitFor } from "../../support/wait-for.ts";

const processes = systemProcesses(systemClock);
const children: ChildProcess[] = [];

afterEach(() => {
	for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A shell that runs `script`; resolves once it has said `up`. */
async function started(
	script: string,
): Promise<{ child: ChildProcess; pid: number; said: string }> {
	const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
	children.push(child);
	let said = "";
	child.stdout?.on("data", (chunk) => {
		said += String(chunk);
	});
	await waitFor("the shell to be up", () => said.includes("up\n"));
	if (child.pid === undefined) throw new Error("no pid");
	return { child, pid: child.pid, said };
}

async function startOf(pid: number): Promise<string> {
	const start = await processes.startTime(pid);
	if (start === null) throw new Error(`process ${pid} is not there`);
	return start;
}

const isGone = (child: ChildProcess): boolean =>
	child.exitCode !== null || child.signalCode !== null;

describe("a start time", () => {
	test("names a live process, and stays the same", async () => {
		const { pid } = await started("echo up; sleep 60");
		expect(await processes.startTime(pid)).toMatch(/\S/);
		expect(await processes.startTime(pid)).toBe(await processes.startTime(pid));
	});

	test("is told of no process that is not there", async () => {
		const { child, pid } = await started("echo up");
		await waitFor("its end", () => isGone(child));
		expect(await processes.startTime(pid)).toBeNull();
	});

	test("is read although the program's name is full of traps", async () => {
		const script = "printf 'x) R 1 (' > /proc/self/comm 2>/dev/null; echo up; sleep 60";
		const { pid } = await started(script);
		const honest = await started("echo up; sleep 60");
		expect(Number(await processes.startTime(pid))).toBeGreaterThan(0);
		const apart = Number(await startOf(honest.pid)) - Number(await startOf(pid));
		expect(apart).toBeGreaterThanOrEqual(0);
	});

	test("a zombie counts as gone", async () => {
		// The child ends after its parent became a program that never asks how: it stays as a zombie.
		const { pid, said } = await started("sleep 1 & echo $!; echo up; exec sleep 60");
		const zombie = Number(said.split("\n")[0]);
		expect(zombie).toBeGreaterThan(0);
		expect(zombie).not.toBe(pid);
		await waitFor("the child to end", async () => {
			return (await processes.startTime(zombie)) === null;
		});
		expect(() => process.kill(zombie, 0)).not.toThrow();
	});
});

describe("terminate", () => {
	test("ends a process and says so once it is gone", async () => {
		const { child, pid } = await started("echo up; exec sleep 60");
		expect(await processes.terminate(pid, await startOf(pid), 5_000)).toBe("gone");
		expect(await processes.startTime(pid)).toBeNull();
		await waitFor("its end", () => isGone(child));
		expect(child.signalCode).toBe("SIGTERM");
	});

	test("waits for one that takes its time", async () => {
		const script = "trap 'sleep 0.3; exit 0' TERM; echo up; while :; do sleep 0.05; done";
		const { pid } = await started(script);
		expect(await processes.terminate(pid, await startOf(pid), 10_000)).toBe("gone");
		expect(await processes.startTime(pid)).toBeNull();
	});

	test("never kills: one that ignores it is still there", async () => {
		const { child, pid } = await started("trap '' TERM; echo up; while :; do sleep 0.05; done");
		expect(await processes.terminate(pid, await startOf(pid), 300)).toBe("still-there");
		expect(isGone(child)).toBe(false);
	});

	test("leaves another process alone that got the same pid later", async () => {
		const { child, pid } = await started("echo up; exec sleep 60");
		expect(await processes.terminate(pid, "1", 5_000)).toBe("gone");
		expect(isGone(child)).toBe(false);
		expect(await processes.startTime(pid)).not.toBeNull();
	});

	test("of one that is gone already is done", async () => {
		const { child, pid } = await started("echo up");
		await waitFor("its end", () => isGone(child));
		expect(await processes.terminate(pid, "1", 5_000)).toBe("gone");
	});

	test("a process that ignores SIGTERM ends by kill, and only the one that was meant", async () => {
		const { pid } = await started("trap '' TERM; echo up; while :; do sleep 0.05; done");
		const start = await startOf(pid);
		expect(await processes.terminate(pid, start, 200)).toBe("still-there");
		expect(await processes.kill(pid, "another start", 1_000)).toBe("gone");
		expect(await processes.startTime(pid)).toBe(start);
		expect(await processes.kill(pid, start, 5_000)).toBe("gone");
		expect(await processes.startTime(pid)).toBeNull();
	});
});

describe.runIf(process.platform === "linux")("what was left behind", () => {
	test("is found by its mark, with the children that inherited it", async () => {
		const script = "export CCL_INCARNATION=left-1; sh -c 'sleep 60; :' & echo up; sleep 60; :";
		const child = await started(`${script}`);
		// The shell itself was started without the mark: its environment is what it was given.
		const found = await waitFor("its children", async () => {
			const all = await processes.leftBehind("CCL_INCARNATION=left-1");
			// A shell, what it waits for, and what the first one waits for: one that came later would be left alive.
			return all.length === 3 && all;
		});
		expect(found.map((one) => one.pid)).not.toContain(child.pid);
		for (const { pid, startTime } of found) expect(await startOf(pid)).toBe(startTime);
		await Promise.all(found.map((one) => processes.kill(one.pid, one.startTime, 5_000)));
		await waitFor("their end", async () => {
			const all = await processes.leftBehind("CCL_INCARNATION=left-1");
			return all.length === 0;
		});
	});

	test("is not what carries a longer mark, nor this process", async () => {
		await started("CCL_INCARNATION=left-22 sleep 60 & echo up; sleep 60");
		expect(await processes.leftBehind("CCL_INCARNATION=left-2")).toEqual([]);
		const own = `PATH=${process.env["PATH"]}`;
		expect((await processes.leftBehind(own)).map((one) => one.pid)).not.toContain(process.pid);
	});
});
