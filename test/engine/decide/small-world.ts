import { readinessOf } from "../../../src/engine/decide/readiness.ts";
import { decideRelaunch, oweContinuation } from "../../../src/engine/decide/relaunch.ts";
import type { SwitchRules } from "../../../src/engine/decide/switch-rules.ts";
import {
	decideSwitchActions,
	type SwitchAction,
	VERIFY_MS,
} from "../../../src/engine/decide/switch-step.ts";
import type { Event } from "../../../src/state/events.ts";
import type { Incarnation, MoveOutcome, Session, State } from "../../../src/state/model.ts";
import { reduce } from "../../../src/state/reduce.ts";
import { spentWindows } from "../../../src/state/select.ts";
import {
	account,
	type Dice,
	HOUR,
	life,
	MINUTE,
	NOW,
	pick,
	quota,
	SECOND,
	session,
	stateOf,
} from "../../support/state-builder.ts";

/** A process as the machine has it, whether anybody knows of it or not. */
interface Process {
	readonly life: Incarnation;
	/** When it says that it is there; `null`: never. */
	readonly confirms: number | null;
	/** It is listed in the home of its account. */
	readonly listed: boolean;
}

/** The engine dies here: what it did is done, what it did not record is not recorded. */
class Crash extends Error {}

/** What the dice may do in one history. */
export interface Fate {
	/** Chance of a crash at each point between an effect and its record. */
	readonly crash: number;
	/** Chance, at each step, that something happens to a session. */
	readonly fact: number;
	/** Chance that a stop, a start or a proof fails. */
	readonly failure: number;
}

const OWN_PROOF_MS = 10 * SECOND;

/**
 * A pool of some sessions and the machine that they run on, in memory. It carries an open switch on as the real
 * runner does, and forgets all but its journal whenever it crashes.
 */
export class SmallWorld {
	readonly rules: SwitchRules;
	readonly journal: { readonly at: number; readonly event: Event }[] = [];
	readonly violations: string[] = [];
	readonly everOnB = new Set<string>();
	now = NOW;
	crashes = 0;
	#state: State;
	readonly #first: State;
	readonly #roll: Dice;
	readonly #fate: Fate;
	readonly #processes = new Map<string, Process>();
	#lives = 0;

