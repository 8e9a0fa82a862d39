import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readLaunchRecord } from "../../src/engine/pool/launch-record.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
import type { Stage } from "../../src/engine/simulate/stage.ts";

/** Every start of a session's program, as the program itself tells it: whatever an engine says of it. */
export interface CountedStarts {
	/** The epochs of the engines that started them, in order. */
	epochs(): Promise<readonly number[]>;
}

/** Lets the program of a stage write down with which launch it was started. */
export async function countStarts(stage: Stage): Promise<CountedStarts> {
	const program = join(stage.root, "claude");
	const log = join(stage.root, "starts.log");
	const [first, ...rest] = (await readFile(program, "utf8")).split("\n");
	const tell = `for word in "$@"; do case "$word" in */launches/*/*) echo "$word" >> '${log}' ;; esac; done`;
	await writeFile(program, [first, tell, ...rest].join("\n"));
	await writeFile(log, "");
	const launches = join(stage.config.paths.stateDir, "launches");
	return {
		async epochs() {
			const words = readFileSync(log, "utf8").split("\n").filter(Boolean);
			const ids = words.map((word) => /\/launches\/([\w-]+)\//.exec(word)?.[1] ?? "");
			const records = await Promise.all(
				ids.map((id) => readLaunchRecord(systemFiles, launches, id)),
			);
			return records.map((record) => record?.epoch ?? 0);
		},
	};
}
