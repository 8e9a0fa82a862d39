import { FencedError } from "../../state/journal-epoch.ts";
import type { Checkpoint, Incarnation, Session } from "../../state/model.ts";
import { takeCheckpoint } from "../checkpoint/take.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import type { EngineParts } from "../parts.ts";
import { type LaunchRecord, writeLaunchRecord } from "./launch-record.ts";
import { launchWords } from "./launch-words.ts";
import { type LaunchAsk, type Launched, type NotKnown, notKnown, refused } from "./launched.ts";
import { obstacleTo } from "./obstacles.ts";
import { endOrphans } from "./orphans.ts";
import { PaneStarts } from "./pane-starts.ts";
import { UnrecordedStarts } from "./unrecorded.ts";

/** `busy`: a turn began just before the stop; nothing was done. */
export type Stopped = "gone" | "still-there" | "not-running" | "busy";

/** Waited for a process after SIGTERM: 1.6 s was the worst seen on 2.1.330, in mid-tool. */
const STOP_WAIT_MS = 20_000;

type PoolParts = Pick<
	EngineParts,
	| "config"
	| "recorder"
	| "clock"
	| "files"
	| "repositories"
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
	readonly #starts: PaneStarts;
	readonly #launching = new Set<string>();
	readonly #unrecorded = new UnrecordedStarts();
	#absorb: () => Promise<void> = async () => {};
	#notWritten: string | null = null;

	constructor(parts: PoolParts) {
		this.#parts = parts;
		this.#starts = new PaneStarts(parts);
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

	/** A process life that is started, but not recorded yet: its first hooks can be faster than we are. */
	isLaunching(incarnation: string): boolean {
		return this.#launching.has(incarnation) || this.#unrecorded.has(incarnation);
	}

	/**
	 * Takes up what was started and is not recorded: it lives, and must not be started twice. False while nobody can tell
	 * whether it does.
	 */
	takeUpUnrecorded(): Promise<boolean> {
		return this.#unrecorded.takeUp(this.#parts, (incarnation) => this.#launching.has(incarnation));
	}

	/** Starts a process for a session that has none. Resumes the conversation when its transcript exists. */
	async launch(ask: LaunchAsk): Promise<Launched> {
		const { config, clock, epoch, files, folders, newId } = this.#parts;
		const account = config.accounts.find((a) => a.name === ask.account);
		const session = this.#parts.recorder.state().sessions[ask.session];
		if (account === undefined || session === undefined) {
			const why = `${ask.account} or ${ask.session} is not configured`;
			return refused(why, "check the configuration");
		}
		const open = await this.#openStartOf(ask.session);
		if (open !== null) return open;
		const transcript = await findTranscript(files, config.pool.sharedProjectsDir, ask.conversation);
		const obstacle =
			(await endOrphans(this.#parts, session)) ??
			(await obstacleTo(this.#parts, ask, account, session, transcript));
		if (obstacle !== null) return obstacle;
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
		const chosen = this.#modelOf(ask.task);
		const prepared = await launchWords(this.#parts, record, account, ask.prompt, chosen);
		if (prepared.kind !== "ready") return prepared;
		await writeLaunchRecord(files, folders.launches, record);
		const { incarnation, project: cwd } = record;
		this.#launching.add(incarnation);
		try {
			const launched = await this.#starts.start(record, {
				name: ask.session,
				cwd,
				argv: prepared.argv,
				incarnation,
			});
			if (launched.kind === "not-known") this.#unrecorded.add(incarnation, ask.session);
			return launched;
		} catch (error) {
			this.#unrecorded.add(incarnation, ask.session);
			throw error;
		} finally {
			this.#launching.delete(incarnation);
		}
	}

	/** The model that a task chose, at each start of its session. */
	#modelOf(task: string | null): string | null {
		const { tasks } = this.#parts.recorder.state();
		return tasks.get(task ?? "")?.choices?.model ?? null;
	}

	/** An earlier start of the session of which nobody knows yet, or that turned out to live: nothing is put beside it. */
	async #openStartOf(session: string): Promise<NotKnown | null> {
		if (!this.#unrecorded.isOpen(session)) return null;
		if (!(await this.takeUpUnrecorded())) return notKnown(session, "tmux does not tell its panes");
		const lives = this.#parts.recorder.state().sessions[session]?.incarnation ?? null;
		return lives === null ? null : notKnown(session, "an earlier start of it was found just now");
	}

	/**
	 * Takes a checkpoint of a session. The transcript is the work: where no checkpoint can be written, that is said
	 * once, and what it was taken for goes on (`null`). `screen`: what its pane was just seen to show.
	 */
	async checkpoint(
		session: Session,
		why: string,
		screen: readonly string[] | null = null,
	): Promise<Checkpoint | null> {
		try {
			const taken = await takeCheckpoint(this.#parts, session, why, screen);
			this.#notWritten = null;
			return taken;
		} catch (error) {
			if (error instanceof FencedError) throw error;
			const reason = error instanceof Error ? error.message : String(error);
			if (this.#notWritten === null) this.#sayNotWritten(session.name, reason);
			this.#notWritten = reason;
			return null;
		}
	}

	#sayNotWritten(session: string, reason: string): void {
		const { recorder, folders } = this.#parts;
		recorder.commit({
			type: "operator.warned",
			what: `no checkpoint of ${session} could be written: ${reason}`,
			remedy: `make ${folders.checkpoints} writable, with room; sessions move without checkpoints until then`,
		});
	}

	/**
	 * Ends the process of a session and records it once it is proven gone. A session between turns gets a checkpoint
	 * first, and is left alone when it began a turn meanwhile. `checkpointed`: the caller took it and decided;
	 * `also-in-turn`: a turn that began meanwhile is cut. `by` the operator: it stays stopped.
	 */
	async stop(
		name: string,
		note: string | null,
		how?: "checkpointed" | "also-in-turn",
		by?: "operator",
	): Promise<Stopped> {
		const { recorder } = this.#parts;
		const session = recorder.state().sessions[name];
		const life = session?.incarnation;
		if (!life) return "not-running";
		if (how !== "checkpointed" && session.conversationStarted) {
			await this.checkpoint(session, note ?? "before a stop");
			const news = session.turn === null && how === undefined ? await this.#newsOf(name) : null;
			if (news !== null) return news;
		}
		// Should we end before it does, the next life must know whose doing its end is.
		recorder.commit({
			type: "session.stopping",
			session: name,
			incarnation: life.id,
			...(by && { by }),
		});
		if ((await this.#end(life)) === "still-there") return "still-there";
		this.#starts.vacated(name, { id: life.pane, pid: life.pid });
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

	/** What became of a session between turns meanwhile, if that forbids to stop it. */
	async #newsOf(name: string): Promise<"not-running" | "busy" | null> {
		await this.#absorb();
		const now = this.#parts.recorder.state().sessions[name];
		if (!now?.incarnation) return "not-running";
		return now.turn === null ? null : "busy";
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
}
