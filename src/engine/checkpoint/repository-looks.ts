import type { Repository } from "../../state/checkpoint-content.ts";
import type { EngineParts } from "../parts.ts";
import { readRepository } from "./repository.ts";

type Parts = Pick<EngineParts, "commands" | "environment" | "clock">;

/** How long a look at a folder stands for the other sessions that rest in it. */
const KEPT_MS = 2_000;

interface Look {
	/** Before git was started, epoch ms and monotonic ms. */
	readonly begunAt: number;
	readonly begun: number;
	readonly result: Promise<Repository | null>;
	/** The sessions that it was for: who asks again wants to know what is new. */
	readonly askers: Set<string>;
}

/**
 * What git says of the folders that sessions work in. A pool shares few folders, and a large repository takes seconds to
 * look through: sessions that rest in one folder share a look.
 */
export class RepositoryLooks {
	readonly #parts: Parts;
	readonly #looks = new Map<string, Look>();

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/**
	 * The repository of a folder; `null` when it lies in none, or git does not answer. `restsSince`: when the session that
	 * it is asked for last did something (epoch ms), so that all its work is seen; `null`: it is at work, look now.
	 */
	read(folder: string, session: string, restsSince: number | null): Promise<Repository | null> {
		const { clock } = this.#parts;
		const now = clock.monotonic();
		const last = this.#looks.get(folder);
		const isFresh = last !== undefined && now - last.begun <= KEPT_MS && !last.askers.has(session);
		if (isFresh && restsSince !== null && last.begunAt > restsSince) {
			last.askers.add(session);
			return last.result;
		}
		const result = readRepository(this.#parts, folder);
		const askers = new Set([session]);
		this.#looks.set(folder, { begunAt: clock.now(), begun: now, result, askers });
		return result;
	}
}
