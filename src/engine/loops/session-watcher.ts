import type { Session } from "../../state/model.ts";
import { autonomousNames } from "../config/config.ts";
import { decideIdleStop } from "../decide/idle-stop.ts";
import { decideRelaunch } from "../decide/relaunch.ts";
import { attendanceFacts } from "../facts/attendance.ts";
import { type GoneSince, processFacts } from "../facts/process-facts.ts";
import type { SpoolFacts } from "../facts/spool-facts.ts";
import { lossNotice, TmuxServerWatch } from "../facts/tmux-server.ts";
import type { EngineParts } from "../parts.ts";
import type { Launched } from "../pool/launched.ts";
import type { Pool } from "../pool/pool.ts";
import { PoolSize } from "../pool/pool-size.ts";
import { restart } from "../pool/restart.ts";
import { StalledRestarts } from "../pool/restart-stalled.ts";
import { WakeUps } from "../pool/wake-ups.ts";
import type { Loop } from "../supervisor.ts";
import type { PaneList } from "../tmux/tmux.ts";

const PERIOD_MS = 2_000;

/** While all sessions are at rest: hooks and registry files wake the loop at once. */
const PERIOD_AT_REST_MS = 5_000;

/**
 * While a switch is open every step of it wakes the loop. Hooks are read each time; all processes are looked at no more
 * often than this, or the looks would take the core that the moving sessions start on.
 */
const LOOK_GAP_MS = 1_000;

/**
 * While every process that is known lives, tmux is asked for its panes no more often than this: each question starts a
 * program, and what only tmux tells, where somebody types, need be known to the minute.
 */
const PANES_MS = 8_000;

/** Starts in one pass; the next follows at once. */
const STARTS_PER_PASS = 2;

/** Watches all sessions: reads what happened, brings back what must run, continues what was cut. */
export class SessionWatcher implements Loop {
	readonly name = "session-watcher";
	readonly #parts: EngineParts;
	readonly #pool: Pool;
	readonly #spool: SpoolFacts;
	readonly #refusals = new Map<string, string>();
	readonly #server = new TmuxServerWatch();
	#hung: string | null = null;
	readonly #stalled: StalledRestarts;
	readonly #wakeUps: WakeUps;
	readonly #goneSince: GoneSince = new Map();
	#lookedAt = 0;
	readonly #size: PoolSize;
	#told: { readonly list: PaneList; readonly at: number } | null = null;

	constructor(parts: EngineParts, pool: Pool, spool: SpoolFacts) {
		this.#parts = parts;
		this.#pool = pool;
		this.#spool = spool;
		this.#size = new PoolSize(parts);
		this.#stalled = new StalledRestarts(parts, pool, () => spool.absorb());
		this.#wakeUps = new WakeUps(parts, pool, (name, result) => this.#sayRefusal(name, result));
	}

	get everyMs(): number {
		const { sessions, openSwitch } = this.#parts.recorder.state();
		if (openSwitch !== null) return LOOK_GAP_MS;
		const atRest = Object.values(sessions).every(isAtRest);
		return atRest ? PERIOD_AT_REST_MS : PERIOD_MS;
	}

