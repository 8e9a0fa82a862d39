import { SCHEMA_VERSION } from "../../engine/control/views/schema-version.ts";
import type { Surroundings } from "../../engine/doctor/check.ts";
import { examine, examineSecurity } from "../../engine/doctor/examine.ts";
import { readMemory } from "../../engine/doctor/memory.ts";
import { runCommand } from "../../engine/ports/commands.ts";
import { systemFiles } from "../../engine/ports/files.ts";
import { type Args, has, lastValue } from "./command.ts";
import { exitOf } from "./doctor/exit-of.ts";
import { fix } from "./doctor/fix.ts";
import { checkLines } from "./doctor/lines.ts";
import { EXIT } from "./exit-codes.ts";
import { findConfig } from "./find-config.ts";
import { complain, controlSocket, type Io, isTerminal, say } from "./io.ts";
import { jsonText } from "./print/json.ts";

/**
 * `claude-failover doctor`: looks at everything that the pool needs, with or without a daemon. Exit codes: 0 nothing
 * failed, 1 something did, 4 `--fix` could do nothing of what is to be done.
 */
export async function run(args: Args, io: Io): Promise<number> {
	const misused = misuse(args, io);
	if (misused !== null) {
		complain(io, misused);
		return EXIT.usage;
	}
	const world = await surroundings(args, io);
	const checks = await (has(args, "security") ? examineSecurity : examine)(world);
	if (has(args, "fix")) return fix(world, checks, args, io);
	if (has(args, "json")) say(io, jsonText({ schemaVersion: SCHEMA_VERSION, checks, fix: null }, 2));
	else for (const line of checkLines(checks)) say(io, line);
	return exitOf(checks);
}

function misuse(args: Args, io: Io): string | null {
	const [yes, dryRun] = [has(args, "yes"), has(args, "dry-run")];
	if (has(args, "security") && has(args, "fix")) return "--security only looks: leave out --fix";
	if (!has(args, "fix")) return yes || dryRun ? "--yes and --dry-run go with --fix" : null;
	if (yes || dryRun) return null;
	if (has(args, "json"))
		return "doctor --fix --json does not ask: add --dry-run to look or --yes to fix";
	if (isTerminal(io)) return null;
	return "there is no terminal to ask on: add --yes to fix, or --dry-run to look";
}

async function surroundings(args: Args, io: Io): Promise<Surroundings> {
	return {
		found: await findConfig(lastValue(args, "config"), io),
		environment: io.env,
		now: io.now(),
		socket: controlSocket(io),
		node: process.versions.node,
		memory: await readMemory(),
		files: systemFiles,
		commands: runCommand,
	};
}
