import { allowedVariables, defaultEnvPass } from "../claude/launch-env.ts";
import type { EngineParts } from "../parts.ts";

export type GitParts = Pick<EngineParts, "commands" | "environment">;

const TIMEOUT_MS = 5_000;
const MAX_OUTPUT_BYTES = 256 * 1024;

/** Looking must neither wait for the agent's own git, nor hold it up, nor start programs of the repository. */
const LOOK_ONLY = [
	"--no-optional-locks",
	...["-c", "core.fsmonitor=false"],
	...["-c", "log.showSignature=false"],
];

export interface GitAnswer {
	readonly stdout: string;
	/** It was not cut. */
	readonly whole: boolean;
}

/** What git answers in a folder; `null` when it cannot or does not. */
export async function askGit(
	parts: GitParts,
	folder: string,
	args: readonly string[],
): Promise<GitAnswer | null> {
	const result = await parts.commands({
		file: "git",
		args: [...LOOK_ONLY, "-C", folder, ...args],
		env: allowedVariables(parts.environment, defaultEnvPass),
		cwd: folder,
		timeoutMs: TIMEOUT_MS,
		maxOutputBytes: MAX_OUTPUT_BYTES,
	});
	if (result.kind !== "ended" || result.code !== 0) return null;
	return { stdout: result.stdout, whole: result.stdout.length < MAX_OUTPUT_BYTES };
}
