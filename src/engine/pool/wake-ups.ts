import {
	decideWakeUps,
	dueReason,
	mayGoOnAt,
	type RampRules,
	type WakeUp,
} from "../decide/ramp.ts";
import { oweContinuation } from "../decide/relaunch.ts";
import type { EngineParts } from "../parts.ts";
import { rampRules } from "../switch/rules.ts";
import type { Launched } from "./launched.ts";
import type { Pool } from "./pool.ts";
import { restart } from "./restart.ts";

/** A session that could not be woken is tried again after this long. */
const UNWAKEABLE_MS = 30_000;

/** Lets sessions that wait for a quota go on, a few at a time. Who cannot be woken keeps nobody else waiting. */
export class WakeUps {
	readonly #parts: EngineParts;
	readonly #pool: Pool;
	readonly #say: (session: string, result: Launched) => void;
	/** Sessions that could not be woken, and until when they are left alone (monotonic ms). */
	readonly #held = new Map<string, number>();

	/** `say` hears what became of each start. */
	constructor(parts: EngineParts, pool: Pool, say: (session: string, result: Launched) => void) {
		this.#parts = parts;
		this.#pool = pool;
		this.#say = say;
	}

	/** Wakes those whose time is now. */
	async wakeDue(): Promise<void> {
		const { recorder, config, clock, slots } = this.#parts;
		const rules = rampRules(config, slots);
		const now = clock.now();
		for (const [name, until] of this.#held) {
			if (until <= clock.monotonic()) this.#held.delete(name);
		}
		const held = new Set(this.#held.keys());
		for (const wakeUp of decideWakeUps(recorder.state(), rules, now, held)) {
			const { session } = wakeUp;
			const woken = await this.#pool.exclusively(session, () => this.#wake(wakeUp, rules));
			if (woken !== true) this.#held.set(session, clock.monotonic() + UNWAKEABLE_MS);
		}
	}

	async #wake({ session: name, account, why }: WakeUp, rules: RampRules): Promise<boolean> {
		const { recorder, clock } = this.#parts;
		// Waking one takes a moment: the next may be at work again, at its operator's own word.
		const before = recorder.state();
		const still = before.sessions[name];
		if (still === undefined || dueReason(before, still, rules, clock.now()) === null) return false;
		if (!mayGoOnAt(before, still, account, clock.now())) return false;
		const stopped = await this.#pool.stop(name, why);
		const after = recorder.state();
		const session = after.sessions[name];
		if (stopped === "still-there" || stopped === "busy" || session === undefined) return false;
		// Its operator left it just before: it stays where it is.
		if (session.state === "stopped") return false;
		// So does the stop. Without a process it starts where and when it can.
		if (!mayGoOnAt(after, session, account, clock.now())) return false;
		const ask = { account, continues: oweContinuation(session), why };
		const launched = await restart(this.#parts, this.#pool, session, ask);
		this.#say(name, launched);
		return launched.kind === "ok";
	}
}
