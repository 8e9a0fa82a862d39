import { spawn } from "node:child_process";
import { once } from "node:events";
import type { RunChild } from "./room.ts";

/** Runs a program with this terminal; its exit code, or `null` when it did not start or was ended. */
export const runChild: RunChild = async (words, env, signal) => {
	const [program, ...args] = words;
	if (program === undefined || signal.aborted) return null;
	const child = spawn(program, args, { stdio: "inherit", env, signal });
	try {
		const [code] = (await once(child, "close")) as [number | null];
		return code;
	} catch {
		return null;
	}
};
