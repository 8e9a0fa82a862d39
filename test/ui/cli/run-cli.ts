import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { serveControl } from "../../../src/engine/control/server.ts";
import { controlSocket, type Io } from "../../../src/ui/cli/io.ts";
import { runProgram } from "../../../src/ui/cli/main.ts";
import { type Fixture, START, seededFixture } from "../../engine/control/fixture-client.ts";

const MAIN = join(import.meta.dirname, "..", "..", "..", "src", "main.ts");

export interface Ended {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

type Env = Record<string, string | undefined>;

/** A place of its own for a daemon and a configuration. */
export function freshEnv(): Env {
	const base = mkdtempSync(join(tmpdir(), "e-"));
	return {
		...process.env,
		HOME: base,
		XDG_RUNTIME_DIR: base,
		XDG_STATE_HOME: join(base, "state"),
		XDG_CONFIG_HOME: join(base, "config"),
	};
}

/** Starts the program as users do, without a terminal. */
export function startCli(words: readonly string[], env: Env) {
	return spawn(process.execPath, [MAIN, ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs the program to its end, in a process of its own. */
export async function cliProcess(words: readonly string[], env: Env = freshEnv()): Promise<Ended> {
	const child = startCli(words, env);
	const out = collect(child.stdout);
	const err = collect(child.stderr);
	const [code] = await once(child, "close");
	return { code, out: out(), err: err() };
}

/** The same in this process: all that differs is what it may touch. */
export async function cli(words: readonly string[], env: Env = freshEnv()): Promise<Ended> {
	const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
	const out = collect(stdout);
	const err = collect(stderr);
	const home = env.HOME ?? "";
	const [now, cwd] = [() => START, () => env.PWD ?? home];
	const code = await runProgram(words, { stdin, stdout, stderr, env, home, cwd, now });
	return { code, out: out(), err: err() };
}

function collect(stream: Readable): () => string {
	const decoder = new StringDecoder("utf8");
	let text = "";
	stream.on("data", (chunk: Buffer) => {
		text += decoder.write(chunk);
	});
	return () => text;
}

/** A daemon made by hand, with the environment in which the program finds it. */
export interface Daemon extends AsyncDisposable {
	readonly env: Env;
	readonly fixture: Fixture;
}

export async function daemon(): Promise<Daemon> {
	const env = freshEnv();
	const fixture = seededFixture();
	const { client, now } = fixture;
	const server = await serveControl({
		client,
		socketPath: controlSocket({ env, home: env.HOME ?? "" }),
		version: "9.9.9",
		pid: 1,
		now,
	});
	return { env, fixture, [Symbol.asyncDispose]: () => server.close() };
}

/** Streams that look like a terminal to a command that is called in this process. */
export function terminalIo(env: Env, now: () => number): Io & { written(): string } {
	const stdin = Object.assign(new PassThrough(), { isTTY: true });
	const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
	const stderr = new PassThrough();
	const written = collect(stdout);
	const home = env.HOME ?? "";
	return { stdin, stdout, stderr, env, home, cwd: () => home, now, written };
}
