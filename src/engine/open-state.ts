import { join } from "node:path";
import { type Journal, openJournal } from "../state/journal.ts";
import { instanceId, makeStateDir } from "./instance.ts";
import { type Holder, takeLock } from "./lock.ts";
import type { Clock } from "./ports/clock.ts";
import type { Processes } from "./ports/processes.ts";
import { openRecorder, type Recorder } from "./recorder.ts";
import type { Scrub } from "./scrub.ts";
import { takeOver } from "./take-over.ts";

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
	| NotOpened;

export type NotOpened =
	/** Another engine drives it. */
	| { readonly kind: "taken"; readonly holder: Holder | null }
	/** It was to be taken over, and that could not be done. */
	| { readonly kind: "kept"; readonly why: string; readonly remedy: string }
	| { readonly kind: "refused"; readonly why: string; readonly remedy: string };

export interface OpenOptions {
	readonly clock: Clock;
	readonly processes: Processes;
	/** Ends the engine that holds the directory, if there is one. */
	readonly takeover: boolean;
	/** See `Recorder`; absent: what has the form of a secret is taken out. */
	readonly scrub?: Scrub;
}

/** Takes a state directory: the folder, the lock, the journal, a new epoch. */
export async function openState(stateDir: string, options: OpenOptions): Promise<OpenedState> {
	const unusable = await makeStateDir(stateDir);
	if (unusable !== null) {
		const why = `the state directory ${stateDir} cannot be used: ${unusable}`;
		return { kind: "refused", why, remedy: "make room for it, or set XDG_STATE_HOME" };
	}
	const { pid } = process;
	const { clock, processes, takeover } = options;
	const me = { pid, startTime: await processes.startTime(pid), since: clock.now() };
	const lock = takeover ? await takeOver(stateDir, me, options) : takeLock(stateDir, me);
	if (lock.kind === "taken") return lock;
	if (lock.kind === "refused") return { ...lock, kind: "kept" };
	const journal = openOrSay(join(stateDir, "state.db"));
	if (typeof journal === "string") {
		lock.release();
		const remedy = "update claude-failover, or move the file away";
		return { kind: "refused", why: journal, remedy };
	}
	// First the epoch, then the history: an old engine that still runs can add nothing to what is read now.
	const epoch = journal.nextEpoch();
	const recorder = openRecorder(journal, clock, options.scrub);
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
