import type { Move, Session, Switch } from "../../state/model.ts";
import { spentWindows } from "../../state/select.ts";
import { readRegistry } from "../claude/registry.ts";
import { type Readiness, readinessIn } from "../decide/readiness.ts";
import { oweContinuation } from "../decide/relaunch.ts";
import { decideOutcome } from "../decide/switch-outcome.ts";
import { decideSwitchActions, type SwitchAction, VERIFY_MS } from "../decide/switch-step.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";
import { hasNoWork, restart, startFresh } from "../pool/restart.ts";
import { lookForItsOperator } from "./last-look.ts";
import { endMove, stepMove } from "./move-record.ts";
import { isRefusedThere, mayStillAsk } from "./owner.ts";
import { askForProof, OWN_PROOF_MS, proofInState } from "./prove.ts";
import { goBack, rollBack } from "./roll-back.ts";
import { switchRules } from "./rules.ts";

type Parts = Pick<
	EngineParts,
	| "config"
	| "recorder"
	| "clock"
	| "tmux"
	| "files"
	| "commands"
	| "repositories"
	| "environment"
	| "newId"
	| "asking"
	| "folders"
	| "slots"
>;

/**
 * Carries an open switch forward from what is true now: look, then one step for each session that can take one.
 * Every step is recorded before the next begins, so a crash at any point is carried on by the next start.
 */
export class SwitchRunner {
	readonly #parts: Parts;
	readonly #pool: Pool;
	readonly #absorb: () => Promise<unknown>;
	/** Wakes `advance` while it waits for steps that are under way. */
	#tellNews: () => void = () => {};

