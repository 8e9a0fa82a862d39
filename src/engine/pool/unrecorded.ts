import type { EngineParts } from "../parts.ts";
import { adoptPanes } from "./adopt.ts";

type Parts = Pick<EngineParts, "recorder" | "tmux" | "files" | "processes" | "owner" | "folders">;

/**
 * Process lives that may have been started and are not recorded: the disk was full, tmux did not say whether it started
 * them, or an earlier life of the engine ended in between.
 */
export class UnrecordedStarts {
	/** The session of each process life. */
	readonly #sessions = new Map<string, string>();
	/** What an earlier life of the engine left was looked for. */
	#looked = false;

	add(incarnation: string, session: string): void {
		this.#sessions.set(incarnation, session);
	}

	has(incarnation: string): boolean {
		return this.#sessions.has(incarnation);
	}

	/** Whether a start of that session is not known to have happened or not. */
	isOpen(session: string): boolean {
		return [...this.#sessions.values()].includes(session);
	}

	/** Takes up those that live. False while nobody can tell. `isLaunching`: those that are being started just now. */
	async takeUp(parts: Parts, isLaunching: (incarnation: string) => boolean): Promise<boolean> {
		if (this.#looked && this.#sessions.size === 0) return true;
		// tmux does what it is asked in turn: a start from before this list is in it, or never comes.
		const known = [...this.#sessions.keys()];
		if (!(await adoptPanes(parts, isLaunching))) return false;
		this.#looked = true;
		for (const incarnation of known) this.#sessions.delete(incarnation);
		return true;
	}
}
