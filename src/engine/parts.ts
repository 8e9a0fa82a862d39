import { join } from "node:path";
import type { RepositoryLooks } from "./checkpoint/repository-looks.ts";
import type { Config } from "./config/config.ts";
import type { Clock } from "./ports/clock.ts";
import type { CommandRunner } from "./ports/commands.ts";
import type { Files } from "./ports/files.ts";
import type { Memory } from "./ports/memory.ts";
import type { Processes } from "./ports/processes.ts";
import type { OneAtATime } from "./quota/one-at-a-time.ts";
import type { Recorder } from "./recorder.ts";
import type { Tmux } from "./tmux/tmux.ts";

/** What the engine's parts are made from. Each part names those it takes. */
export interface EngineParts {
	readonly config: Config;
	readonly recorder: Recorder;
	readonly clock: Clock;
	readonly files: Files;
	readonly processes: Processes;
	readonly memory: Memory;
	/** Runs other programs: `claude -p`, `git`. */
	readonly commands: CommandRunner;
	/** What git says of the folders that sessions work in. */
	readonly repositories: RepositoryLooks;
	readonly tmux: Tmux;
	/** The environment that allowed variables are picked from. */
	readonly environment: NodeJS.ProcessEnv;
	/** A fresh uuid. */
	readonly newId: () => string;
	/** A number from 0 (with) to 1 (without) that nobody can foretell. */
	readonly random: () => number;
	/** Questions to the provider by programs of ours: in one home one at a time, as they share its files. */
	readonly asking: OneAtATime;
	/** Acts on the files of the inboxes: one at a time (`queue/alone.ts`). */
	readonly inboxes: OneAtATime;
	/** The instance that owns the panes. */
	readonly owner: string;
	readonly epoch: number;
	readonly folders: Folders;
	/** How many programs can start at once without slowing each other down. */
	readonly slots: number;
	/** Wakes a loop at once. */
	readonly poke: (loop: string) => void;
}

/** Folders inside the state directory. */
export interface Folders {
	readonly state: string;
	/** Hooks and statuslines drop their payloads here, one folder a process life. */
	readonly spool: string;
	/** What each process life was launched with. */
	readonly launches: string;
	readonly checkpoints: string;
}

/** Names the folders of a state directory. */
export function foldersOf(stateDir: string, checkpointDir: string): Folders {
	return {
		state: stateDir,
		spool: join(stateDir, "spool"),
		launches: join(stateDir, "launches"),
		checkpoints: checkpointDir,
	};
}
