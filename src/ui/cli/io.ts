import { homedir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { ownPaths } from "../../engine/config/paths.ts";

/** What a command may touch of the outside. */
export interface Io {
	readonly stdin: Readable & { readonly isTTY?: boolean };
	readonly stdout: Writable & {
		readonly isTTY?: boolean;
		readonly columns?: number;
		readonly rows?: number;
	};
	readonly stderr: Writable & { readonly isTTY?: boolean };
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly home: string;
	/** The folder that the command was called in. */
	readonly cwd: () => string;
	/** The time, in epoch milliseconds. */
	readonly now: () => number;
}

/** The process's own streams, and its environment as it was at the start. */
export function processIo(): Io {
	const { stdin, stdout, stderr } = process;
	const env = { ...process.env };
	const cwd = (): string => process.cwd();
	return { stdin, stdout, stderr, env, home: env.HOME || homedir(), cwd, now: () => Date.now() };
}

/** A person sits at both ends. */
export function isTerminal(io: Io): boolean {
	return io.stdin.isTTY === true && io.stdout.isTTY === true;
}

/** Where the daemon of this user listens. */
export function controlSocket(io: Pick<Io, "env" | "home">): string {
	return join(ownPaths(io.env, io.home).runtimeDir, "control.sock");
}

export function say(io: Io, text: string): void {
	io.stdout.write(`${text}\n`);
}

/** One line about what went wrong; never on stdout, which scripts read. */
export function complain(io: Io, text: string): void {
	io.stderr.write(`claude-failover: ${text}\n`);
}
