import { parseArgs } from "node:util";
import { nearest } from "../../engine/config/nearest.ts";
import type { Args, Options } from "./command.ts";

export type Parsed =
	| { readonly kind: "ok"; readonly args: Args }
	| { readonly kind: "wrong"; readonly what: string };

type Token = NonNullable<ReturnType<typeof tokensOf>>[number];

/** Checks words against the options of a command; every fault is said in words. */
export function parseWords(
	words: readonly string[],
	options: Options,
	[least, most]: readonly [number, number],
): Parsed {
	const flags = new Set<string>();
	const values: Record<string, string[]> = {};
	const positionals: string[] = [];
	for (const token of tokensOf(words, options)) {
		if (token.kind === "positional") positionals.push(token.value);
		if (token.kind !== "option") continue;
		const fault = faultOf(token, options);
		if (fault !== null) return { kind: "wrong", what: fault };
		if (token.value === undefined) flags.add(token.name);
		else values[token.name] = [...(values[token.name] ?? []), token.value];
	}
	if (positionals.length < least) return { kind: "wrong", what: "a word is missing" };
	const extra = positionals[most];
	if (extra !== undefined) return { kind: "wrong", what: `unexpected "${extra}"` };
	return { kind: "ok", args: { flags, values, words: positionals } };
}

/** Words before the command's name (global options), the name, and what follows it. */
export function splitCommand(
	words: readonly string[],
	globals: Options,
): {
	readonly before: readonly string[];
	readonly name: string | null;
	readonly after: readonly string[];
} {
	const first = tokensOf(words, globals).find((token) => token.kind === "positional");
	if (first === undefined) return { before: words, name: null, after: [] };
	const before = words.slice(0, first.index);
	return { before, name: words[first.index] ?? null, after: words.slice(first.index + 1) };
}

function tokensOf(words: readonly string[], options: Options) {
	const config = Object.fromEntries(
		Object.entries(options).map(([name, { type, short }]) => [
			name,
			{ type, ...(short !== undefined && { short }), multiple: true },
		]),
	);
	return parseArgs({
		args: [...words],
		options: config,
		strict: false,
		allowPositionals: true,
		tokens: true,
	}).tokens;
}

function faultOf(token: Extract<Token, { kind: "option" }>, options: Options): string | null {
	const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
	if (spec === undefined) return `unknown option ${token.rawName}${meant(token.name, options)}`;
	if (spec.type === "boolean" && token.value !== undefined) {
		return `${token.rawName} takes no value`;
	}
	if (spec.type === "string" && !isValue(token)) {
		return `${token.rawName} needs a value: ${token.rawName} ${spec.value ?? "VALUE"}`;
	}
	return null;
}

/** `--to --yes` means that the value was forgotten; `--to=--yes` is meant so. */
function isValue(token: Extract<Token, { kind: "option" }>): boolean {
	if (token.value === undefined || token.value === "") return false;
	return token.inlineValue === true || !token.value.startsWith("-");
}

function meant(name: string, options: Options): string {
	const known = nearest(name, Object.keys(options));
	return known === null ? "" : `; did you mean --${known}?`;
}
