import type { Session } from "../../state/model.ts";
import { decideRelaunch } from "../decide/relaunch.ts";
import { decideStalledRestart } from "../decide/stalled.ts";
import type { EngineParts } from "../parts.ts";
import type { Launched } from "./launched.ts";
import type { Pool } from "./pool.ts";
import { restart } from "./restart.ts";

const WHY = "it was stalled";

/**
 * Stops stalled sessions, after a checkpoint, and starts them again with a continue prompt, where the configuration
 * says so. Once for each process life: one that does not end is left to a person.
 */
export class StalledRestarts {
	readonly #parts: EngineParts;
	readonly #pool: Pool;
	readonly #absorb: () => Promise<unknown>;
	readonly #tried = new Set<string>();

	/** `absorb` reads all facts that are waiting. */
	constructor(parts: EngineParts, pool: Pool, absorb: () => Promise<unknown>) {
		this.#parts = parts;
		this.#pool = pool;
		this.#absorb = absorb;
	}

	/** Restarts one session. Gives which, and what came of the start; `null` when none was started. */
	async restartOne(): Promise<{ readonly session: string; readonly result: Launched } | null> {
		const { recorder, config } = this.#parts;
		if (config.janitor.stalled !== "restart") return null;
		const name = decideStalledRestart(recorder.state(), this.#tried);
		if (name === null) return null;
		const result = await this.#pool.exclusively(name, () => this.#restart(name));
		return result === null ? null : { session: name, result };
	}

	async #restart(name: string): Promise<Launched | null> {
		const { recorder, clock } = this.#parts;
		const stalled = await this.#checkpointed(name);
		if (stalled === null) return null;
		if ((await this.#pool.stop(name, WHY)) === "still-there") {
			const pid = stalled.incarnation?.pid;
			const what = `${name} is stalled, and process ${pid} does not end on SIGTERM`;
			recorder.commit({ type: "operator.warned", what, remedy: "look at it and end it by hand" });
			return null;
		}
		const session = recorder.state().sessions[name];
		if (session === undefined) return null;
		const decision = decideRelaunch(recorder.state(), session, true, clock.now());
		if (decision.kind !== "launch") return null;
		const ask = { account: decision.account, continues: true, why: WHY };
		return restart(this.#parts, this.#pool, session, ask);
	}

	/** `null` when it has shown a sign of life in the meantime. */
	async #checkpointed(name: string): Promise<Session | null> {
		const { recorder } = this.#parts;
		const stalled = recorder.state().sessions[name];
		if (stalled === undefined || stalled.incarnation === null) return null;
		this.#tried.add(stalled.incarnation.id);
		await this.#pool.checkpoint(stalled, WHY);
		await this.#absorb();
		const now = recorder.state().sessions[name];
		const same = now?.incarnation?.id === stalled.incarnation.id;
		return same && now.state === "stalled" ? now : null;
	}
}
