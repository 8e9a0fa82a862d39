import { type ChildProcess, spawn } from "node:child_process";

/** One short run of a program. */
export interface CommandRequest {
	readonly file: string;
	readonly args: readonly string[];
	/** The complete environment; nothing is inherited. */
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	/** After this long it gets SIGTERM. */
	readonly timeoutMs: number;
	/** Output beyond this is read and dropped. */
	readonly maxOutputBytes: number;
}

export type CommandResult =
	| {
			readonly kind: "ended";
			readonly code: number | null;
			readonly signal: string | null;
			readonly stdout: string;
			readonly timedOut: boolean;
	  }
	| { readonly kind: "not-started"; readonly why: string }
	/** It ignored SIGTERM; it is left alone, since it may be refreshing a login. */
	| { readonly kind: "still-running"; readonly pid: number };

/** Runs programs. */
export type CommandRunner = (request: CommandRequest) => Promise<CommandResult>;

/** How long a program may take to end after SIGTERM (1.6 s was the worst seen of claude). */
const graceMs = 10_000;

/**
 * Runs a program in a process group of its own, so that a signal to ours does not end it half-way,
 * with no stdin and its stderr dropped. At the time-out it is asked to end, and never killed.
 */
export const runCommand: CommandRunner = (request) =>
	new Promise((resolve) => {
		const child = spawn(request.file, request.args, {
			env: { ...request.env },
			cwd: request.cwd,
			detached: true,
			stdio: ["ignore", "pipe", "ignore"],
		});
		const output = collect(child, request.maxOutputBytes);
		let timedOut = false;
		let grace: NodeJS.Timeout | undefined;
		const timeout = setTimeout(() => {
			timedOut = true;
			child.kill("SIGTERM");
			grace = setTimeout(() => {
				child.stdout?.destroy();
				child.unref();
				resolve({ kind: "still-running", pid: child.pid ?? 0 });
			}, graceMs);
		}, request.timeoutMs);
		const done = (result: CommandResult): void => {
			clearTimeout(timeout);
			clearTimeout(grace);
			resolve(result);
		};
		child.once("error", (error) => done({ kind: "not-started", why: error.message }));
		// Not `close`: a grandchild may hold the pipe open for long.
		child.once("exit", (code, signal) => {
			setImmediate(() => {
				child.stdout?.destroy();
				done({ kind: "ended", code, signal, stdout: output(), timedOut });
			});
		});
	});

function collect(child: ChildProcess, maxBytes: number): () => string {
	const chunks: Buffer[] = [];
	let size = 0;
	child.stdout?.on("data", (chunk: Buffer) => {
		if (size < maxBytes) chunks.push(chunk.subarray(0, maxBytes - size));
		size += chunk.length;
	});
	return () => Buffer.concat(chunks).toString("utf8");
}
