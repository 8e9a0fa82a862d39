import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RepositoryLooks } from "../../../src/engine/checkpoint/repository-looks.ts";
import type { Config } from "../../../src/engine/config/config.ts";
import { loadConfigText } from "../../../src/engine/config/load.ts";
import { fencedFiles, fencedProcesses } from "../../../src/engine/fence.ts";
import { type EngineParts, foldersOf } from "../../../src/engine/parts.ts";
import type { LaunchAsk } from "../../../src/engine/pool/launched.ts";
import { Pool } from "../../../src/engine/pool/pool.ts";
import { runCommand } from "../../../src/engine/ports/commands.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { OneAtATime } from "../../../src/engine/quota/one-at-a-time.ts";
import { openRecorder } from "../../../src/engine/recorder.ts";
import { rosterEvents } from "../../../src/engine/roster.ts";
import { seedHome } from "../../../src/engine/simulate/agent/seed-home.ts";
import type { Pane, PaneLaunch, Started, Tmux } from "../../../src/engine/tmux/tmux.ts";
import { openJournal } from "../../../src/state/journal.ts";
import type { Session } from "../../../src/state/model.ts";
import { type ManualClock, manualClock } from "../../support/manual-clock.ts";
import { NOW } from "../../support/state-builder.ts";

const HUNG = { kind: "failed", why: "tmux did not answer in 10000 ms" } as const;

/** Panes and processes in memory. Nothing runs in them: a test says what becomes of them. */
export class MemoryMachine {
	panes: readonly Pane[] = [];
	readonly alive = new Map<number, string>();
	readonly launches: PaneLaunch[] = [];
	/** What every pane shows. */
	rows: readonly string[] = [];
	/** Processes that do not end when they are asked to. */
	readonly stubborn = new Set<number>();
	/** Processes that carry a mark in their environment. */
	readonly marked = new Map<string, readonly number[]>();
	/** Processes that not even SIGKILL ends. */
	readonly immortal = new Set<number>();
	/** Bytes that programs can still get; `null`: nobody can tell. */
	free: number | null = null;
	readonly memory = { available: async (): Promise<number | null> => this.free };
	/** What panes show, and the keys that were pressed in them. */
	readonly screens = new Map<string, readonly string[]>();
	readonly keys: string[] = [];
	/** Lines that were pasted, with Enter. */
	readonly pasted: string[] = [];
	/** What a paste answers although it reached the program. */
	pasteAnswer: { readonly kind: "failed"; readonly why: string } | null = null;
	/** Called after a key was pressed: the program in the pane reacts. */
	onKey: (pane: string, key: string) => void = () => {};
	/** What the next start answers instead of starting. */
	refusal: Exclude<Started, { kind: "ok" }> | null = null;
	/** What listing the panes answers instead. */
	trouble:
		| { readonly kind: "no-server" }
		| { readonly kind: "failed"; readonly why: string }
		| null = null;
	#pids = 4_000_000;
	/** What tmux was asked to start while it hangs; `null`: it does not hang. */
	#queued: (() => void)[] | null = null;

	/** From here on tmux answers nothing in time, and keeps what it is asked to start. */
	hang(): void {
		this.#queued = [];
		this.trouble = HUNG;
	}

	/** It does now what it was asked to start, unless that was lost, and answers again. */
	goOn(what: "started" | "lost"): void {
		const queued = this.#queued ?? [];
		this.#queued = null;
		this.trouble = null;
		if (what === "started") for (const start of queued) start();
	}

	readonly processes = {
		startTime: async (pid: number) => this.alive.get(pid) ?? null,
		leftBehind: async (mark: string) => {
			const pids = this.marked.get(mark) ?? [];
			return pids.flatMap((pid) => {
				const startTime = this.alive.get(pid);
				return startTime === undefined ? [] : [{ pid, startTime }];
			});
		},
		kill: async (pid: number, startTime: string) => {
			if (this.immortal.has(pid)) return "still-there" as const;
			if (this.alive.get(pid) === startTime) this.end(pid, 137);
			return "gone" as const;
		},
		terminate: async (pid: number, startTime: string) => {
			if (this.alive.get(pid) !== startTime) return "gone" as const;
			if (this.stubborn.has(pid)) return "still-there" as const;
			this.end(pid, 143);
			return "gone" as const;
		},
	};

