import { spawn } from "node:child_process";
import type { RunChild } from "./room.ts";

/**
 * Runs a program with this terminal; its exit code, or `null` when it did not start or was ended.
 * Also when it is told to end it is waited for: only then has it put the terminal's modes back, and
 * what we find them to be when we take the terminal is what we restore at our own end.
 */
export const runChild: RunChild = ([program, ...args], env, signal) =>
	new Promise((resolve) => {
		if (program === undefined || signal.aborted) {
			resolve(null);
			return;
		}
		const child = spawn(program, args, { stdio: "inherit", env });
		const end = () => child.kill("SIGTERM");
		const done = (code: number | null) => {
			signal.removeEventListener("abort", end);
			resolve(code);
		};
		signal.addEventListener("abort", end);
		child.once("error", () => done(null));
		child.once("close", done);
	});
