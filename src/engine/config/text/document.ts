import {
	type Document,
	isMap,
	isPair,
	isScalar,
	Lexer,
	LineCounter,
	type Node,
	parseDocument,
	visit,
} from "yaml";
import type { Wrong } from "../problem.ts";
import { nodePlaces, type Place } from "./places.ts";
import { plainText, shown } from "./shown.ts";

/** A problem of the text itself, at an offset. */
export interface TextProblem extends Wrong {
	readonly offset: number;
	readonly path: readonly PropertyKey[];
}

export interface ConfigDocument {
	/** Plain data; null when the text could not be understood as a whole. */
	readonly data: Readonly<Record<string, unknown>> | null;
	readonly problems: readonly TextProblem[];
	/** Where a key, or the value under it, stands; the nearest one above when it is missing. */
	locate(path: readonly PropertyKey[], part: "key" | "value"): Place;
	/** Path of the innermost value around an offset. */
	pathAt(offset: number): readonly PropertyKey[];
	/** Line and column of an offset. */
	place(offset: number): Place;
}

/** Flow brackets, or list items on one line, that may lie in each other. */
const DEEPEST = 40;
const FLOW_STEP: Readonly<Record<string, number>> = { "[": 1, "{": 1, "]": -1, "}": -1 };

/** Reads YAML 1.2 core without aliases and tags; an empty value in a section is undefined. */
export function readDocument(text: string): ConfigDocument {
	const lines = new LineCounter();
	const document = parse(text, lines);
	const places = nodePlaces(document?.contents ?? null, lines);
	if (document === null) {
		const problem = { offset: 0, path: [], what: "nested too deeply", remedy: "write it flat" };
		return { data: null, problems: [problem], ...places };
	}
	const syntax = syntaxProblems(document);
	const structure = syntax.length === 0 ? structureProblems(document) : [];
	const problems = [...syntax, ...structure].map((problem) => {
		return { ...problem, path: places.pathAt(problem.offset) };
	});
	if (problems.length > 0) return { data: null, problems, ...places };
	if (!isMap(document.contents)) return { data: null, problems: [noSection(document)], ...places };
	const data = withoutNulls(document.toJS({ maxAliasCount: 0 }), []);
	return { data: data as Record<string, unknown>, problems: [], ...places };
}

/** Null when the text is nested so deeply that parsing it would be slow or fail. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed | null {
	if (isTooDeep(text)) return null;
	return parseDocument(text, {
		lineCounter,
		prettyErrors: false,
		// Checked below in linear time, and with the place of the second one.
		uniqueKeys: false,
		stringKeys: true,
		version: "1.2",
		schema: "core",
		merge: false,
		logLevel: "error",
	});
}

function isTooDeep(text: string): boolean {
	let flow = 0;
	let items = 0;
	for (const token of new Lexer().lex(text)) {
		flow += FLOW_STEP[token] ?? 0;
		if (token.endsWith("\n")) items = 0;
		else if (token === "-" || token === "?") items += 1;
		if (flow > DEEPEST || items > DEEPEST) return true;
	}
	return false;
}

type Unplaced = Wrong & { readonly offset: number };

function syntaxProblems(document: Document.Parsed): Unplaced[] {
	return [...document.errors, ...document.warnings].map((error) => {
		const what = error.code === "MULTIPLE_DOCS" ? "a second document begins here" : error.message;
		return { offset: error.pos[0], what: `YAML: ${plainText(what, 160)}`, remedy: "" };
	});
}

function structureProblems(document: Document.Parsed): Unplaced[] {
	const found: Unplaced[] = [];
	visit(document, {
		Alias(_, node) {
			const what = `an alias (*${plainText(node.source, 40)})`;
			found.push({ offset: start(node), what, remedy: "write the value out" });
		},
		Map(_, node) {
			found.push(...duplicates(node.items));
		},
	});
	return found;
}

function duplicates(items: readonly unknown[]): Unplaced[] {
	const seen = new Set<unknown>();
	const found: Unplaced[] = [];
	for (const pair of items) {
		if (!isPair(pair) || !isScalar(pair.key)) continue;
		const key = pair.key;
		if (seen.has(key.value)) {
			const what = `${shown(key.value)} is here a second time in one section`;
			found.push({ offset: start(key), what, remedy: "keep one of them" });
		}
		seen.add(key.value);
	}
	return found;
}

function noSection(document: Document.Parsed): TextProblem {
	const node = document.contents;
	const empty = node === null || (isScalar(node) && node.value === null);
	const what = empty ? "the file is empty" : "the file is not made of sections (`accounts:` …)";
	const remedy = "see config.example.yaml, or run `claude-failover init`";
	return { offset: start(node), path: [], what, remedy };
}

function start(node: Node | null): number {
	return node?.range?.[0] ?? 0;
}

/** `key:` with nothing after it means the default; a variable of `env` must have a value. */
function withoutNulls(value: unknown, path: readonly string[]): unknown {
	if (Array.isArray(value)) return value.map((item) => withoutNulls(item, path));
	if (typeof value !== "object" || value === null) return value;
	const keep = path.at(-1) === "env";
	const entries = Object.entries(value).map(([key, item]) => {
		return [key, item === null && !keep ? undefined : withoutNulls(item, [...path, key])];
	});
	return Object.fromEntries(entries);
}
