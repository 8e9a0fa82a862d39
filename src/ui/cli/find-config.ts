import { existsSync } from "node:fs";
import type { Config } from "../../engine/config/config.ts";
import { findConfigFile } from "../../engine/config/paths.ts";
import type { Problem } from "../../engine/config/problem.ts";
import { formatProblem } from "../../engine/config/problem.ts";
import { complain, type Io } from "./io.ts";

/** What the configuration file is: not there, wrong, or right. */
export type Found =
	| { readonly kind: "none"; readonly file: string }
	| { readonly kind: "invalid"; readonly file: string; readonly problems: readonly Problem[] }
	| { readonly kind: "ok"; readonly config: Config; readonly warnings: readonly Problem[] };

/** Finds and reads the configuration; the reader is loaded only when there is a file. */
export async function findConfig(flag: string | null, io: Io): Promise<Found> {
	const file = findConfigFile({ env: io.env, home: io.home, flag });
	if (!existsSync(file)) return { kind: "none", file };
	const { loadConfig } = await import("../../engine/config/load.ts");
	const loaded = loadConfig(file, { env: io.env, home: io.home });
	return loaded.kind === "ok" ? loaded : { ...loaded, file };
}

export function sayProblems(problems: readonly Problem[], io: Io): void {
	for (const problem of problems) complain(io, formatProblem(problem));
}
