import { execa } from "execa";

/** A tmux call that takes longer is given up: a hung server must not hang the engine. */
const TIMEOUT_MS = 10_000;

/**
 * Variables of Claude or of a surrounding tmux that must not reach the server, whose panes would inherit them; nor the
 * mark of a process life whose left-over tools are ended one day, when the engine itself is one of them.
 */
const NEVER_PASSED = /^(CLAUDE|ANTHROPIC_|TMUX|CCL_INCARNATION$)/;

export type TmuxAnswer =
	| { readonly kind: "ok"; readonly out: string }
	| { readonly kind: "no-server" }
	| { readonly kind: "failed"; readonly why: string };

/** One tmux server: which socket, which configuration file (`null`: the operator's own). */
export interface TmuxServer {
	readonly program: string;
	readonly socket: string;
	readonly configFile: string | null;
}

/** Words that name the server to the tmux program. */
export function serverWords(server: TmuxServer): readonly string[] {
	const config = server.configFile === null ? [] : ["-f", server.configFile];
	return server.socket === "default" ? config : ["-L", server.socket, ...config];
}

/** Runs one tmux command line. Expected failures are values. */
export function runTmux(
	server: TmuxServer,
	args: readonly string[],
	environment: NodeJS.ProcessEnv,
	timeoutMs: number = TIMEOUT_MS,
): Promise<TmuxAnswer> {
	return tmuxRunner(server, environment)(args, timeoutMs);
}

/** As `runTmux`, for many command lines to one server. `input`: what the command reads from its standard input. */
export function tmuxRunner(
	server: TmuxServer,
	environment: NodeJS.ProcessEnv,
): (args: readonly string[], timeoutMs?: number, input?: string) => Promise<TmuxAnswer> {
	const env = cleaned(environment);
	const words = ["-u", ...serverWords(server)];
	return (args, timeoutMs = TIMEOUT_MS, input = undefined) =>
		ask(server.program, [...words, ...args], env, timeoutMs, input);
}

async function ask(
	program: string,
	args: readonly string[],
	env: NodeJS.ProcessEnv,
	timeoutMs: number,
	input: string | undefined,
): Promise<TmuxAnswer> {
	const result = await execa(program, args, {
		env,
		extendEnv: false,
		...(input === undefined ? { stdin: "ignore" } : { input }),
		timeout: timeoutMs,
		reject: false,
		stripFinalNewline: true,
		// A command that outlives us ends by itself; listeners for our own end would cost more than the command.
		cleanup: false,
	});
	if (!result.failed) return { kind: "ok", out: result.stdout ?? "" };
	if (result.timedOut) return { kind: "failed", why: `tmux did not answer in ${timeoutMs} ms` };
	const why = result.stderr?.trim() || result.shortMessage || "tmux failed";
	if (/no server running|error connecting|lost server|server exited/.test(why)) {
		return { kind: "no-server" };
	}
	return { kind: "failed", why };
}

function cleaned(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(environment).filter(([name]) => !NEVER_PASSED.test(name)),
	);
}
