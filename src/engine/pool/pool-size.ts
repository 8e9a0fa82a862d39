import { autonomousNames } from "../config/config.ts";
import { type WantedSessions, wantedSessions } from "../decide/wanted-sessions.ts";
import type { EngineParts } from "../parts.ts";
import { roomForSessions } from "./room-for-sessions.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "memory">;

/** Memory that was not short for so long is short anew. */
const SHORT_ENDED_MS = 10 * 60_000;

/** How large the pool of autonomous sessions is to be, and that the machine cannot hold it. */
export class PoolSize {
	readonly #parts: Parts;
	/** When memory was last found short (monotonic ms). */
	#shortAt: number | null = null;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** The sessions that are to run now, by name: the model that each would be started for; `null`: none in particular. `refused`: whose last start was. */
	async wanted(refused: ReadonlySet<string>): Promise<ReadonlyMap<string, string | null>> {
		const { recorder, config, clock } = this.#parts;
		const names = autonomousNames(config.pool);
		const min = config.pool.autonomous?.min ?? 0;
		const within = (room: number): WantedSessions =>
			wantedSessions(recorder.state(), names, { min, room, refused }, clock.now());
		const all = within(Number.POSITIVE_INFINITY);
		if (all.starts === 0) return all.sessions;
		const { more, words } = await roomForSessions(this.#parts);
		const { sessions, lacking } = within(more);
		if (lacking > 0 && words !== null) this.#sayShort(words);
		return sessions;
	}

	/** Once for each time that memory is short: a moment in which it is not ends none. */
	#sayShort(words: string): void {
		const { recorder, clock } = this.#parts;
		const now = clock.monotonic();
		const last = this.#shortAt;
		this.#shortAt = now;
		if (last !== null && now - last < SHORT_ENDED_MS) return;
		const what = `no further session is started: the pool lacks ${words}`;
		const remedy = "end other programs, or lower pool.autonomous.max or memory_per_session";
		recorder.commit({ type: "operator.warned", what, remedy });
	}
}
