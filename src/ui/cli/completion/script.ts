import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandSpec, Options } from "../command.ts";
import { completionTable, type Entry } from "./table.ts";

export type Shell = "bash" | "zsh";

/** How the script calls this program for the names that only the daemon knows. */
export type Program = readonly [interpreter: string, file: string];

/** The completion script of a shell: what it looks up, how it reads the line, and how it offers words. */
export function completionScript(
	shell: Shell,
	program: Program,
	commands: readonly CommandSpec[],
	globals: Options,
): string {
	const entries = completionTable(commands, globals);
	return [
		...(shell === "zsh" ? ["#compdef claude-failover ccf"] : []),
		"# Printed by `claude-failover completion`: print it again rather than change it.",
		`_claude_failover_program=(${program.map(quoted).join(" ")})`,
		"",
		lookup(entries),
		asset("complete-words.sh"),
		asset(`complete-${shell}.sh`),
	].join("\n");
}

/** One word to a shell, whatever is in it. */
export function quoted(text: string): string {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function lookup(entries: readonly Entry[]): string {
	const cases = entries.map(([key, lines]) => {
		const everyPlace = key.endsWith(" *");
		const pattern = everyPlace ? `${quoted(key.slice(0, -1))}*` : quoted(key);
		return `\t\t${pattern}) _cf_answer=${quoted(lines.join("\n"))} ;;`;
	});
	return [
		"# Gives in _cf_answer what is known under a key, and nothing for another one.",
		"_claude_failover_look_up() {",
		"\tcase $1 in",
		...cases,
		"\t\t*) _cf_answer='' ;;",
		"\tesac",
		"}",
		"",
	].join("\n");
}

/** From the sources and from the bundles the scripts lie in `assets/` beside this file. */
function asset(name: string): string {
	return readFileSync(join(import.meta.dirname, "assets", name), "utf8");
}