	constructor(roll: Dice, fate: Fate) {
		this.#roll = roll;
		this.#fate = fate;
		this.rules = {
			drainTimeoutMs: 120 * SECOND,
			drainMaxMs: 30 * MINUTE,
			drainPolicy: pick(roll, "leave", "leave", "force"),
			slots: pick(roll, 1, 2, 3),
			crossAccountResume: "ask",
		};
		const wall = roll() < 0.5;
		const sessions = Array.from({ length: pick(roll, 1, 2, 4) }, (_, i) => {
			const one = session(`s${i}`, {
				kind: pick(roll, "autonomous", "autonomous", "dedicated"),
				incarnation: this.#newLife(`s${i}`, "a", `conversation-${i}`, NOW - HOUR),
			});
			this.#processes.set(one.name, {
				life: one.incarnation ?? life("none"),
				confirms: NOW - HOUR,
				listed: true,
			});
			return one;
		});
		const accounts = [
			account("a", [quota("five_hour", wall ? 1 : 0.93, { resetsAt: NOW + 9 * HOUR })]),
			account("b", [quota("five_hour", 0.1, { resetsAt: NOW + 9 * HOUR })], { priority: 2 }),
		];
		this.#first = stateOf({ accounts, sessions });
		this.#state = this.#first;
		this.#record({
			type: "switch.begun",
			id: "s1",
			from: "a",
			to: "b",
			reason: wall ? "limit" : "threshold",
			why: "",
			moves: sessions.map((s) => ({
				session: s.name,
				conversation: s.conversation,
				fromIncarnation: s.incarnation?.id ?? null,
			})),
		});
	}

	get state(): State {
		return this.#state;
	}

	/** The account that a session's process runs on, `null` when it has none. */
	runsOn(name: string): string | null {
		return this.#processes.get(name)?.life.account ?? null;
	}

	/** Some time, some facts, and every step that the decision asks for, until something crashes. */
	turnOver(): void {
		this.now += Math.floor(this.#roll() * pick(this.#roll, SECOND, 20 * SECOND, 4 * MINUTE));
		try {
			this.#happen();
			this.#watch();
			for (const action of decideSwitchActions(this.#state, this.rules, this.now)) {
				if (this.#state.openSwitch === null) break;
				this.#act(action);
			}
		} catch (error) {
			if (!(error instanceof Crash)) throw error;
			this.#startAgain();
		}
		this.#check();
	}

	#record(event: Event): void {
		this.journal.push({ at: this.now, event });
		this.#state = reduce(this.#state, event, this.now);
	}

	#mayCrash(): void {
		if (this.#roll() < this.#fate.crash) throw new Crash();
	}

	/** A new engine: nothing is known but the journal; panes that it does not know are taken up. */
	#startAgain(): void {
		this.crashes += 1;
		this.#state = this.journal.reduce((s, { at, event }) => reduce(s, event, at), this.#first);
		for (const [name, { life: found }] of this.#processes) {
			if (this.#state.sessions[name]?.incarnation?.id === found.id) continue;
			const why = "taken up again";
			this.#record({
				type: "session.launched",
				session: name,
				incarnation: found,
				why,
				task: null,
			});
		}
	}

	/** What sessions and people do by themselves. */
	#happen(): void {
		for (const one of Object.values(this.#state.sessions)) {
			if (this.#roll() < this.#fate.fact) this.#happenTo(one);
		}
		const canary = this.#state.openSwitch?.moves.find((m) => m.canary);
		const atB = canary === undefined ? undefined : this.#state.sessions[canary.session];
		if (atB?.account !== "b" || !atB.incarnation || this.#roll() >= this.#fate.failure) return;
		const who = { session: atB.name, incarnation: atB.incarnation.id };
		const resetsAt = NOW + 9 * HOUR;
		this.#record({
			...{ type: "limit.hit", account: "b", window: "five_hour", resetsAt },
			...{ ...who, observedAt: this.now },
		} as Event);
	}

	#happenTo(one: Session): void {
		const process = this.#processes.get(one.name);
		if (process === undefined || process.life.id !== one.incarnation?.id) return;
		const who = { session: one.name, incarnation: process.life.id };
		const what = pick(this.#roll, "turn", "turn", "done", "done", "tool", "ask", "die", "exit");
		if (what === "turn" && one.turn === null && process.confirms !== null) {
			this.#record({ type: "turn.started", ...who, promptId: null, nonce: null });
		} else if (what === "tool" && one.turn !== null) {
			this.#record({ type: "turn.advanced", ...who, doing: "", toolInFlight: this.#roll() < 0.5 });
		} else if (what === "done" && one.turn !== null) {
			const over = { outcome: "done", cause: null, backgroundTasks: 0 } as const;
			this.#record({ type: "turn.ended", ...who, ...over });
		} else if (what === "ask") {
			this.#record({ type: "session.state-seen", ...who, state: "waiting", note: null });
		} else if (what === "die" || (what === "exit" && one.kind === "dedicated")) {
			this.#processes.delete(one.name);
			this.#mayCrash();
			const how = what === "die" ? "death" : "exit";
			this.#record({ type: "session.ended", ...who, how, note: null });
		}
	}

	/** The session-watcher: sees starts and ends, brings back what must run. */
	#watch(): void {
		for (const one of Object.values(this.#state.sessions)) {
			const process = this.#processes.get(one.name);
			const known = one.incarnation;
			if (known !== null && process?.life.id !== known.id) {
				const who = { session: one.name, incarnation: known.id };
				this.#record({ type: "session.ended", ...who, how: "death", note: null });
			} else if (known?.confirmedAt === null && process?.confirms != null) {
				if (process.confirms > this.now) continue;
				const who = { session: one.name, incarnation: known.id };
				const said = { conversation: known.conversation, source: "resume" };
				this.#record({ type: "session.confirmed", ...who, ...said });
				this.#record({ type: "session.state-seen", ...who, state: "idle", note: null });
			}
		}
		for (const { name } of Object.values(this.#state.sessions)) {
			const one = this.#state.sessions[name];
			if (one === undefined) continue;
			const decision = decideRelaunch(this.#state, one, true, this.now);
			if (decision.kind === "launch") this.#start(one, decision.account, decision.why);
		}
	}

	#act(action: SwitchAction): void {
		if (action.kind === "end") this.#end();
		else if (action.kind === "roll-back") this.#rollBack(action.why);
		else this.#step(action, this.#state.sessions[action.session]);
	}

	#step(
		action: Exclude<SwitchAction, { kind: "end" | "roll-back" }>,
		one: Session | undefined,
	): void {
		if (one === undefined) throw new Error(`${action.session} is not known`);
		const { name } = one;
		switch (action.kind) {
			case "note-draining":
				this.#stepped(name, "draining");
				break;
			case "end-move":
				this.#endMove(name, action.outcome, action.note);
				break;
			case "stop":
				this.#stopToMove(one);
				break;
			case "launch":
				this.#launch(one);
				break;
			case "verify":
				this.#verify(one);
				break;
			default:
				this.#commit(one);
		}
	}

	#stopToMove(one: Session): void {
		const open = this.#state.openSwitch;
		const move = open?.moves.find((m) => m.session === one.name);
		if (open === null || move === undefined) return;
		if (move.step !== "checkpointed") {
			if (readinessOf(one, open, this.rules, this.now).kind !== "ready") return;
			this.#stepped(one.name, "checkpointed");
			this.#mayCrash();
		}
		if (!this.#stop(one)) {
			this.#fail(one.name, "it did not end");
			return;
		}
		this.#mayCrash();
		this.#stepped(one.name, "stopped");
	}

	/** False when the process does not end. */
	#stop(one: Session): boolean {
		const known = one.incarnation;
		if (known === null) return true;
		if (this.#processes.get(one.name)?.life.id === known.id) {
			if (this.#roll() < this.#fate.failure) return false;
			this.#processes.delete(one.name);
			this.#mayCrash();
		}
		const who = { session: one.name, incarnation: known.id };
		this.#record({ type: "session.ended", ...who, how: "stop", note: null });
		return true;
	}

	#launch(one: Session): void {
		if (one.incarnation !== null && one.account === "b") {
			this.#stepped(one.name, "launched", one.incarnation.id);
			return;
		}
		const started = this.#start(one, "b", "moved from a");
		if (started === null) {
			this.#fail(one.name, "it could not be started");
			return;
		}
		this.#mayCrash();
		this.#stepped(one.name, "launched", started);
	}

	/** `null` when it is refused: somebody writes the conversation already, or the start fails. */
	#start(one: Session, on: string, why: string): string | null {
		if (this.#processes.has(one.name) || this.#roll() < this.#fate.failure) return null;
		if (on === "a" && this.everOnB.has(one.name) && this.#state.active === "b") {
			this.violations.push(`${one.name} went back to a after the commit`);
		}
		const started = this.#newLife(one.name, on, one.conversation ?? "", this.now);
		const comes = this.#roll() >= this.#fate.failure;
		this.#processes.set(one.name, {
			life: started,
			confirms: comes ? this.now + SECOND : null,
			listed: this.#roll() >= this.#fate.failure,
		});
		if (on === "b") this.everOnB.add(one.name);
		this.#mayCrash();
		const launched = { session: one.name, incarnation: started, why, task: one.task };
		this.#record({ type: "session.launched", ...launched });
		return started.id;
	}

	#verify(one: Session): void {
		if (this.#processes.get(one.name)?.listed) this.#stepped(one.name, "verified");
		else if (this.now - (one.incarnation?.confirmedAt ?? 0) >= VERIFY_MS) {
			this.#fail(one.name, "it is not listed");
		}
	}

	#commit(one: Session): void {
		const b = this.#state.accounts.b;
		if (b === undefined || spentWindows(b, this.now).length > 0) {
			this.#rollBack("b is spent");
			return;
		}
		if (one.state === "limited") {
			this.#rollBack("b refused the work");
			return;
		}
		const since = one.incarnation?.confirmedAt ?? this.now;
		if (this.now - since < OWN_PROOF_MS) return;
		if (this.#roll() < this.#fate.failure) {
			this.#rollBack("b does not answer");
			return;
		}
		this.#record({ type: "switch.committed", id: "s1", proof: "b answered" });
		this.#mayCrash();
	}

	#fail(name: string, note: string): void {
		if (this.#state.openSwitch?.committedAt === null) {
			this.#rollBack(`${name}: ${note}`);
			return;
		}
		this.#endMove(name, "failed", note);
	}

	#rollBack(why: string): void {
		if (this.#state.openSwitch?.committedAt !== null)
			this.violations.push("undone after the commit");
		const ends: Event[] = [];
		for (const move of this.#state.openSwitch?.moves ?? []) {
			if (move.outcome !== null) continue;
			const { session: name, fromIncarnation } = move;
			const outcome = move.canary ? this.#goBack(name, fromIncarnation) : "left";
			this.#mayCrash();
			ends.push({ type: "move.ended", id: "s1", session: name, outcome, note: why });
		}
		for (const event of ends) this.#record(event);
		this.#record({ type: "switch.ended", id: "s1", outcome: "rolled-back", note: why });
	}

	#goBack(name: string, fromIncarnation: string | null): MoveOutcome {
		const known = this.#state.sessions[name];
		const isNew = known?.incarnation && known.incarnation.id !== fromIncarnation;
		if (isNew && known.account === "a") return "returned";
		if (known === undefined || !this.#stop(known)) return "failed";
		const one = this.#state.sessions[name];
		const a = this.#state.accounts.a;
		if (one === undefined || a === undefined) return "failed";
		if (spentWindows(a, this.now).length > 0) {
			const note = "it waits for a reset";
			this.#record({ type: "session.set-aside", session: name, state: "parked", note });
			return "parked";
		}
		return this.#start(one, "a", "the switch was undone") === null ? "failed" : "returned";
	}

	#end(): void {
		this.#record({ type: "switch.ended", id: "s1", outcome: "done", note: null });
	}

	#endMove(name: string, outcome: MoveOutcome, note: string | null): void {
		this.#record({ type: "move.ended", id: "s1", session: name, outcome, note });
	}

	#stepped(
		name: string,
		step: "draining" | "checkpointed" | "stopped" | "launched" | "verified",
		toIncarnation?: string,
	): void {
		const one = this.#state.sessions[name];
		const owed = one !== undefined && oweContinuation(one);
		const to = toIncarnation === undefined ? {} : { toIncarnation };
		this.#record({ type: "move.stepped", id: "s1", session: name, step, owed, ...to });
	}

	#newLife(name: string, on: string, conversation: string, at: number): Incarnation {
		this.#lives += 1;
		const id = `${name}-life-${this.#lives}`;
		const confirmedAt = at < NOW ? at : null;
		return life(id, { account: on, conversation, launchedAt: at, confirmedAt });
	}

	/** What must be true at any time. */
	#check(): void {
		const open = this.#state.openSwitch;
		if (open === null || open.committedAt !== null) return;
		const away = open.moves.filter(
			(m) =>
				this.runsOn(m.session) === "b" ||
				(m.outcome === null && ["stopped", "launched", "verified"].includes(m.step)),
		);
		if (away.length > 1) {
			const who = away.map((m) => m.session).join(", ");
			this.violations.push(`${who} are away from a before the commit`);
		}
	}
}
