import { nearest } from "../../engine/config/nearest.ts";
import { VERSION } from "../../version.ts";
import { type Args, type CommandSpec, has, lastValue } from "./command.ts";
import { commands, complete, globalOptions } from "./commands/all.ts";
import { EXIT } from "./exit-codes.ts";
import { commandHelp, mainHelp } from "./help.ts";
import { complain, type Io, say } from "./io.ts";
import { parseWords, splitCommand } from "./parse.ts";

/** Runs the program with these words and gives its exit status. */
export async function runProgram(words: readonly string[], io: Io): Promise<number> {
	const { before, name, after } = splitCommand(words, globalOptions);
	const parsed = parseWords(before, globalOptions, [0, 0]);
	if (parsed.kind === "wrong") return misuse(io, parsed.what, null);
	const globals = parsed.args;
	if (has(globals, "version")) {
		say(io, VERSION);
		return EXIT.done;
	}
	if (name === "help") return help(after[0] ?? null, io);
	if (has(globals, "help")) return help(name, io);
	if (name === null) return start(globals, io);
	const command = [...commands, complete].find((one) => one.name === name);
	if (command === undefined) return unknownCommand(name, io);
	return runCommand(command, globals, after, io);
}

async function start(globals: Args, io: Io): Promise<number> {
	const [readonly, takeover] = [has(globals, "readonly"), has(globals, "takeover")];
	const ask = { config: lastValue(globals, "config"), readonly, takeover };
	if (has(globals, "headless")) return (await import("./headless.ts")).startHeadless(ask, io);
	return (await import("./room.ts")).startRoom(ask, io);
}

async function runCommand(
	command: CommandSpec,
	globals: Args,
	words: readonly string[],
	io: Io,
): Promise<number> {
	if (wantsHelp(words)) return help(command.name, io);
	const misplaced = misplacedGlobal(globals, command);
	if (misplaced !== null) return misuse(io, misplaced, command);
	const config = globals.values.config ?? [];
	if (command.ownWords) {
		const extra = config.flatMap((file) => ["--config", file]);
		const args = { flags: new Set<string>(), values: {}, words: [...words, ...extra] };
		return (await command.load())(args, io);
	}
	const parsed = parseWords(words, { ...command.options, config: configOption }, command.words);
	if (parsed.kind === "wrong") return misuse(io, parsed.what, command);
	const { args } = parsed;
	const values = { config, ...args.values };
	const flags = new Set([...globals.flags, ...args.flags]);
	return (await command.load())({ ...args, flags, values }, io);
}

const configOption = { type: "string", value: "FILE", help: "the configuration" } as const;

function wantsHelp(words: readonly string[]): boolean {
	const end = words.indexOf("--");
	const options = end < 0 ? words : words.slice(0, end);
	return options.includes("--help") || options.includes("-h");
}

/** `--headless`, `--takeover` and `--readonly` mean something without a command, or where a command has them too. */
function misplacedGlobal({ flags }: Args, { name, options }: CommandSpec): string | null {
	const globals = ["headless", "takeover", "readonly"];
	const flag = globals.find((one) => flags.has(one) && !Object.hasOwn(options, one));
	return flag === undefined ? null : `--${flag} does not go with ${name}`;
}

function help(name: string | null, io: Io): number {
	const command = commands.find((one) => one.name === name);
	if (name !== null && command === undefined) return unknownCommand(name, io);
	const lines = command === undefined ? mainHelp() : commandHelp(command);
	for (const line of lines) say(io, line);
	return EXIT.done;
}

function unknownCommand(name: string, io: Io): number {
	const names = commands.map((one) => one.name);
	const known = nearest(name, names) ?? names.find((one) => one.startsWith(name)) ?? null;
	const hint = known === null ? "" : `; did you mean ${known}?`;
	return misuse(io, `unknown command ${JSON.stringify(name)}${hint}`, null);
}

function misuse(io: Io, what: string, command: CommandSpec | null): number {
	complain(io, what);
	const of = command === null ? "" : ` ${command.name}`;
	if (command !== null) io.stderr.write(`Usage: claude-failover${of} ${command.usage}\n`);
	io.stderr.write(`Try \`claude-failover${of} --help\`.\n`);
	return EXIT.usage;
}
