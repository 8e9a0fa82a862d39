import type { Io } from "./io.ts";

/** One option of a command. */
export interface OptionSpec {
	readonly type: "boolean" | "string";
	readonly multiple?: boolean;
	readonly short?: string;
	/** What the value is called in the help; for `string` only. */
	readonly value?: string;
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
