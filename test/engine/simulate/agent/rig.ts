import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seedHome } from "../../../../src/engine/simulate/agent/seed-home.ts";
import { createWorld, type WorldWish } from "../../../../src/engine/simulate/agent/world.ts";
import { type PrivateTmux, privateTmux } from "../../../support/private-tmux.ts";
import { waitFor } from "../../../support/wait-for.ts";

const agentPath = join(import.meta.dirname, "../../../../src/engine/simulate/agent/main.ts");

const events = [
	...["SessionStart", "SessionEnd", "UserPromptSubmit", "Stop", "StopFailure"],
	...["PreToolUse", "PostToolUse", "Notification", "PermissionRequest"],
];

export const uuids = {
	a: "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
	b: "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb",
} as const;

export type Account = keyof typeof uuids;
type Row = Readonly<Record<string, unknown>>;

export interface Ran {
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
}

export interface RigWish extends Omit<WorldWish, "accounts"> {
	readonly fiveHour?: { limitUnits: number; resetsInMs?: number; lengthMs?: number };
}

/** Two accounts with homes over one shared tree of conversations, a world and a project. */
export class Rig {
	readonly root = realpathSync(mkdtempSync(join(tmpdir(), "agent-")));
	readonly world = join(this.root, "world");
	readonly project = join(this.root, "project");
	#tmux: PrivateTmux | undefined;

	constructor({ fiveHour = { limitUnits: 1000 }, ...wish }: RigWish = {}) {
		const sevenDay = { limitUnits: 100_000 };
		const accounts = Object.values(uuids).map((key) => ({ key, fiveHour, sevenDay }));
		createWorld(this.world, { speed: 1000, spinnerMs: 0, ...wish, accounts });
		for (const dir of ["project", "shared", "user", "spool"]) mkdirSync(join(this.root, dir));
		for (const account of ["a", "b"] as const) {
			const trustedDirs = [this.project];
			seedHome(this.home(account), { accountUuid: uuids[account], trustedDirs });
			symlinkSync(join(this.root, "shared"), join(this.home(account), "projects"));
		}
	}

	home(account: Account): string {
		return join(this.root, account);
	}

	env(account: Account, extra: Record<string, string> = {}): Record<string, string> {
		return {
			PATH: process.env.PATH ?? "",
			HOME: join(this.root, "user"),
			TMPDIR: tmpdir(),
			TERM: "xterm-256color",
			LANG: "C.UTF-8",
			TZ: "UTC",
			IS_SANDBOX: "1",
			CLAUDE_CONFIG_DIR: this.home(account),
			CCL_SIMULATION_DIR: this.world,
			...extra,
		};
	}

