import type { Io } from "./io.ts";

/** Names that only the running daemon knows. */
export type LiveNames = "account" | "checkpoint" | "project" | "session" | "task";

/** What a word or the value of an option may be, for the completion of shells; a list: one of these. */
export type Takes = LiveNames | "file" | "text" | readonly string[];

/** One option of a command. */
export interface OptionSpec {
	readonly type: "boolean" | "string";
	readonly multiple?: boolean;
	readonly short?: string;
	/** What the value is called in the help; for `string` only. */
	readonly value?: string;
	/** What the value may be; absent: any text. */
	readonly takes?: Takes;
	/** The actions of the command that it goes with, `""` for none of them; absent: with all. */
	readonly with?: readonly string[];
	readonly help: string;
}

export type Options = Readonly<Record<string, OptionSpec>>;

/** What was on the command line, checked against the command's options. */
export interface Args {
	readonly flags: ReadonlySet<string>;
	readonly values: Readonly<Record<string, readonly string[]>>;
	readonly words: readonly string[];
}

export type Run = (args: Args, io: Io) => Promise<number>;

/** A command as the help shows it and as it is found; its code is loaded only when it runs. */
export interface CommandSpec {
	readonly name: string;
	readonly summary: string;
	/** After the command's name, as in `[--to ACCOUNT] [--yes]`. */
	readonly usage: string;
	readonly options: Options;
	/** How many words it takes after its name. */
	readonly words: readonly [least: number, most: number];
	/** What these words may be, in their order; the last may come again. Absent: nothing is known of them. */
	readonly takes?: readonly Takes[];
	/** Words that say what is to be done, as `add` in `queue add`, and what the words after them may be. */
	readonly actions?: Readonly<Record<string, readonly Takes[]>>;
	readonly examples: readonly (readonly [line: string, does: string])[];
	/** It reads its own words and options, unchecked. */
	readonly ownWords?: boolean;
	readonly notes?: string;
	load(): Promise<Run>;
}

/** The last value given for an option. */
export function lastValue(args: Args, name: string): string | null {
	return args.values[name]?.at(-1) ?? null;
}

/** Whether a flag was given. */
export function has(args: Args, name: string): boolean {
	return args.flags.has(name);
}
