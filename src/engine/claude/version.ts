import { type CommandRunner, runCommand } from "../ports/commands.ts";
import { allowedVariables, defaultEnvPass } from "./launch-env.ts";

/**
 * Version of the program, such as `2.1.330` (it prints `2.1.330 (Claude Code)`, seen), or `null` when
 * it cannot be run or says something else. Touches no home.
 */
export async function readProgramVersion(
	claudePath: string,
	environment: Readonly<Record<string, string | undefined>> = process.env,
	runner: CommandRunner = runCommand,
): Promise<string | null> {
	const result = await runner({
		file: claudePath,
		args: ["--version"],
		env: allowedVariables(environment, defaultEnvPass),
		cwd: "/",
		timeoutMs: 20_000,
		maxOutputBytes: 4096,
	});
	if (result.kind !== "ended" || result.code !== 0) return null;
	return /^(\d+\.\d+\.\d+\S*)/.exec(result.stdout.trim())?.[1] ?? null;
}
