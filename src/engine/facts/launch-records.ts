import type { EngineParts } from "../parts.ts";
import { type LaunchRecord, readLaunchRecord } from "../pool/launch-record.ts";

/** What the process lives of the spool were launched for. A record never changes once it is written: it is read once. */
export class LaunchRecords {
	readonly #parts: Pick<EngineParts, "files" | "folders">;
	readonly #known = new Map<string, LaunchRecord>();

	constructor(parts: Pick<EngineParts, "files" | "folders">) {
		this.#parts = parts;
	}

	/** The record of a process life; `null`: there is none, so nobody of this pool launched it. */
	async of(incarnation: string): Promise<LaunchRecord | null> {
		const known = this.#known.get(incarnation);
		if (known !== undefined) return known;
		const { files, folders } = this.#parts;
		const record = await readLaunchRecord(files, folders.launches, incarnation);
		if (record !== null) this.#known.set(incarnation, record);
		return record;
	}

	/** Forgets all others. */
	keep(lives: ReadonlySet<string>): void {
		for (const life of this.#known.keys()) if (!lives.has(life)) this.#known.delete(life);
	}
}
