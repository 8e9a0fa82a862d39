import { stat } from "node:fs/promises";
import type { Incarnation } from "../../state/model.ts";
import { findProgram } from "../claude/find-program.ts";
import { readHomeSettings } from "../claude/home.ts";
import { prepareLaunch } from "../claude/launch.ts";
import { listRegistry } from "../claude/registry.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import type { AccountConfig, Config } from "../config/config.ts";
import { describeLink } from "../links/describe.ts";
import { ensureLinks } from "../links/ensure.ts";
import { linkScope } from "../links/scope.ts";
import type { EngineParts } from "../parts.ts";
import type { Pane, PaneLaunch, Started } from "../tmux/tmux.ts";
import { modeOf, tokenOf } from "./account-launch.ts";
import {
	incarnationOf,
	type LaunchRecord,
	launchFolder,
	writeLaunchRecord,
} from "./launch-record.ts";

/** What a session is to be launched with. */
export interface LaunchAsk {
	readonly session: string;
	readonly account: string;
	readonly conversation: string;
	readonly prompt: string | null;
	readonly carries: Incarnation["carries"];
	readonly task: string | null;
	/** Where it works. */
	readonly project: string;
	readonly why: string;
}

export type Refused = { readonly kind: "refused"; readonly why: string; readonly remedy: string };

export type Launched =
	| { readonly kind: "ok"; readonly incarnation: Incarnation }
	| Refused
	/** A newer engine drives the pool. */
	| { readonly kind: "fenced" };

export type Stopped = "gone" | "still-there" | "not-running";

/** Waited for a process after SIGTERM: 1.6 s was the worst seen on 2.1.330, in mid-tool. */
const STOP_WAIT_MS = 20_000;

type PoolParts = Pick<
	EngineParts,
	| "config"
	| "recorder"
	| "clock"
	| "processes"
	| "tmux"
	| "environment"
	| "newId"
	| "owner"
	| "epoch"
	| "folders"
>;

/** Starts and stops the processes of sessions. One act at a time for each session. */
export class Pool {
	readonly #parts: PoolParts;
	readonly #busy = new Set<string>();
	#absorb: () => Promise<void> = async () => {};

	constructor(parts: PoolParts) {
		this.#parts = parts;
	}

	/** Sets what reads all facts that are waiting; called between the end of a process and the record of it. */
	onStopped(absorb: () => Promise<void>): void {
		this.#absorb = absorb;
	}