	tmux(owner: string): Tmux {
		return {
			claim: async () => "ok",
			listPanes: async () => this.trouble ?? { kind: "ok", panes: this.panes },
			start: async (launch) => this.#inTime(() => this.#start(owner, launch, null)),
			respawn: async (pane, oldPid, launch) =>
				this.#inTime(() => {
					const same = this.panes.some((p) => p.id === pane && p.pid === oldPid);
					return same ? this.#start(owner, launch, pane) : { kind: "changed" };
				}),
			remove: async (pane) => {
				this.panes = this.panes.filter((p) => p.id !== pane);
			},
			capture: async (pane, rows) =>
				this.panes.some((p) => p.id === pane)
					? (this.screens.get(pane) ?? this.rows).slice(-rows)
					: null,
			look: async (id) => {
				const pane = this.panes.find((p) => p.id === id);
				return pane === undefined ? null : { pane, rows: this.screens.get(id) ?? this.rows };
			},
			press: async (expected, key) => {
				if (this.refusal?.kind === "fenced") return this.refusal;
				const pane = this.panes.find((p) => p.id === expected.pane);
				const rows = this.screens.get(expected.pane) ?? [];
				const same = pane?.pid === expected.pid && pane.incarnation === expected.incarnation;
				const shown = expected.shows.every((one) => rows.some((row) => new RegExp(one).test(row)));
				if (!same || !shown) return { kind: "changed" };
				this.keys.push(key);
				this.onKey(expected.pane, key);
				return { kind: "ok" };
			},
			paste: async (expected, line) => {
				if (this.refusal?.kind === "fenced") return this.refusal;
				const pane = this.panes.find((p) => p.id === expected.pane);
				const rows = this.screens.get(expected.pane) ?? this.rows;
				const same = pane?.pid === expected.pid && pane.incarnation === expected.incarnation;
				const y = rows.findIndex((row) => new RegExp(expected.row).test(row));
				const inBox = pane?.cursor?.y === y && pane.cursor.x === expected.column;
				const touched = (pane?.typedAt ?? 0) >= expected.untouchedSince;
				if (!same || !inBox || touched) return { kind: "changed" };
				this.pasted.push(line);
				return this.pasteAnswer ?? { kind: "ok" };
			},
			attachCommand: (session) => ["tmux", "attach", session],
		};
	}

	/** The process ends by itself. */
	end(pid: number, status: number): void {
		this.alive.delete(pid);
		this.panes = this.panes.map((p) =>
			p.pid === pid ? { ...p, dead: true, deadStatus: status } : p,
		);
	}

	#inTime(start: () => Started): Started {
		if (this.#queued === null) return start();
		this.#queued.push(start);
		return HUNG;
	}

	#start(owner: string, launch: PaneLaunch, respawned: string | null): Started {
		if (this.refusal !== null) return this.refusal;
		this.launches.push(launch);
		this.#pids += 1;
		const pid = this.#pids;
		this.alive.set(pid, `start-of-${pid}`);
		const pane: Pane = {
			id: respawned ?? `%${this.panes.length}`,
			server: "1",
			session: launch.name,
			pid,
			dead: false,
			deadStatus: null,
			owner,
			incarnation: launch.incarnation,
			attached: 0,
		};
		this.panes = [...this.panes.filter((p) => p.id !== pane.id), pane];
		return { kind: "ok", pane: pane.id, pid };
	}
}

/** Two accounts, two projects, ccl-0 and ccl-auto-11 and -12, on a machine in memory; real files and journal. */
export interface PoolRig {
	readonly root: string;
	readonly parts: EngineParts;
	readonly clock: ManualClock;
	readonly machine: MemoryMachine;
	readonly pool: Pool;
	readonly projects: { readonly app: string; readonly api: string };
	session(name: string): Session;
	ask(session: string, over?: Partial<LaunchAsk>): LaunchAsk;
	/** Starts a session and lets it say that it is there and idle. */
	up(session: string, over?: Partial<LaunchAsk>): Promise<void>;
	/** Puts a task file into an inbox, old enough to be taken. */
	drop(project: string, name: string, text?: string): string;
	/** The prompt that the last launch carries; `null` for none. */
	lastPrompt(): string | null;
	/** Writes a transcript with these lines. */
	transcript(conversation: string, ...lines: readonly object[]): string;
	/** All file names below a project's queue, sorted. */
	queue(project: string): readonly string[];
	restartEngine(): void;
}

const YAML = (root: string): string => `accounts:
  - { name: a, home: ${root}/homes/a, priority: 1 }
  - { name: b, home: ${root}/homes/b, priority: 2 }
pool:
  shared_projects_dir: ${root}/shared/projects
  dedicated: [{ name: ccl-0, project: ${root}/app }]
  autonomous: { prefix: ccl-auto-, first: 11, min: 1, max: 2 }
projects:
  - { path: ${root}/app, trusted: true }
  - { path: ${root}/api, trusted: true }
claude: { path: ${root}/claude }
`;

