import type { CommandSpec, Options } from "./command.ts";
import { commands, globalOptions } from "./commands/all.ts";
import { align } from "./print/table.ts";

const PROGRAM = "claude-failover";

/** The help of the whole program. */
export function mainHelp(): readonly string[] {
	return [
		`${PROGRAM} keeps a pool of Claude Code sessions at work across several accounts.`,
		"",
		"Usage:",
		...indent([
			[PROGRAM, "the control room; attaches to a running daemon, else runs the engine itself"],
			[`${PROGRAM} --headless`, "the engine only, for systemd"],
			[`${PROGRAM} COMMAND …`, "one of the commands below"],
		]),
		"",
		"Commands:",
		...indent(commands.map(({ name, summary }) => [name, summary])),
		"",
		"Options:",
		...optionLines(globalOptions),
		"",
		"Examples:",
		...indent([
			[`${PROGRAM} demo`, "see a failover with simulated accounts"],
			[`${PROGRAM} init`, "write a configuration for this machine"],
			[`${PROGRAM} switch --dry-run`, "what a switch would do now"],
		]),
		"",
		"Exit status: 0 done, 1 failed, 2 wrong usage or configuration, 3 no daemon, 4 refused.",
		`\`${PROGRAM} COMMAND --help\` tells more about a command.`,
	];
}

/** The help of one command. */
export function commandHelp(command: CommandSpec): readonly string[] {
	const options = optionLines(command.options);
	return [
		`${PROGRAM} ${command.name}: ${command.summary}`,
		"",
		`Usage: ${PROGRAM} ${command.name} ${command.usage}`.trimEnd(),
		...(options.length === 0 ? [] : ["", "Options:", ...options]),
		"",
		"Examples:",
		...indent(command.examples.map(([line, does]) => [`${PROGRAM} ${line}`, does])),
		...(command.notes === undefined ? [] : ["", ...command.notes.split("\n")]),
	];
}

function optionLines(options: Options): readonly string[] {
	const rows = Object.entries(options).map(([name, { short, value, help }]) => {
		const long = `--${name}${value === undefined ? "" : ` ${value}`}`;
		return [short === undefined ? long : `${long}, -${short}`, help];
	});
	return indent(rows);
}

function indent(rows: readonly (readonly string[])[]): readonly string[] {
	return align(rows).map((line) => `  ${line}`);
}
