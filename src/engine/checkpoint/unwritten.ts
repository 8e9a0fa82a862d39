import type { EngineParts } from "../parts.ts";

/** A session whose checkpoint the file system refused, and why. */
export interface NotWritten {
	readonly session: string;
	readonly why: string;
}

/** Says that checkpoints cannot be written: once, again when the reason changes, and when they can be again. */
export class Unwritten {
	readonly #parts: Pick<EngineParts, "recorder" | "folders">;
	/** The reasons that were said; empty: none. */
	#said = "";

	constructor(parts: Pick<EngineParts, "recorder" | "folders">) {
		this.#parts = parts;
	}

	/** What one pass came to: those that failed, and how many were written. */
	look(failed: readonly NotWritten[], written: number): void {
		const { recorder } = this.#parts;
		const reasons = reasonsOf(failed);
		if (reasons === this.#said) return;
		if (failed.length > 0) {
			recorder.commit({ type: "loop.failed", loop: "checkpoint", error: this.#words(failed) });
		} else if (written === 0) return;
		else recorder.commit({ type: "loop.recovered", loop: "checkpoint" });
		this.#said = reasons;
	}

	#words(failed: readonly NotWritten[]): string {
		const { checkpoints } = this.#parts.folders;
		const [first, ...others] = failed;
		const more = others.length > 0 ? ` and ${others.length} more` : "";
		return (
			`no checkpoint of ${first?.session}${more} can be written: ${first?.why}; make ${checkpoints} a folder that the ` +
			"engine's user can write to, with room; it is tried again, all else goes on"
		);
	}
}

/** When a checkpoint was taken, as in the name of its file. */
const STAMP = /\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d+Z(-\d+)?/g;

/**
 * Each session has a folder of its own, and each try a file of its own: the reasons without those names are the same for
 * all.
 */
function reasonsOf(failed: readonly NotWritten[]): string {
	const reasons = failed.map(({ session, why }) =>
		why.replaceAll(session, "SESSION").replaceAll(STAMP, "TIME"),
	);
	return [...new Set(reasons)].sort().join("\n");
}
