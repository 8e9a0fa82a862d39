import type { Files } from "./ports/files.ts";
import type { Processes } from "./ports/processes.ts";
import type { Recorder } from "./recorder.ts";

type Fence = Pick<Recorder, "mustHold">;

/**
 * The processes of this machine for as long as this engine is the newest one. tmux refuses what an old engine types or
 * starts; nothing but this refuses its signals. Looked at right before each of them.
 */
export function fencedProcesses(processes: Processes, fence: Fence): Processes {
	return {
		...processes,
		async terminate(pid, startTime, waitMs) {
			fence.mustHold();
			return processes.terminate(pid, startTime, waitMs);
		},
		async kill(pid, startTime, waitMs) {
			fence.mustHold();
			return processes.kill(pid, startTime, waitMs);
		},
	};
}

/** Files that an old engine can read, but neither move, write nor remove. */
export function fencedFiles(files: Files, fence: Fence): Files {
	const fenced =
		<A extends readonly unknown[]>(change: (...words: A) => Promise<void>) =>
		async (...words: A): Promise<void> => {
			fence.mustHold();
			return change(...words);
		};
	return {
		...files,
		write: fenced(files.write),
		writeDurably: fenced(files.writeDurably),
		putNew: fenced(files.putNew),
		copy: fenced(files.copy),
		makeFolder: fenced(files.makeFolder),
		chmod: fenced(files.chmod),
		symlink: fenced(files.symlink),
		rename: fenced(files.rename),
		renameDurably: fenced(files.renameDurably),
		remove: fenced(files.remove),
	};
}