	/** Does `work` for a session unless something else is being done to it; `null` then. */
	async exclusively<T>(session: string, work: () => Promise<T>): Promise<T | null> {
		if (this.#busy.has(session)) return null;
		this.#busy.add(session);
		try {
			return await work();
		} finally {
			this.#busy.delete(session);
		}
	}

	/** Starts a process for a session that has none. Resumes the conversation when its transcript exists. */
	async launch(ask: LaunchAsk): Promise<Launched> {
		const { config, clock, epoch, folders, newId } = this.#parts;
		const account = config.accounts.find((a) => a.name === ask.account);
		const session = this.#parts.recorder.state().sessions[ask.session];
		if (account === undefined || session === undefined) {
			return refused(
				`${ask.account} or ${ask.session} is not configured`,
				"check the configuration",
			);
		}
		const writer = await this.#writerOf(ask.conversation);
		if (writer !== null) {
			return refused(
				`process ${writer} already writes conversation ${ask.conversation}`,
				`end it first: two writers would split the conversation`,
			);
		}
		const obstacle = await linkHome(config, account.home);
		if (obstacle !== null) return refused("its home does not lead to the shared tree", obstacle);
		const transcript = await findTranscript(config.pool.sharedProjectsDir, ask.conversation);
		if (
			transcript === null &&
			session.conversation === ask.conversation &&
			session.conversationStarted
		) {
			return refused(
				`the transcript of conversation ${ask.conversation} is not under ${config.pool.sharedProjectsDir}`,
				"bring it back; a new conversation under its id would hide it",
			);
		}
		const record: LaunchRecord = {
			incarnation: newId(),
			session: ask.session,
			account: ask.account,
			conversation: ask.conversation,
			resumed: transcript !== null,
			carries: ask.carries,
			task: ask.task,
			project: ask.project,
			why: ask.why,
			epoch,
			launchedAt: clock.now(),
		};
		const prepared = await this.#prepare(record, account, ask.prompt);
		if (prepared.kind !== "ready") return prepared;
		await writeLaunchRecord(folders.launches, record);
		return this.#start(record, {
			name: ask.session,
			cwd: record.project,
			argv: prepared.argv,
			incarnation: record.incarnation,
		});
	}

	/** Ends the process of a session and records it once it is proven gone. */
	async stop(name: string, note: string | null): Promise<Stopped> {
		const { recorder } = this.#parts;
		const life = recorder.state().sessions[name]?.incarnation;
		if (!life) return "not-running";
		if ((await this.#end(life)) === "still-there") return "still-there";
		// Its last hooks may say that the turn was finished: they count before its end does.
		await this.#absorb();
		recorder.commit({
			type: "session.ended",
			session: name,
			incarnation: life.id,
			how: "stop",
			note,
		});
		return "gone";
	}

	/** SIGKILL only where the configuration asks for it: it may cost the login that is just being refreshed. */
	async #end(life: Incarnation): Promise<"gone" | "still-there"> {
		const { processes, config } = this.#parts;
		const { forceKillAfterMs } = config.claude;
		const wait = forceKillAfterMs ?? STOP_WAIT_MS;
		const end = await processes.terminate(life.pid, life.startTime, wait);
		if (end === "gone" || forceKillAfterMs === null) return end;
		return processes.kill(life.pid, life.startTime, STOP_WAIT_MS);
	}

	/** The pane of a session if it is ours. */
	async paneOf(name: string): Promise<Pane | null> {
		const list = await this.#parts.tmux.listPanes();
		if (list.kind !== "ok") return null;
		return list.panes.find((p) => p.session === name && p.owner === this.#parts.owner) ?? null;
	}

	async #prepare(
		record: LaunchRecord,
		account: AccountConfig,
		prompt: string | null,
	): Promise<Refused | { readonly kind: "ready"; readonly argv: readonly string[] }> {
		const { config, environment, folders } = this.#parts;
		const cwd = record.project;
		const isFolder = await stat(cwd).then(
			(s) => s.isDirectory(),
			() => false,
		);
		if (!isFolder)
			return refused(`its project ${cwd} is no folder`, "make it, or correct the path");
		if ((await findProgram(config.claude.path, environment)) === null) {
			return refused(
				`${config.claude.path} was not found`,
				"install Claude Code, or set claude.path",
			);
		}
		const token = tokenOf(account, environment);
		if (token.kind === "missing") return refused(token.what, token.remedy);
		const project = config.projects.find((p) => p.path === cwd);
		const id = record.conversation;
		const { argv } = await prepareLaunch({
			launchDir: launchFolder(folders.launches, record.incarnation),
			incarnation: record.incarnation,
			claudePath: config.claude.path,
			home: account.home,
			cwd,
			accountKind: account.kind,
			accountEnv: account.env,
			token: token.token,
			envPass: config.claude.envPass,
			environment,
			...modeOf(config, account, record.session),
			conversation: record.resumed ? { kind: "resume", id } : { kind: "new", id },
			prompt,
			trusted: project?.trusted ?? false,
			settings: {
				spoolDir: folders.spool,
				incarnation: record.incarnation,
				userStatusLine: (await readHomeSettings(account.home)).statusLine,
			},
			name: record.session,
		});
		return { kind: "ready", argv };
	}

	async #start(record: LaunchRecord, launch: PaneLaunch): Promise<Launched> {
		const { tmux, processes, recorder } = this.#parts;
		const pane = await this.paneOf(launch.name);
		// tmux may notice the end of a process a moment after us; a pid without a process is an end as well.
		const lives = pane !== null && (await processes.startTime(pane.pid)) !== null;
		if (pane !== null && !pane.dead && lives) {
			return refused(`pane ${pane.id} of ${launch.name} still runs process ${pane.pid}`, "stop it");
		}
		const answer = pane ? await tmux.respawn(pane.id, pane.pid, launch) : await tmux.start(launch);
		const started = answer.kind === "failed" ? await this.#startedAfterAll(answer, launch) : answer;
		if (started.kind !== "ok") return explain(started, launch.name);
		const startTime = (await processes.startTime(started.pid)) ?? "gone";
		const incarnation = incarnationOf(record, started.pane, started.pid, startTime);
		recorder.commit({
			type: "session.launched",
			session: launch.name,
			incarnation,
			why: record.why,
			task: record.task,
			project: record.project,
		});
		return { kind: "ok", incarnation };
	}

	/** tmux may have done what it did not answer in time: the pane says which launch runs in it. */
	async #startedAfterAll(
		answer: Extract<Started, { kind: "failed" }>,
		launch: PaneLaunch,
	): Promise<Started> {
		const pane = await this.paneOf(launch.name);
		if (pane === null || pane.dead || pane.incarnation !== launch.incarnation) return answer;
		return { kind: "ok", pane: pane.id, pid: pane.pid };
	}

	/** A live process of that conversation in any home, ours or not. */
	async #writerOf(conversation: string): Promise<number | null> {
		const { config, processes } = this.#parts;
		const alive = async (pid: number, start: string | null): Promise<boolean> => {
			const now = await processes.startTime(pid);
			return now !== null && (start === null || start === now);
		};
		for (const { home } of config.accounts) {
			const entries = await listRegistry(home, alive);
			const writer = entries.find((e) => e.sessionId === conversation);
			if (writer !== undefined) return writer.pid;
		}
		return null;
	}
}

/** Makes the links that are missing in a home; says what is in the way of a right one. */
async function linkHome(config: Config, home: string): Promise<string | null> {
	const made = await ensureLinks({ ...linkScope(config), homes: [home] });
	const wrong = made.kind === "refused" ? made.findings[0] : undefined;
	return wrong === undefined ? null : describeLink(wrong);
}

function refused(why: string, remedy: string): Refused {
	return { kind: "refused", why, remedy };
}

function explain(started: Exclude<Started, { kind: "ok" }>, name: string): Launched {
	switch (started.kind) {
		case "fenced":
			return { kind: "fenced" };
		case "taken":
			return refused(
				`a tmux session ${name} that is not ours is there already`,
				"rename it, or give the session another name in the configuration",
			);
		case "changed":
			return refused(
				`the pane of ${name} changed in between`,
				"nothing to do: it is looked at again",
			);
		default:
			return refused(`tmux could not start ${name}: ${started.why}`, "see the reason");
	}
}
