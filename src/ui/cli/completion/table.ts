import type { CommandSpec, Options, Takes } from "../command.ts";

/** What the shells look up: a key in words, and the lines that answer it. */
export type Entry = readonly [key: string, lines: readonly string[]];

/** What every command takes besides its own options. */
const EVERYWHERE: Options = {
	config: { type: "string", takes: "file", help: "the configuration" },
	help: { type: "boolean", help: "how it is used" },
};

/**
 * All that the completion scripts know, from the table of commands. Keys: `options COMMAND ACTION`, `value COMMAND
 * --OPTION`, `action COMMAND WORD`, `takes COMMAND ACTION PLACE` (`*` as the place: whichever comes). An answer is one
 * `@kind`, or lines of `word:what it means`.
 */
export function completionTable(
	commands: readonly CommandSpec[],
	globals: Options,
): readonly Entry[] {
	const summaries = commands.map(({ name, summary }) => `${name}:${summary}`);
	const names = [...summaries, "help:the help of a command"];
	return [
		["takes   0", names],
		["takes help  0", summaries],
		["options  ", optionLines(globals, "")],
		...values("", globals),
		...commands.flatMap(ofCommand),
	];
}

function ofCommand(command: CommandSpec): readonly Entry[] {
	const { name, takes = [], actions = {}, words } = command;
	const options = { ...EVERYWHERE, ...command.options };
	const names = Object.keys(actions);
	return [
		...values(name, options),
		...["", ...names].map((action): Entry => {
			return [`options ${name} ${action}`, optionLines(options, action)];
		}),
		...(names.length > 0 ? [[`takes ${name}  0`, names] as const] : []),
		...places(`takes ${name} `, takes, words[1]),
		...names.flatMap((action): readonly Entry[] => [
			[`action ${name} ${action}`, [action]],
			...places(`takes ${name} ${action}`, actions[action] ?? [], words[1] - 1),
		]),
	];
}

/** Where more words may come than are named, further files may. */
function places(key: string, takes: readonly Takes[], most: number): readonly Entry[] {
	const named = takes.map((one, at): Entry => [`${key} ${at}`, answer(one)]);
	const more = takes.at(-1) === "file" && most > takes.length;
	return more ? [...named, [`${key} *`, answer("file")]] : named;
}

function values(command: string, options: Options): readonly Entry[] {
	return Object.entries(options).flatMap(([name, { type, takes = "text" }]): readonly Entry[] => {
		return type === "string" ? [[`value ${command} --${name}`, answer(takes)]] : [];
	});
}

function optionLines(options: Options, action: string): readonly string[] {
	return Object.entries(options)
		.filter(([, spec]) => spec.with === undefined || spec.with.includes(action))
		.map(([name, { help }]) => `--${name}:${help}`);
}

function answer(takes: Takes): readonly string[] {
	return typeof takes === "string" ? [`@${takes}`] : takes;
}