export function poolRig(yaml = ""): PoolRig {
	const root = realpathSync(mkdtempSync(join(tmpdir(), "pool-")));
	const projects = { app: join(root, "app"), api: join(root, "api") };
	for (const path of Object.values(projects)) {
		mkdirSync(join(path, ".agent-queue", "inbox"), { recursive: true });
	}
	seedHome(join(root, "homes", "a"), { accountUuid: "aaaaaaaa-1111" });
	seedHome(join(root, "homes", "b"), { accountUuid: "bbbbbbbb-2222" });
	writeFileSync(join(root, "claude"), "#!/bin/sh\n");
	chmodSync(join(root, "claude"), 0o755);
	const clock = manualClock(NOW);
	const machine = new MemoryMachine();
	let parts = partsOf(root, readConfig(root, YAML(root) + yaml), clock, machine);
	let pool = new Pool(parts);
	const session = (name: string): Session => {
		const found = parts.recorder.state().sessions[name];
		if (found === undefined) throw new Error(`there is no session ${name}`);
		return found;
	};
	const ask = (name: string, over: Partial<LaunchAsk> = {}): LaunchAsk => ({
		session: name,
		account: "a",
		conversation: session(name).conversation ?? parts.newId(),
		prompt: null,
		carries: "nothing",
		task: null,
		project: session(name).project,
		why: "the test wants it",
		...over,
	});
	return {
		root,
		clock,
		machine,
		projects,
		session,
		ask,
		get parts() {
			return parts;
		},
		get pool() {
			return pool;
		},
		async up(name, over) {
			const launched = await pool.launch(ask(name, over));
			if (launched.kind !== "ok") throw new Error(JSON.stringify(launched));
			const { id: incarnation, conversation } = launched.incarnation;
			const who = { session: name, incarnation };
			parts.recorder.commit(
				{ type: "session.confirmed", ...who, conversation, source: "startup" },
				{ type: "session.state-seen", ...who, state: "idle", note: null },
			);
		},
		drop(project, name, text = `Do ${name}.\n`) {
			const file = join(project, ".agent-queue", "inbox", `${name}.md`);
			writeFileSync(file, text);
			const old = (clock.now() - 60_000) / 1000;
			utimesSync(file, old, old);
			return file;
		},
		lastPrompt() {
			const launch = machine.launches.at(-1)?.argv[2] ?? "";
			const file = join(launch, "prompt");
			return existsSync(file) ? readFileSync(file, "utf8") : null;
		},
		transcript(conversation, ...lines) {
			const folder = join(root, "shared", "projects", "-app");
			mkdirSync(folder, { recursive: true });
			const file = join(folder, `${conversation}.jsonl`);
			writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
			return file;
		},
		queue(project) {
			const folder = join(project, ".agent-queue");
			const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
			return all.filter((name) => name.includes(".md")).sort();
		},
		restartEngine() {
			parts.recorder.close();
			parts = partsOf(root, parts.config, clock, machine);
			pool = new Pool(parts);
		},
	};
}

function partsOf(
	root: string,
	config: Config,
	clock: ManualClock,
	machine: MemoryMachine,
): EngineParts {
	const recorder = openRecorder(openJournal(join(root, "state.db")), clock);
	recorder.commit(...rosterEvents(recorder.state(), config));
	if (recorder.state().active === null) {
		recorder.commit({ type: "account.activated", account: "a" });
	}
	const environment = { PATH: process.env.PATH, HOME: root };
	let ids = readdirSync(root).length * 1_000 + recorder.store.getState().seq;
	return {
		config,
		recorder,
		clock,
		files: fencedFiles(systemFiles, recorder),
		processes: fencedProcesses(machine.processes, recorder),
		memory: machine.memory,
		commands: runCommand,
		repositories: new RepositoryLooks({ commands: runCommand, environment, clock }),
		tmux: machine.tmux("me"),
		environment,
		newId: () => {
			ids += 1;
			return `00000000-0000-4000-8000-${String(ids).padStart(12, "0")}`;
		},
		random: () => 0.5,
		asking: new OneAtATime(),
		inboxes: new OneAtATime(),
		owner: "me",
		epoch: 1,
		slots: 2,
		folders: foldersOf(root, join(root, "checkpoints")),
		poke: () => {},
	};
}

function readConfig(root: string, text: string): Config {
	const loaded = loadConfigText(text, join(root, "config.yaml"), { env: {}, home: root });
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	return loaded.config;
}