	async tick(signal: AbortSignal): Promise<void> {
		await this.#pool.takeUpUnrecorded();
		await this.#spool.absorb();
		if (this.#hasJustLooked()) return;
		const seen = await this.#lookAtProcesses();
		if (signal.aborted || !seen) return;
		await this.#startWhatMustRun();
		await this.#wakeUps.wakeDue();
		const restarted = await this.#stalled.restartOne();
		if (restarted !== null) this.#sayRefusal(restarted.session, restarted.result);
		await this.#stopIdle();
	}

	#hasJustLooked(): boolean {
		const { recorder, clock } = this.#parts;
		if (recorder.state().openSwitch === null) return false;
		// Either way, so that a clock that jumps back does not blind it.
		return Math.abs(clock.now() - this.#lookedAt) < LOOK_GAP_MS;
	}

	/** Looks only, and starts nothing. False when tmux does not tell. */
	async observe(): Promise<boolean> {
		await this.#spool.absorb();
		return this.#lookAtProcesses();
	}

	/** False when tmux does not tell; then nothing is started either. */
	async #lookAtProcesses(): Promise<boolean> {
		const { recorder, clock } = this.#parts;
		this.#lookedAt = clock.now();
		const list = await this.#listPanes();
		if (list.kind === "failed") {
			this.#sayHung(list.why);
			return false;
		}
		this.#hung = null;
		const panes = list.kind === "ok" ? list.panes : [];
		const loss = this.#server.look(list, Object.values(recorder.state().sessions));
		if (loss !== null) recorder.commit({ type: "operator.warned", ...lossNotice(loss) });
		for (const session of Object.values(recorder.state().sessions)) {
			if (session.incarnation === null) continue;
			await this.#pool.exclusively(session.name, async () => {
				const now = recorder.state().sessions[session.name];
				if (now?.incarnation?.id !== session.incarnation?.id || now === undefined) return;
				const { lost } = this.#server;
				const facts = await processFacts(this.#parts, now, panes, this.#goneSince, lost);
				// Its last hooks may say that its turn was finished: they count before its end does.
				if (facts.some((fact) => fact.type === "session.ended")) await this.#spool.absorb();
				recorder.commit(...facts);
				recorder.commit(...(await attendanceFacts(this.#parts, now, panes, "where-somebody-is")));
			});
		}
		return true;
	}

	async #listPanes(): Promise<PaneList> {
		const { tmux, recorder, clock } = this.#parts;
		const { openSwitch, sessions } = recorder.state();
		const told = this.#told;
		const lately = told !== null && Math.abs(clock.now() - told.at) < PANES_MS;
		if (
			openSwitch === null &&
			lately &&
			(await this.#stillTrue(told.list, Object.values(sessions)))
		)
			return told.list;
		const list = await tmux.listPanes();
		this.#told = { list, at: clock.now() };
		return list;
	}

	/** Every process that is known lives in one of these panes. */
	async #stillTrue(list: PaneList, sessions: readonly Session[]): Promise<boolean> {
		if (list.kind !== "ok") return false;
		const shown = new Set(list.panes.map((p) => p.incarnation));
		for (const { incarnation: life } of sessions) {
			if (life === null) continue;
			if (!shown.has(life.id)) return false;
			if ((await this.#parts.processes.startTime(life.pid)) !== life.startTime) return false;
		}
		return true;
	}

	/** A tmux that does not answer tells nothing: sessions stay as they were last seen. */
	#sayHung(why: string): void {
		if (this.#hung === why) return;
		this.#hung = why;
		const what = `tmux does not tell its panes: ${why}`;
		const remedy = "sessions are taken as last seen until it does";
		this.#warn(what, remedy);
	}

	async #startWhatMustRun(): Promise<void> {
		const { recorder } = this.#parts;
		const wanted = await this.#size.wanted(new Set(this.#refusals.keys()));
		let starts = 0;
		for (const { name } of Object.values(recorder.state().sessions)) {
			const session = recorder.state().sessions[name];
			if (session === undefined || starts >= STARTS_PER_PASS) continue;
			if (await this.#startIfNeeded(session, wanted)) starts += 1;
		}
		if (starts === STARTS_PER_PASS) this.#parts.poke(this.name);
	}

	async #startIfNeeded(
		known: Session,
		wanted: ReadonlyMap<string, string | null>,
	): Promise<boolean> {
		const { recorder, clock } = this.#parts;
		const model = wanted.get(known.name) ?? null;
		// It is put where that model has room.
		const session = model === null ? known : { ...known, model };
		const isWanted = wanted.has(known.name);
		const decision = decideRelaunch(recorder.state(), session, isWanted, clock.now());
		if (decision.kind === "quarantine") {
			const { why: note } = decision;
			recorder.commit({
				type: "session.set-aside",
				session: session.name,
				state: "quarantined",
				note,
			});
		}
		if (decision.kind !== "launch") return false;
		const result = await this.#pool.exclusively(session.name, () =>
			restart(this.#parts, this.#pool, session, decision),
		);
		this.#sayRefusal(session.name, result);
		return result?.kind === "ok";
	}

	/** A refusal is said once, not at every pass. */
	#sayRefusal(session: string, result: Launched | null): void {
		if (result?.kind !== "refused") {
			this.#refusals.delete(session);
			return;
		}
		if (this.#refusals.get(session) === result.why) return;
		this.#refusals.set(session, result.why);
		this.#parts.recorder.commit({
			type: "operator.warned",
			what: `${session} could not be started: ${result.why}`,
			remedy: result.remedy,
		});
	}

	#warn(what: string, remedy: string): void {
		this.#parts.recorder.commit({ type: "operator.warned", what, remedy });
	}

	/** What the pool needed for a burst of work goes again when the work is done. */
	async #stopIdle(): Promise<void> {
		const { recorder, config, clock } = this.#parts;
		const rules = config.pool.autonomous;
		if (rules === null) return;
		const names = autonomousNames(config.pool);
		const name = decideIdleStop(recorder.state(), names, rules, clock.now());
		if (name === null) return;
		await this.#pool.exclusively(name, async () => {
			const session = recorder.state().sessions[name];
			if (session?.task === null && session.turn === null) await this.#pool.stop(name, "idle");
		});
	}
}

/** Nothing is under way in it, and nothing about it is a matter of seconds. */
function isAtRest(session: Session): boolean {
	const { state, turn, owed, task } = session;
	const neverBegun = session.incarnation === null && session.conversation === null;
	const rests = state === "idle" || state === "stopped" || neverBegun;
	return rests && turn === null && owed === null && task === null;
}
