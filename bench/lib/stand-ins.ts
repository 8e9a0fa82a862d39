import { randomUUID } from "node:crypto";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectSlug } from "../../src/engine/claude/transcript-find.ts";
import { foldersOf } from "../../src/engine/parts.ts";
import { writeLaunchRecord } from "../../src/engine/pool/launch-record.ts";
import { systemClock } from "../../src/engine/ports/clock.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
import { systemProcesses } from "../../src/engine/ports/processes.ts";
import type { Stage } from "../../src/engine/simulate/stage.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";

const OWNER = "bench-instance";

/** The cheapest process that lives: hundreds of agents would take the machine that is measured. */
const PROGRAM = ["sleep", "100000"];

/**
 * A session as an engine finds it after a restart: a live pane with its marks, a launch record, an entry in the
 * registry of its home, a transcript. Its process is a `sleep`.
 */
export interface StandIn {
	readonly name: string;
	readonly account: string;
	readonly incarnation: string;
	readonly conversation: string;
	readonly transcript: string;
	/** Where its hooks and statuslines are dropped. */
	readonly spool: string;
	readonly pid: number;
}

/** Makes stand-ins for the dedicated sessions of a stage, the accounts dealt out by `accountOf`. No engine may run. */
export async function makeStandIns(
	stage: Stage,
	count: number,
	accountOf: (nth: number) => string,
): Promise<readonly StandIn[]> {
	const { stateDir } = stage.config.paths;
	await mkdir(stateDir, { recursive: true, mode: 0o700 });
	await writeFile(join(stateDir, "instance"), `${OWNER}\n`, { mode: 0o600 });
	const made: StandIn[] = [];
	for (let nth = 0; nth < count; nth++) {
		made.push(await makeStandIn(stage, `ccl-${nth}`, accountOf(nth)));
	}
	return made;
}

async function makeStandIn(stage: Stage, name: string, account: string): Promise<StandIn> {
	const incarnation = randomUUID();
	const conversation = randomUUID();
	const folders = foldersOf(stage.config.paths.stateDir, stage.config.checkpoint.dir);
	const slug = join(stage.transcripts, projectSlug(stage.project));
	const transcript = join(slug, `${conversation}.jsonl`);
	const spool = join(folders.spool, incarnation);
	for (const folder of [slug, spool, join(stage.root, "accounts", account, "sessions")]) {
		await mkdir(folder, { recursive: true, mode: 0o700 });
	}
	await writeLaunchRecord(systemFiles, folders.launches, {
		...{ incarnation, session: name, account, conversation, resumed: false, carries: "nothing" },
		...{ task: null, project: stage.project, why: "stand-in", epoch: 0, launchedAt: Date.now() },
	});
	await appendFile(transcript, `${JSON.stringify({ type: "user", sessionId: conversation })}\n`);
	const pid = await startPane(stage, name, incarnation);
	const one = { name, account, incarnation, conversation, transcript, spool, pid };
	await listAs(stage, one, "busy");
	return one;
}

/** Ends one and makes another of the same name. */
export async function replaceStandIn(stage: Stage, old: StandIn): Promise<StandIn> {
	await ask(stage, ["kill-session", "-t", `=${old.name}`]);
	return makeStandIn(stage, old.name, old.account);
}

/** The tmux server takes the next engine for its first one, whatever number its journal gives it. */
export async function forgetEpoch(stage: Stage): Promise<void> {
	await ask(stage, ["set-option", "-g", "@ccl_epoch", "0"]);
}

async function ask(stage: Stage, words: readonly string[]): Promise<string> {
	const server = { program: "tmux", socket: stage.config.tmux.socket, configFile: "/dev/null" };
	const answer = await runTmux(server, words, stage.environment);
	if (answer.kind !== "ok") throw new Error(`tmux: ${JSON.stringify(answer)}`);
	return answer.out.trim();
}

async function startPane(stage: Stage, name: string, incarnation: string): Promise<number> {
	const place = ["-s", name, "-x", "200", "-y", "50", "-c", stage.project];
	const option = (...words: readonly string[]) => [
		";",
		"set-option",
		"-p",
		"-t",
		`=${name}:`,
		...words,
	];
	const words = [
		...["new-session", "-d", "-P", "-F", "#{pane_pid}", ...place, ...PROGRAM],
		...option("remain-on-exit", "on"),
		...option("@ccl_owner", OWNER),
		...option("@ccl_incarnation", incarnation),
	];
	return Number(await ask(stage, words));
}

/** Its entry in the registry of its home, as the program keeps it (seen on 2.1.330). */
export async function listAs(stage: Stage, one: StandIn, status: "busy" | "idle"): Promise<void> {
	const { pid, conversation: sessionId, name } = one;
	const procStart = await systemProcesses(systemClock).startTime(pid);
	const now = Date.now();
	const entry = {
		pid,
		sessionId,
		cwd: stage.project,
		startedAt: now,
		procStart,
		version: "2.1.330",
	};
	const more = {
		kind: "interactive",
		entrypoint: "cli",
		tmux: `${name}:@0.%0`,
		name,
		status,
	};
	const file = join(stage.root, "accounts", one.account, "sessions", `${pid}.json`);
	await writeFile(
		file,
		JSON.stringify({ ...entry, ...more, updatedAt: now, statusUpdatedAt: now }),
	);
}
