import { parseArgs } from "node:util";
import { configAsYaml } from "../../engine/config/as-file.ts";
import { checkHomes } from "../../engine/config/check-homes.ts";
import { type LoadResult, loadConfig } from "../../engine/config/load.ts";
import { findConfigFile } from "../../engine/config/paths.ts";
import { formatProblem, type Problem } from "../../engine/config/problem.ts";
import { keyProblems } from "./own-keys.ts";

/** What a command sees of the world outside. */
export interface ConfigIo {
	readonly stdout: { write(text: string): unknown };
	readonly stderr: { write(text: string): unknown };
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly home: string;
}

const USAGE = `usage: claude-failover config check [FILE] [--json]
       claude-failover config show [FILE] [--json]
`;

/**
 * `config check [FILE]` and `config show`: `argv` is what follows `config`.
 * Gives the exit code: 0 when the file is right, 2 when it or the usage is not.
 */
export async function configCommand(argv: readonly string[], io: ConfigIo): Promise<number> {
	const asked = readArguments(argv);
	if (asked === null) {
		io.stderr.write(USAGE);
		return 2;
	}
	const file = findConfigFile({ env: io.env, home: io.home, flag: asked.file });
	const result = loadConfig(file, io);
	if (asked.action === "check") return check(file, result, asked.json, io);
	return show(file, result, asked.json, io);
}

interface Asked {
	readonly action: "check" | "show";
	readonly file: string | null;
	readonly json: boolean;
}

function readArguments(argv: readonly string[]): Asked | null {
	try {
		const { values, positionals } = parseArgs({
			args: [...argv],
			allowPositionals: true,
			options: { json: { type: "boolean" }, config: { type: "string" } },
		});
		const [action, file, ...rest] = positionals;
		if ((action !== "check" && action !== "show") || rest.length > 0) return null;
		return { action, file: file ?? values.config ?? null, json: values.json ?? false };
	} catch {
		return null;
	}
}

function check(file: string, result: LoadResult, json: boolean, io: ConfigIo): number {
	const problems = result.kind === "ok" ? [] : result.problems;
	const warnings = result.kind === "ok" ? warningsOf(result) : [];
	const ok = result.kind === "ok";
	if (json) {
		writeJson(io, { file, ok, problems, warnings });
		return ok ? 0 : 2;
	}
	writeLines(io.stderr, problems, "");
	writeLines(io.stderr, warnings, "warning: ");
	if (ok) io.stdout.write(`${file}: ok\n`);
	return ok ? 0 : 2;
}

function warningsOf({ config, warnings }: Extract<LoadResult, { kind: "ok" }>) {
	return [...warnings, ...checkHomes(config), ...keyProblems(config)];
}

function show(file: string, result: LoadResult, json: boolean, io: ConfigIo): number {
	if (result.kind === "invalid") {
		if (json) writeJson(io, { file, config: null, problems: result.problems, warnings: [] });
		else writeLines(io.stderr, result.problems, "");
		return 2;
	}
	const { config, warnings } = result;
	if (json) {
		writeJson(io, { file, config, problems: [], warnings });
		return 0;
	}
	writeLines(io.stderr, warnings, "warning: ");
	io.stdout.write(`# effective configuration, from ${file}\n`);
	io.stdout.write(`# state: ${config.paths.stateDir}\n# runtime: ${config.paths.runtimeDir}\n`);
	io.stdout.write(configAsYaml(config));
	return 0;
}

function writeLines(to: ConfigIo["stderr"], problems: readonly Problem[], before: string): void {
	for (const problem of problems) to.write(`${before}${formatProblem(problem)}\n`);
}

function writeJson(io: ConfigIo, answer: object): void {
	io.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...answer }, null, 2)}\n`);
}
