import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { type PrivateTmux, privateTmux } from "../../../support/private-tmux.ts";
import { waitFor } from "../../../support/wait-for.ts";
import { cliProcess } from "../run-cli.ts";

type Env = Record<string, string | undefined>;

/** Writes the script that the program prints for a shell, and gives its path. */
export async function printedScript(shell: "bash" | "zsh"): Promise<string> {
	const { code, out, err } = await cliProcess(["completion", shell]);
	if (code !== 0) throw new Error(err);
	const file = join(mkdtempSync(join(tmpdir(), "c-")), `claude-failover.${shell}`);
	writeFileSync(file, out);
	return file;
}

const ASK = `. "$1"; shift
COMP_WORDS=(claude-failover "$@"); COMP_CWORD=$#
_claude_failover
[ \${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;

/** Whether a shell is installed here. */
export function isInstalled(shell: string): boolean {
	const folders = (process.env.PATH ?? "").split(delimiter);
	return folders.some((folder) => existsSync(join(folder, shell)));
}

/** What bash offers for the last of these words, as readline breaks them. Runs in `cwd`. */
export async function bashOffers(
	script: string,
	words: readonly string[],
	env: Env = {},
	cwd: string = tmpdir(),
): Promise<readonly string[]> {
	const args = ["--norc", "--noprofile", "-c", ASK, "bash", script, ...words];
	const { stdout } = await execa("bash", args, { env, cwd });
	return stdout === "" ? [] : stdout.split("\n");
}

/** A shell that a person sits at, in a terminal of 100x40. */
export interface Shell extends AsyncDisposable {
	type(...keys: readonly string[]): Promise<void>;
	/** Waits until the screen shows this, and gives the screen. */
	see(text: string | RegExp): Promise<string>;
}

/** Starts a shell with these words and that environment, in `cwd`; `prompt%` is its prompt. */
export async function openShell(
	words: readonly string[],
	env: Env,
	cwd: string = tmpdir(),
): Promise<Shell> {
	const server: PrivateTmux = privateTmux();
	const given = Object.entries({ ...env, PS1: "prompt% ", LANG: "C.UTF-8" });
	const settings = given.flatMap(([name, value]) => ["-e", `${name}=${value ?? ""}`]);
	await server.tmux(
		...["new-session", "-d", "-s", "shell", "-x", "100", "-y", "40", "-c", cwd],
		...settings,
		...words,
	);
	const screen = () => server.tmux("capture-pane", "-p", "-t", "=shell:");
	const see = (text: string | RegExp) =>
		waitFor(
			`the screen to show ${text}`,
			async () => {
				const rows = await screen();
				return (typeof text === "string" ? rows.includes(text) : text.test(rows)) ? rows : null;
			},
			60_000,
		);
	return {
		type: async (...keys) => {
			await server.tmux("send-keys", "-t", "=shell:", ...keys);
		},
		see,
		[Symbol.asyncDispose]: () => server.end(),
	};
}
