import { spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Agent } from "../agent.ts";
import { commandEnv } from "../hooks/run-command.ts";

const MAX_OUTPUT = 30_000;

export interface BashOutcome {
	readonly output: string;
	/** 137 after the group was killed. */
	readonly exitCode: number;
}

/** A nameless file for the output: a child that outlives a killed agent can still write to it. */
function openOutput(): number {
	const path = join(tmpdir(), `claude-simulated-${process.pid}-${Date.now()}.out`);
	const handle = openSync(path, "wx+", 0o600);
	unlinkSync(path);
	return handle;
}

function takeOutput(handle: number): string {
	const size = Math.min(fstatSync(handle).size, MAX_OUTPUT);
	const buffer = Buffer.alloc(size);
	readSync(handle, buffer, 0, size, 0);
	closeSync(handle);
	return buffer.toString("utf8").trimEnd();
}

/** Kills the command with all its children; they have a process group of their own. */
function killGroup(pid: number | undefined): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// The group is gone already.
	}
}

/** Really runs a command in the agent's directory until it ends or the signal is aborted. */
export function runBash(agent: Agent, command: string, signal: AbortSignal): Promise<BashOutcome> {
	return new Promise((resolve) => {
		const handle = openOutput();
		const child = spawn("/bin/bash", ["-c", command], {
			cwd: agent.cwd,
			env: commandEnv(agent),
			detached: true,
			stdio: ["ignore", handle, handle],
		});
		const kill = () => killGroup(child.pid);
		signal.addEventListener("abort", kill, { once: true });
		if (signal.aborted) kill();
		const finish = (exitCode: number) => {
			signal.removeEventListener("abort", kill);
			resolve({ output: takeOutput(handle), exitCode });
		};
		child.on("error", () => finish(127));
		child.on("exit", (code) => finish(code ?? 137));
	});
}
