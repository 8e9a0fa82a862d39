import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanEnv } from "../../support/real-rig/clean-env.ts";
import {
	dummyAccountUuid,
	seedLoginHome,
	seedTokenHome,
} from "../../support/real-rig/seed-home.ts";
import { linkSharedDirs } from "../../support/real-rig/shared-links.ts";
import { RunningProgram } from "./running-program.ts";
import type { AccountKind, ProgramSide, SideAccount } from "./side.ts";
import { writeSpoolSettings } from "./spool.ts";
import { TmuxServer } from "./tmux-server.ts";
import { readTranscript, type TranscriptLine, textsOf } from "./transcript.ts";
import { waitUntil } from "./wait-until.ts";

/** An account of a test, with its own home. */
export interface Account extends SideAccount {
	readonly home: string;
	/** A dummy that only the side's server knows. */
	readonly secret: string;
	/** The variables that make a process belong to it. */
	readonly env: Readonly<Record<string, string>>;
}

export interface Launch {
	readonly cwd?: string;
	readonly permissionMode?: string;
	readonly env?: Readonly<Record<string, string>>;
}

/** How a run without a terminal ended. */
export interface RunResult {
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Where the cases play: homes, a shared tree, a private tmux server, and one of the programs. */
export class Stage {
	readonly side: ProgramSide;
	readonly sharedDir: string;
	readonly #root: string;
	readonly #tmux: TmuxServer;
	readonly #running: RunningProgram[] = [];
	#count = 0;

	private constructor(side: ProgramSide, root: string, tmux: TmuxServer) {
		this.side = side;
		this.#root = root;
		this.sharedDir = join(root, "shared");
		this.#tmux = tmux;
	}

	static async open(side: ProgramSide): Promise<Stage> {
		const root = realpathSync(mkdtempSync(join(tmpdir(), "ccl-")));
		for (const name of ["user", "tmp", "projects"]) mkdirSync(join(root, name));
		const tmux = await TmuxServer.start(side.label);
		return new Stage(side, root, tmux);
	}

	/** A new account with a seeded home that is linked into the shared tree. */
	makeAccount(kind: AccountKind = "login", state: Readonly<Record<string, unknown>> = {}): Account {
		const name = `${kind}${++this.#count}`;
		const account = { name, kind, uuid: dummyAccountUuid(name) };
		const home = join(this.#root, "homes", name);
		const seed = { home, account: name, trustedDirs: [join(this.#root, "projects")], state };
		const secret = this.side.addAccount(account);
		if (kind === "login") seedLoginHome({ ...seed, secret });
		else seedTokenHome(seed);
		linkSharedDirs(home, this.sharedDir);
		const login = kind === "token" ? { CLAUDE_CODE_OAUTH_TOKEN: secret } : {};
		return { ...account, home, secret, env: { CLAUDE_CONFIG_DIR: home, ...login } };
	}

	/** A new project directory, trusted by every home. */
	makeProject(): string {
		return this.makeDir("projects", `project${++this.#count}`);
	}

	/** A new directory that no home trusts. */
	makeDir(...path: string[]): string {
		const dir = join(this.#root, ...path);
		mkdirSync(dir, { recursive: true });
		return dir;
	}

	/** The environment that a program of an account gets, apart from the account itself. */
	get env(): Readonly<Record<string, string>> {
		return { ...cleanEnv(join(this.#root, "user")), ...this.side.env };
	}

	/** Starts the program in a pane of its own, with the spooling settings. */
	async launch(
		account: Account,
		args: readonly string[],
		how: Launch = {},
	): Promise<RunningProgram> {
		const spool = join(this.#root, "spool", randomUUID());
		const mode = how.permissionMode ?? "bypassPermissions";
		const options = ["--settings", writeSpoolSettings(spool), "--model", "sonnet"];
		const program = [...this.side.command, ...options, "--permission-mode", mode, ...args];
		const env = Object.entries({ ...this.env, ...account.env, ...how.env });
		const assignments = env.map(([name, value]) => `${name}=${value}`);
		// The pane's own variables are the only ones that the program keeps from tmux.
		const start = `exec env -i TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" "$@"`;
		const words = ["/bin/sh", "-c", start, "sh", ...assignments, ...program];
		return this.open(account, how.cwd ?? this.makeProject(), words, spool);
	}

	/** Starts any words in a new pane; the program that they become drops its payloads in `spool`. */
	async open(
		account: Account,
		cwd: string,
		words: readonly string[],
		spool: string,
	): Promise<RunningProgram> {
		const pane = await this.#tmux.open(cwd, words);
		const pid = await this.#tmux.pid(pane);
		const running = new RunningProgram({ account, pid, tmux: this.#tmux, pane, spool });
		this.#running.push(running);
		return running;
	}

	/** Runs the program to its end without a terminal. */
	run(account: Account, args: readonly string[], cwd = this.makeProject()): Promise<RunResult> {
		const [file = "", ...words] = [...this.side.command, ...args];
		const env = { ...this.env, ...account.env };
		return new Promise((resolve) => {
			const child = execFile(
				file,
				words,
				{ cwd, env, timeout: 60_000 },
				(error, stdout, stderr) => {
					resolve({ status: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
				},
			);
			child.stdin?.end();
		});
	}

	/** The conversation's lines, once its file has an answer with this text: hooks can come first. */
	untilAnswered(conversation: string, answer: string): Promise<TranscriptLine[]> {
		return waitUntil(`the answer "${answer}" in the transcript`, () => {
			const lines = readTranscript(this.sharedDir, conversation);
			return textsOf(lines, "assistant").includes(answer) ? lines : undefined;
		});
	}

	/** Ends whatever a case has left running. */
	async clear(): Promise<void> {
		for (const program of this.#running.splice(0)) await program.end();
	}

	async close(): Promise<void> {
		await this.clear();
		await this.#tmux.close();
		await this.side.close();
		rmSync(this.#root, { recursive: true, force: true });
	}
}
