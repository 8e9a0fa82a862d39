import { spawn } from "node:child_process";
import type { RunAside } from "./room.ts";

/** More output than this is not kept: a few lines are waited for. */
const MOST = 64 * 1024;

/** Runs a program that does not get the terminal: it reads nothing, and what it writes is given back. */
export const runAside: RunAside = ([program, ...args], env, signal) =>
	new Promise((resolve) => {
		if (program === undefined || signal.aborted) {
			resolve({ code: null, out: "" });
			return;
		}
		const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], env });
		let out = "";
		const end = () => child.kill("SIGTERM");
		const done = (code: number | null) => {
			signal.removeEventListener("abort", end);
			resolve({ code, out });
		};
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			if (out.length < MOST) out += text;
		});
		signal.addEventListener("abort", end);
		child.once("error", () => done(null));
		child.once("close", done);
	});