	/** Runs the agent to its end without a terminal. */
	run(account: Account, args: readonly string[], extra: Record<string, string> = {}): Promise<Ran> {
		const env = this.env(account, extra);
		return new Promise((resolve) => {
			const words = [agentPath, ...args];
			const child = execFile(
				process.execPath,
				words,
				{ cwd: this.project, env },
				(error, stdout, stderr) => {
					resolve({ status: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
				},
			);
			child.stdin?.end();
		});
	}

	/** Starts the agent in a pane of the rig's own tmux server. */
	async launch(account: Account, args: readonly string[], how: LaunchWish = {}): Promise<Pane> {
		const tmux = await this.#server();
		const spool = join(this.root, "spool", randomUUID());
		mkdirSync(spool);
		const settings = writeSettings(spool, how.settings ?? {});
		const env = Object.entries(this.env(account, how.env)).map(([key, value]) => `${key}=${value}`);
		const start = `exec env -i TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" "$@"`;
		const program = [process.execPath, agentPath, "--settings", settings];
		const mode = ["--permission-mode", how.permissionMode ?? "bypassPermissions"];
		const words = ["/bin/sh", "-c", start, "sh", ...env, ...program, ...mode, ...args];
		const size = ["-x", "120", "-y", "40"];
		const shown = ["-P", "-F", "#{pane_id} #{pane_pid}"];
		const out = await tmux.tmux(
			"new-session",
			"-d",
			...size,
			"-c",
			this.project,
			...shown,
			"--",
			...words,
		);
		const [pane = "", pid = ""] = out.trim().split(" ");
		return new Pane(tmux, pane, Number(pid), spool, this.home(account));
	}

	/** The lines of a conversation so far. */
	transcript(sessionId: string): Row[] {
		for (const slug of readdirSync(join(this.root, "shared"))) {
			const path = join(this.root, "shared", slug, `${sessionId}.jsonl`);
			if (existsSync(path)) return rowsOf(readFileSync(path, "utf8"));
		}
		return [];
	}

	async #server(): Promise<PrivateTmux> {
		if (this.#tmux !== undefined) return this.#tmux;
		const tmux = privateTmux();
		this.#tmux = tmux;
		await tmux.tmux("new-session", "-d", "-s", "keeper", "sleep 100000");
		await tmux.tmux("set-option", "-g", "remain-on-exit", "on");
		return tmux;
	}

	async end(): Promise<void> {
		await this.#tmux?.end();
	}
}

export interface LaunchWish {
	readonly permissionMode?: string;
	readonly settings?: Record<string, unknown>;
	readonly env?: Record<string, string>;
}

/** An agent in a pane, and what its hooks and its status line were told. */
export class Pane {
	readonly pid: number;
	readonly registryPath: string;
	readonly #tmux: PrivateTmux;
	readonly #pane: string;
	readonly #spool: string;

	constructor(tmux: PrivateTmux, pane: string, pid: number, spool: string, home: string) {
		this.pid = pid;
		this.registryPath = join(home, "sessions", `${pid}.json`);
		this.#tmux = tmux;
		this.#pane = pane;
		this.#spool = spool;
	}

	registry(): Row | undefined {
		if (!existsSync(this.registryPath)) return undefined;
		return JSON.parse(readFileSync(this.registryPath, "utf8")) as Row;
	}

	hooks(name?: string): Row[] {
		const rows = rowsOf(readIfThere(join(this.#spool, "hooks")));
		return name === undefined ? rows : rows.filter((row) => row.hook_event_name === name);
	}

	statusLines(): Row[] {
		return rowsOf(readIfThere(join(this.#spool, "status")));
	}

	screen(): Promise<string> {
		return this.#tmux.tmux("capture-pane", "-p", "-S", "-200", "-t", this.#pane);
	}

	async type(text: string): Promise<void> {
		await this.#tmux.tmux("send-keys", "-t", this.#pane, "-l", "--", text);
	}

	async press(...keys: readonly string[]): Promise<void> {
		await this.#tmux.tmux("send-keys", "-t", this.#pane, ...keys);
	}

	/** Pastes as a terminal does: bracketed. */
	async paste(text: string): Promise<void> {
		const file = join(this.#spool, "paste");
		writeFileSync(file, text);
		await this.#tmux.tmux("load-buffer", file);
		await this.#tmux.tmux("paste-buffer", "-p", "-r", "-t", this.#pane);
	}

	signal(name: NodeJS.Signals): void {
		process.kill(this.pid, name);
	}

	untilHook(name: string, count = 1): Promise<Row> {
		return this.until(`hook ${name} no. ${count}`, () => this.hooks(name)[count - 1]);
	}

	untilStatus(status: string): Promise<Row> {
		return this.until(`status ${status}`, () => {
			const entry = this.registry();
			return entry?.status === status ? entry : undefined;
		});
	}

	untilShown(text: string): Promise<string> {
		return this.until(`"${text}" on the screen`, async () => {
			const screen = await this.screen();
			return screen.includes(text) ? screen : undefined;
		});
	}

	/** The exit status, or minus the signal, once the program is gone. */
	async untilEnd(): Promise<number> {
		const format = "#{pane_dead} #{pane_dead_status} #{pane_dead_signal}";
		const status = await this.until("the end of the agent", async () => {
			const answer = await this.#tmux.tmux("display-message", "-p", "-t", this.#pane, format);
			const [dead, status = "", signal = ""] = answer.trimEnd().split(" ");
			if (dead !== "1") return undefined;
			if (status + signal === "") {
				// tmux 3.3a can miss a child's end on a busy machine; the end of another wakes it up.
				await this.#tmux.tmux("run-shell", "true");
				return undefined;
			}
			return { value: status === "" ? -Number(signal) : Number(status) };
		});
		return status.value;
	}

	/** Waits; a failure shows the screen and the names of the hooks so far. */
	async until<T>(
		what: string,
		look: () => T | Promise<T>,
	): Promise<NonNullable<Exclude<T, false>>> {
		try {
			return await waitFor(what, look);
		} catch (error) {
			const names = this.hooks().map((row) => row.hook_event_name);
			throw new Error(`${String(error)}\n${names.join(" ")}\n${await this.screen()}`);
		}
	}
}

function writeSettings(spool: string, extra: Record<string, unknown>): string {
	// In one write: two hooks may run at the same time.
	const log = (file: string) => `printf '%s\\n' "$(cat)" >> '${join(spool, file)}'`;
	const hook = [{ hooks: [{ type: "command", command: log("hooks") }] }];
	const settings = {
		skipDangerousModePermissionPrompt: true,
		autoContinueAtUsageLimit: false,
		statusLine: { type: "command", command: `${log("status")}; echo the-status-line` },
		hooks: Object.fromEntries(events.map((name) => [name, hook])),
		...extra,
	};
	const path = join(spool, "settings.json");
	writeFileSync(path, JSON.stringify(settings));
	return path;
}

function readIfThere(path: string): string {
	return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The JSON lines of a log; one that is still being written is left out. */
function rowsOf(text: string): Row[] {
	return text
		.split("\n")
		.filter((line) => line !== "")
		.flatMap((line) => {
			try {
				return [JSON.parse(line) as Row];
			} catch {
				return [];
			}
		});
}
