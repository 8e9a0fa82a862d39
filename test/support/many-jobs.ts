import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stage } from "../../src/engine/simulate/stage.ts";

/**
 * Many small jobs of one tool each, some of which wait in it for a gate: at the moment that a test chooses, those are
 * at work for certain while the others come and go. What the tools did is told by a file outside the transcripts.
 */
export interface ManyJobs {
	/** Of their task files, without the ending, sorted. */
	readonly names: readonly string[];
	/** Drops the files of all. */
	add(): Promise<void>;
	/** All that wait for this gate are in their tool. */
	waitAt(gate: string): Promise<boolean>;
	open(gate: string): Promise<void>;
	/** What all tools left, sorted; a line that is there twice is a doubled effect. */
	effects(): Promise<readonly string[]>;
	/** What they leave when each ran once. */
	readonly expected: readonly string[];
}

/** So many jobs on this stage; `gates` names the numbers of those that wait, by their gate. */
export function manyJobs(
	stage: Stage,
	count: number,
	gates: Readonly<Record<string, readonly number[]>>,
): ManyJobs {
	const numbers = Array.from({ length: count }, (_, i) => i + 1);
	const left = join(stage.project, "effects.log");
	const fileOf = (gate: string): string => join(stage.project, `gate-${gate}`);
	const leave = (line: string): string => `echo ${line} >> ${left}`;
	const effects = async (): Promise<readonly string[]> => {
		const text = await readFile(left, "utf8").catch(() => "");
		return text.split("\n").filter(Boolean).sort();
	};
	const toolOf = (n: number): string => {
		const gate = Object.keys(gates).find((name) => gates[name]?.includes(n));
		const wait = gate === undefined ? "" : `until [ -e ${fileOf(gate)} ]; do sleep 0.1; done; `;
		return `${leave(`begun-${n}`)}; ${wait}${leave(`ended-${n}`)}`;
	};
	return {
		names: numbers.map(nameOf),
		effects,
		expected: numbers.flatMap((n) => [`begun-${n}`, `ended-${n}`]).sort(),
		async add() {
			for (const n of numbers) {
				await stage.addTask(nameOf(n), `[[bash:${toolOf(n)}]] [[say:job ${n} is done]]`);
			}
		},
		async waitAt(gate) {
			const seen = new Set(await effects());
			return (gates[gate] ?? []).every((n) => seen.has(`begun-${n}`) && !seen.has(`ended-${n}`));
		},
		open: (gate) => writeFile(fileOf(gate), ""),
	};
}

/** In the order of the numbers also when sorted as words. */
function nameOf(n: number): string {
	return `job-${String(n).padStart(4, "0")}`;
}
