import { readFileSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { findProgram } from "../../src/engine/claude/find-program.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
import type { Stage } from "../../src/engine/simulate/stage.ts";

/** A tmux program whose launches into old panes can be held on their way to the server: an act that comes late. */
export interface HeldTmux {
	/** Finds this tmux instead of the real one. */
	readonly environment: NodeJS.ProcessEnv;
	/** From here on launches are held. */
	hold(): Promise<void>;
	/** How many have been held. */
	held(): number;
	/** Lets them go. */
	letGo(): Promise<void>;
	/** What the server answered to those that were held, one line each. */
	answers(): readonly string[];
}

/** Makes one on a stage; nothing is held yet. */
export async function heldTmux(stage: Stage): Promise<HeldTmux> {
	const real = await findProgram(systemFiles, "tmux", stage.environment);
	if (real === null) throw new Error("there is no tmux");
	const folder = join(stage.root, "held-tmux");
	const path = (name: string): string => join(folder, name);
	await mkdir(folder);
	await writeFile(
		path("tmux"),
		`#!/bin/sh
case "$*" in *respawn-pane*) ;; *) exec '${real}' "$@" ;; esac
[ -e '${path("closed")}' ] || exec '${real}' "$@"
echo held >> '${path("held")}'
while [ -e '${path("closed")}' ]; do sleep 0.05; done
answer=$('${real}' "$@" 2>&1)
echo "$answer" | tr '\\n' ' ' | sed 's/$/\\n/' >> '${path("answers")}'
echo "$answer"
`,
	);
	await chmod(path("tmux"), 0o755);
	const linesOf = (name: string): readonly string[] => {
		try {
			return readFileSync(path(name), "utf8").split("\n").filter(Boolean);
		} catch {
			return [];
		}
	};
	return {
		environment: {
			...stage.environment,
			PATH: [folder, stage.environment.PATH].join(delimiter),
		},
		hold: () => writeFile(path("closed"), ""),
		held: () => linesOf("held").length,
		letGo: () => rm(path("closed")),
		answers: () => linesOf("answers").map((line) => line.trim()),
	};
}
