import type { Clock } from "../ports/clock.ts";
import type { Files } from "../ports/files.ts";

/** File systems tell the time of a change to some ms; a folder is known only when it was read this long after it. */
const SETTLED_MS = 100;

interface Sight {
	readonly mtimeMs: number;
	/** When it was first seen with that time (monotonic ms). */
	readonly since: number;
	/** It was read to its end, and empty of hooks, after every change that this time can stand for. */
	readonly known: boolean;
}

/** One look at the folders: which need no reading, and what to say when the others were read. */
export interface SpoolLook {
	readonly unchanged: ReadonlySet<string>;
	/** The folders were read to their end; those of `left` had hooks in them. */
	read(left: ReadonlySet<string>): void;
}

/**
 * Tells the folders of the spool that hold nothing new, by the time of their last change: a switch asks for all hooks
 * many times a second, and few of the folders have one.
 */
export class SpoolChanges {
	readonly #files: Pick<Files, "changedAt">;
	readonly #clock: Pick<Clock, "monotonic">;
	#sights: ReadonlyMap<string, Sight> = new Map();

	constructor(files: Pick<Files, "changedAt">, clock: Pick<Clock, "monotonic">) {
		this.#files = files;
		this.#clock = clock;
	}

	/** Looks at the folders of these process lives, before they are read. */
	async look(spoolDir: string, incarnations: readonly string[]): Promise<SpoolLook> {
		const now = this.#clock.monotonic();
		const folders = incarnations.map((incarnation) => `${spoolDir}/${incarnation}`);
		const times = await this.#files.changedAt(folders);
		const sights = new Map<string, Sight>();
		for (const [nth, incarnation] of incarnations.entries()) {
			const mtimeMs = times[nth] ?? null;
			if (mtimeMs === null) continue;
			const before = this.#sights.get(incarnation);
			const same = before?.mtimeMs === mtimeMs;
			sights.set(incarnation, same ? before : { mtimeMs, since: now, known: false });
		}
		this.#sights = sights;
		const unchanged = new Set([...sights].flatMap(([life, { known }]) => (known ? [life] : [])));
		return {
			unchanged,
			read: (left) => {
				for (const [life, sight] of sights) {
					const settled = now - sight.since >= SETTLED_MS;
					if (settled && !left.has(life)) sights.set(life, { ...sight, known: true });
				}
			},
		};
	}
}