	constructor(parts: Parts, pool: Pool, absorb: () => Promise<unknown>) {
		this.#parts = parts;
		this.#pool = pool;
		this.#absorb = absorb;
		parts.recorder.subscribe(() => this.#tellNews());
	}

	/** Does all steps that can be done now, several sessions at a time; returns when the rest must wait for facts. */
	async advance(signal: AbortSignal): Promise<void> {
		const { recorder, clock, config, slots } = this.#parts;
		if (recorder.state().openSwitch === null) return;
		// After a pause of the engine the proof that a session came up may wait in the spool, and time is up.
		await this.#absorb();
		const running = new Map<string, Promise<void>>();
		/** Sessions whose last step recorded nothing: they wait for a fact. */
		let waiting = new Set<string>();
		for (;;) {
			const rules = switchRules(config, slots);
			const busy = new Set(running.keys());
			const actions = signal.aborted
				? []
				: decideSwitchActions(recorder.state(), rules, clock.now(), busy);
			for (const action of actions) {
				const key = "session" in action ? action.session : "";
				if (waiting.has(key) || running.has(key)) continue;
				const step = this.#run(action).then((recorded) => {
					waiting = recorded ? new Set() : waiting.add(key);
				});
				running.set(
					key,
					step.finally(() => running.delete(key)),
				);
			}
			if (running.size === 0) return;
			// A session that came up must not wait for the step of another: its slot is free for the next.
			const news = new Promise<void>((resolve) => {
				this.#tellNews = resolve;
			});
			await Promise.race([news, ...running.values()]).catch(async (error: unknown) => {
				await Promise.allSettled(running.values());
				throw error;
			});
		}
	}

	/** True when something was recorded. */
	async #run(action: SwitchAction): Promise<boolean> {
		const open = this.#parts.recorder.state().openSwitch;
		if (open === null) return false;
		if (action.kind === "end") return this.#end(open);
		if (action.kind === "roll-back") {
			const undo = (): Promise<boolean> => this.#rollBack(open, action.why);
			const canary = open.moves.find((m) => m.canary && m.outcome === null)?.session;
			if (canary === undefined) return undo();
			return (await this.#pool.exclusively(canary, undo)) ?? false;
		}
		const step = (): Promise<boolean> => this.#step(open, action);
		return (await this.#pool.exclusively(action.session, step)) ?? false;
	}

	async #step(
		open: Switch,
		action: Exclude<SwitchAction, { kind: "end" | "roll-back" }>,
	): Promise<boolean> {
		const { recorder } = this.#parts;
		const session = recorder.state().sessions[action.session];
		const move = open.moves.find((m) => m.session === action.session);
		if (move === undefined) return false;
		switch (action.kind) {
			case "note-draining":
				return stepMove(this.#parts, open, move, "draining", { note: action.note });
			case "end-move":
				return endMove(this.#parts, open, action.session, action.outcome, action.note);
			case "stop":
				return session === undefined ? false : this.#stop(open, move, session);
			case "launch":
				return session === undefined ? false : this.#launch(open, move, session);
			case "verify":
				return session === undefined ? false : this.#verify(open, move, session);
			case "decline":
				return session === undefined ? false : this.#decline(open, move, session);
			default:
				return session === undefined ? false : this.#commit(open, session);
		}
	}

	async #stop(open: Switch, move: Move, session: Session): Promise<boolean> {
		const { recorder } = this.#parts;
		if (move.step !== "checkpointed") {
			if (await isRefusedThere(this.#parts, session, open.to)) return this.#leave(open, session);
			const { news, screen } = await lookForItsOperator(this.#parts, session);
			if (this.#readiness(session.name).kind !== "ready") return news;
			const checkpoint = await this.#pool.checkpoint(session, `before ${open.to}`, screen);
			await this.#absorb();
			const still = this.#readiness(session.name);
			if (still.kind !== "ready") return news;
			stepMove(this.#parts, open, move, "checkpointed", {
				...(checkpoint !== null && { checkpoint: checkpoint.id }),
				readiness: still.how,
			});
		}
		const end = await this.#pool.stop(session.name, `moves to ${open.to}`, "checkpointed");
		if (end === "still-there") {
			const pid = session.incarnation?.pid;
			const note = `process ${pid} did not end on SIGTERM; look at it and end it by hand`;
			return this.#fail(open, session.name, note);
		}
		const after = recorder.state().sessions[session.name];
		if (after?.state === "stopped" && after.incarnation === null) {
			return endMove(this.#parts, open, session.name, "left", "it is stopped");
		}
		const owed = after !== undefined && oweContinuation(after);
		return stepMove(this.#parts, open, move, "stopped", { owed });
	}

	#readiness(name: string): Readiness {
		const { recorder, clock, config, slots } = this.#parts;
		return readinessIn(recorder.state(), name, switchRules(config, slots), clock.now());
	}

	/** It is not even stopped: the target is known to refuse its conversation. */
	#leave(open: Switch, { name, account }: Session): boolean {
		const why = refusedAt(open.to);
		this.#parts.recorder.commit({ type: "session.bound", session: name, account, why });
		return endMove(this.#parts, open, name, "left", why);
	}

	async #launch(open: Switch, move: Move, session: Session): Promise<boolean> {
		if (session.incarnation !== null && session.account === open.to) {
			return stepMove(this.#parts, open, move, "launched", {
				toIncarnation: session.incarnation.id,
			});
		}
		const continues = oweContinuation(session);
		const why = `moved from ${move.from ?? open.from}`;
		const ask = { account: open.to, continues, why };
		const launched = await restart(this.#parts, this.#pool, session, ask);
		if (launched.kind === "ok") {
			return stepMove(this.#parts, open, move, "launched", {
				toIncarnation: launched.incarnation.id,
			});
		}
		// It may come up yet: the move waits for word of it.
		if (launched.kind === "not-known") return false;
		return this.#fail(open, session.name, launched.why);
	}

	/** The conversation answers from a process of ours whose registry file lies in the target's home. */
	async #verify(open: Switch, move: Move, session: Session): Promise<boolean> {
		const life = session.incarnation;
		const home = this.#parts.config.accounts.find((a) => a.name === open.to)?.home;
		if (life === null || home === undefined) return false;
		const expected = life.copy ?? life.conversation;
		if (session.conversation !== expected) {
			const note = `it came up with another conversation, ${session.conversation}`;
			return this.#fail(open, session.name, note);
		}
		const entry = await readRegistry(this.#parts.files, home, life.pid);
		if (entry?.sessionId !== expected) {
			if (this.#parts.clock.now() - (life.confirmedAt ?? 0) < VERIFY_MS) return false;
			return this.#fail(open, session.name, `${home} does not list it with its conversation`);
		}
		if (await mayStillAsk(this.#parts, session, home, entry)) return false;
		return stepMove(this.#parts, open, move, "verified", {});
	}

	/** It asks about the owner of its conversation, and the configuration says no: nothing of it goes on there. */
	async #decline(open: Switch, move: Move, session: Session): Promise<boolean> {
		const { name } = session;
		if (hasNoWork(session)) {
			const fresh = await startFresh(this.#parts, this.#pool, session, open.to);
			if (fresh.kind === "ok") {
				const note = "with a new conversation: the old one belongs to another account";
				return stepMove(this.#parts, open, move, "launched", {
					toIncarnation: fresh.incarnation.id,
					note,
				});
			}
		}
		const why = refusedAt(open.to);
		if (open.committedAt === null) return this.#rollBack(open, `${name}: ${why}`);
		const outcome = await goBack(this.#parts, this.#pool, open, name, move.fromIncarnation);
		return endMove(this.#parts, open, name, outcome, why);
	}

	async #commit(open: Switch, session: Session): Promise<boolean> {
		const { recorder, clock } = this.#parts;
		const state = recorder.state();
		const account = state.accounts[open.to];
		const model = session.model ?? null;
		if (account === undefined || spentWindows(account, clock.now(), model).length > 0) {
			return this.#rollBack(open, `${open.to} is spent as well`);
		}
		if (session.state === "limited") return this.#rollBack(open, `${open.to} refused the work`);
		let proof = proofInState(this.#parts, open, session.name);
		if (proof === null) {
			const since = session.incarnation?.confirmedAt ?? clock.now();
			if (clock.now() - since < OWN_PROOF_MS) return false;
			proof = await askForProof(this.#parts, open);
		}
		if (proof === null) return this.#rollBack(open, `${open.to} does not answer`);
		recorder.commit({ type: "switch.committed", id: open.id, proof });
		return true;
	}

	/** What goes wrong before the commit undoes the switch; after it, it ends this move alone. */
	#fail(open: Switch, session: string, note: string): Promise<boolean> | boolean {
		if (open.committedAt === null) return this.#rollBack(open, `${session}: ${note}`);
		return endMove(this.#parts, open, session, "failed", note);
	}

	#rollBack(open: Switch, why: string): Promise<boolean> {
		return rollBack(this.#parts, this.#pool, open, why);
	}

	#end(open: Switch): boolean {
		const { outcome, note } = decideOutcome(open.moves);
		this.#parts.recorder.commit({ type: "switch.ended", id: open.id, outcome, note });
		return true;
	}
}

function refusedAt(target: string): string {
	return `its conversation belongs to another account than ${target} (switch.cross_account_resume: refuse)`;
}
