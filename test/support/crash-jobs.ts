import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { countTurns } from "../../src/engine/simulate/count.ts";
import type { Stage } from "../../src/engine/simulate/stage.ts";

/** How a job meets the limit: cut between its tools at once, or in a tool while the switch begins. */
export const KINDS = ["cut", "late"] as const;

export type Kind = (typeof KINDS)[number];

/** One job of each kind. What their tools did is told by a file outside the transcripts. */
export interface CrashJobs {
	/** Drops the task files. */
	add(): Promise<void>;
	/** Both wait in their first tool. */
	begun(): Promise<boolean>;
	/** Lets the first tool of a job end. */
	open(kind: Kind): Promise<void>;
	/** How often each prompt was accepted, and whether it was answered. */
	turns(): Promise<readonly (readonly [number, boolean])[]>;
	/** What the tools left. */
	effects(): Promise<readonly string[]>;
	/** What they leave when each ran once. */
	readonly expected: readonly string[];
}

/** Jobs of round `round` on a stage. */
export function crashJobs(stage: Stage, round: number): CrashJobs {
	const names = KINDS.map((kind) => `${kind}-${round}`);
	const effectsFile = join(stage.project, `effects-${round}.log`);
	const gate = (name: string): string => join(stage.project, `gate-${name}`);
	const effects = async (): Promise<readonly string[]> => {
		const text = await readFile(effectsFile, "utf8").catch(() => "");
		return text.split("\n").filter(Boolean).sort();
	};
	const leave = (line: string): string => `echo ${line} >> ${effectsFile}`;
	return {
		effects,
		expected: names.flatMap((n) => [`begun-${n}`, `first-${n}`, `second-${n}`]).sort(),
		async add() {
			for (const name of names) {
				const wait = `until [ -e ${gate(name)} ]; do sleep 0.05; done`;
				const first = `${leave(`begun-${name}`)}; ${wait}; ${leave(`first-${name}`)}`;
				const tools = `[[bash:${first}]] [[bash:${leave(`second-${name}`)}]]`;
				await stage.addTask(name, `${tools} [[say:${name} is done]]`);
			}
		},
		begun: async () => (await effects()).length === names.length,
		open: (kind) => writeFile(gate(`${kind}-${round}`), ""),
		async turns() {
			const turns = await countTurns(stage.transcripts);
			const ours = turns.filter((t) => names.some((n) => t.nonce.includes(`.${n}:`)));
			return ours.map((t) => [t.acceptedCount, t.finished] as const);
		},
	};
}
