import { join } from "node:path";
import { type Journal, openJournal } from "../state/journal.ts";
import { instanceId, makeStateDir } from "./instance.ts";
import { takeLock } from "./lock.ts";
import type { Clock } from "./ports/clock.ts";
import { openRecorder, type Recorder } from "./recorder.ts";

export type OpenedState =
	| {
			readonly kind: "open";
			readonly recorder: Recorder;
			/** The fencing token of this life. */
			readonly epoch: number;
			/** The instance that owns the panes; stays the same over restarts. */
			readonly owner: string;
			/** Saves the state and lets go of the lock. */
			release(): void;
	  }
	| { readonly kind: "taken"; readonly pid: number | null }
	| { readonly kind: "refused"; readonly why: string; readonly remedy: string };

/** Takes a state directory: the folder, the lock, the journal, a new epoch. */
export async function openState(stateDir: string, clock: Clock): Promise<OpenedState> {
	const unusable = await makeStateDir(stateDir);
	if (unusable !== null) {
		const why = `the state directory ${stateDir} cannot be used: ${unusable}`;
		return { kind: "refused", why, remedy: "make room for it, or set XDG_STATE_HOME" };
	}
	const lock = takeLock(stateDir, process.pid);
	if (lock.kind === "taken") return lock;
	const journal = openOrSay(join(stateDir, "state.db"));
	if (typeof journal === "string") {
		lock.release();
		const remedy = "update claude-failover, or move the file away";
		return { kind: "refused", why: journal, remedy };
	}
	// First the epoch, then the history: an old engine that still runs can add nothing to what is read now.
	const epoch = journal.nextEpoch();
	const recorder = openRecorder(journal, clock);
	const owner = await instanceId(stateDir);
	const release = (): void => {
		try {
			recorder.close();
		} catch {
			// The state is as the journal has it: the next start replays it.
		}
		lock.release();
	};
	return { kind: "open", recorder, epoch, owner, release };
}

/** The journal, or why it cannot be used: of a newer version, no database, no room. */
function openOrSay(file: string): Journal | string {
	try {
		return openJournal(file);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return why.startsWith(file) ? why : `${file} cannot be used: ${why}`;
	}
}
