import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHook } from "../../../src/engine/claude/hooks.ts";
import type { Config } from "../../../src/engine/config/config.ts";
import { loadConfigText } from "../../../src/engine/config/load.ts";
import { type Folders, foldersOf } from "../../../src/engine/parts.ts";
import { writeLaunchRecord } from "../../../src/engine/pool/launch-record.ts";
import { type Files, systemFiles } from "../../../src/engine/ports/files.ts";
import type { Processes } from "../../../src/engine/ports/processes.ts";
import { openRecorder, type Recorder } from "../../../src/engine/recorder.ts";
import type { Pane, Tmux } from "../../../src/engine/tmux/tmux.ts";
import { openJournal } from "../../../src/state/journal.ts";
import type { Incarnation, Session } from "../../../src/state/model.ts";
import { type ManualClock, manualClock } from "../../support/manual-clock.ts";
import { life, NOW } from "../../support/state-builder.ts";

const samples = join(import.meta.dirname, "..", "..", "data", "claude-code");

/** A payload or line captured from the genuine program, with some fields changed. */
export function sample(name: string, changes: object = {}): Record<string, unknown> {
	return { ...JSON.parse(readFileSync(join(samples, name), "utf8")), ...changes };
}

/** A captured hook as the engine reads it. */
export function hook<E extends string>(event: E, name: string, changes: object = {}) {
	const parsed = parseHook(JSON.stringify(sample(`hook-${name}.json`, changes)));
	if (!parsed.ok || parsed.payload.event !== event) throw new Error(`${name} is no ${event}`);
	return parsed.payload as Extract<typeof parsed.payload, { event: E }>;
}

export const NAME = "ccl-auto-11";
export const CONVERSATION = "bbbb2222-2222-4222-8222-222222222222";

/** A folder with two homes, a spool and a journal; one session that runs on account a. */
export interface FactsRig {
	readonly root: string;
	readonly config: Config;
	readonly recorder: Recorder;
	readonly clock: ManualClock;
	readonly files: Files;
	readonly folders: Folders;
	readonly processes: Processes;
	readonly home: string;
	/** What panes show. */
	readonly screens: Map<string, readonly string[]>;
	readonly tmux: Pick<Tmux, "capture">;
	/** Processes that live, pid → start time. */
	readonly alive: Map<number, string>;
	session(): Session;
	/** Launches a process life of the session and records it, unless `recorded` is false. */
	launch(id: string, over?: Partial<Incarnation>, recorded?: boolean): Promise<Incarnation>;
	/** A hook file of a process life, as spool.sh drops it. */
	drop(id: string, event: string, payload: object | string, at?: number): void;
	spooled(id: string): readonly string[];
	/** The registry file that the program keeps of itself. */
	register(pid: number, status: string, updatedAt?: number): void;
	/** The transcript of the conversation, line by line. */
	transcript(...lines: readonly object[]): string;
	pane(over?: Partial<Pane>): Pane;
	events(): readonly string[];
}

export function factsRig(): FactsRig {
	const root = mkdtempSync(join(tmpdir(), "facts-"));
	const projects = join(root, "shared", "projects");
	const home = join(root, "a");
	for (const folder of [join(home, "sessions"), join(root, "b"), join(projects, "-work-app")]) {
		mkdirSync(folder, { recursive: true });
	}
	const config = configOf(root);
	const clock = manualClock(NOW);
	const recorder = openRecorder(openJournal(join(root, "state.db")), clock);
	const folders = foldersOf(root, join(root, "checkpoints"));
	const alive = new Map<number, string>();
	const screens = new Map<string, readonly string[]>();
	register(recorder, config);
	let counted = 0;
	return {
		root,
		config,
		recorder,
		clock,
		files: systemFiles,
		folders,
		home,
		alive,
		screens,
		tmux: { capture: async (pane) => screens.get(pane) ?? null },
		processes: {
			leftBehind: async () => [],
			startTime: async (pid) => alive.get(pid) ?? null,
			terminate: async () => "gone",
			kill: async () => "gone",
		},
		session() {
			const found = recorder.state().sessions[NAME];
			if (found === undefined) throw new Error("the session is gone");
			return found;
		},
		async launch(id, over = {}, recorded = true) {
			const incarnation = life(id, {
				conversation: CONVERSATION,
				launchedAt: clock.now(),
				confirmedAt: null,
				...over,
			});
			const { account, conversation, resumed, carries, epoch, launchedAt } = incarnation;
			const record = { incarnation: id, session: NAME, account, conversation, resumed, carries };
			const more = { task: null, project: "/srv/app", why: "", epoch, launchedAt };
			await writeLaunchRecord(systemFiles, folders.launches, { ...record, ...more });
			alive.set(incarnation.pid, incarnation.startTime);
			const launched = { type: "session.launched", session: NAME, incarnation } as const;
			if (recorded) recorder.commit({ ...launched, why: "", task: null });
			return incarnation;
		},
		drop(id, event, payload, at = clock.now()) {
			const folder = join(folders.spool, id);
			mkdirSync(folder, { recursive: true });
			counted += 1;
			const stamp = `${BigInt(at) * 1_000_000n + BigInt(counted)}`.padStart(19, "0");
			const text = typeof payload === "string" ? payload : JSON.stringify(payload);
			writeFileSync(join(folder, `${stamp}-42-${event}.json`), text);
		},
		spooled: (id) => readdirSync(join(folders.spool, id)).filter((name) => /^\d/.test(name)),
		register(pid, status, updatedAt = clock.now()) {
			const entry = sample("sessions-registry.json", {
				...{ pid, sessionId: CONVERSATION, status, updatedAt },
				...(status === "waiting" ? { waitingFor: "dialog open" } : {}),
			});
			writeFileSync(join(home, "sessions", `${pid}.json`), JSON.stringify(entry));
		},
		transcript(...lines) {
			const file = join(projects, "-work-app", `${CONVERSATION}.jsonl`);
			writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
			return file;
		},
		pane: (over = {}) => paneOf(over),
		events: () => recorder.store.getState().recent.map((r) => r.event.type),
	};
}

function paneOf(over: Partial<Pane>): Pane {
	return {
		id: "%1",
		session: NAME,
		pid: 4_000_001,
		dead: false,
		deadStatus: null,
		owner: "me",
		incarnation: "life-1",
		attached: 0,
		...over,
	};
}

function configOf(root: string): Config {
	const text = `accounts: [{ name: a, home: ${root}/a }, { name: b, home: ${root}/b }]
pool: { shared_projects_dir: ${root}/shared/projects }
projects: [{ path: ${root} }]
`;
	const loaded = loadConfigText(text, join(root, "config.yaml"), { env: {}, home: root });
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	return loaded.config;
}

function register(recorder: Recorder, config: Config): void {
	for (const { name: account, home, kind, priority, enabled } of config.accounts) {
		recorder.commit({ type: "account.registered", account, home, kind, priority, enabled });
	}
	recorder.commit({ type: "account.activated", account: "a" });
	const [project] = config.projects;
	recorder.commit({
		type: "session.registered",
		session: NAME,
		kind: "autonomous",
		project: project?.path ?? "",
		move: "auto",
		keepAlive: true,
	});
}
