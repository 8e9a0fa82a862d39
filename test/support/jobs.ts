import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stage } from "../../src/engine/simulate/stage.ts";

/**
 * Jobs whose first tool waits for a gate and whose second leaves an effect: a test decides when a turn goes on, and
 * what the tools did is told by a file outside the transcripts.
 */
export interface Jobs {
	/** Drops one task file for each number. */
	add(...numbers: readonly number[]): Promise<void>;
	/** Lets all first tools end. */
	openGate(): Promise<void>;
	/** What all tools left, sorted; a line that is there twice is a doubled effect. */
	effects(): Promise<readonly string[]>;
}

/** Jobs on this stage. */
export function jobsOn(stage: Stage): Jobs {
	const gate = join(stage.project, "gate");
	const effects = join(stage.project, "effects.log");
	return {
		async add(...numbers) {
			for (const n of numbers) {
				const wait = `until [ -e ${gate} ]; do sleep 0.1; done; echo first-${n} >> ${effects}`;
				const then = `echo second-${n} >> ${effects}`;
				const text = `[[bash:${wait}]] [[bash:${then}]] [[say:job ${n} is done]]`;
				await stage.addTask(`job-${n}`, text);
			}
		},
		openGate: () => writeFile(gate, ""),
		effects: async () => (await readFile(effects, "utf8")).trim().split("\n").sort(),
	};
}

/** What the tools of these jobs leave when each ran once. */
export function effectsOf(numbers: readonly number[]): readonly string[] {
	return numbers.flatMap((n) => [`first-${n}`, `second-${n}`]).sort();
}
