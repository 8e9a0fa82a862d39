import { dirname, resolve } from "node:path";
import type { Config } from "./config.ts";
import { crossChecks } from "./cross-checks.ts";
import { effectiveConfig } from "./effective.ts";
import { type DataProblem, explain } from "./explain.ts";
import type { Environment } from "./paths.ts";
import { keyText, type Problem } from "./problem.ts";
import { configSchema } from "./schema.ts";
import { type ConfigDocument, readDocument } from "./text/document.ts";
import { readText } from "./text/read-text.ts";
import { findSecrets } from "./text/secrets.ts";

export type LoadResult =
	| { readonly kind: "ok"; readonly config: Config; readonly warnings: readonly Problem[] }
	| { readonly kind: "invalid"; readonly problems: readonly Problem[] };

/** What a configuration is read against: the environment and the operator's home directory. */
export interface LoadContext {
	readonly env: Environment;
	readonly home: string;
}

/** Reads and checks a configuration file. Every problem found is in the result, in file order. */
export function loadConfig(file: string, context: LoadContext): LoadResult {
	const read = readText(file);
	if (read.kind === "ok") return loadConfigText(read.text, file, context);
	const { what, remedy } = read;
	return { kind: "invalid", problems: [{ file, line: null, column: null, key: "", what, remedy }] };
}

/** The same for a text that is, or would be, in `file`; nothing but account homes is looked at. */
export function loadConfigText(text: string, file: string, context: LoadContext): LoadResult {
	const document = readDocument(text);
	const secrets = secretProblems(text, file, document);
	if (document.data === null) {
		const syntax = document.problems.map((problem) => {
			const place = document.place(problem.offset);
			const { what, remedy } = problem;
			return { file, ...place, key: keyText(problem.path), what, remedy };
		});
		return { kind: "invalid", problems: inOrder([...secrets, ...syntax]) };
	}
	const paths = { ...context, baseDir: dirname(resolve(file)) };
	const schema = configSchema(paths);
	const parsed = schema.safeParse(document.data);
	const found = [
		...explain(parsed.error?.issues ?? [], document.data, schema),
		...crossChecks(document.data, paths),
	];
	const problems = withSecrets(secrets, placed(found, file, document));
	if (!parsed.success || problems.length > 0)
		return { kind: "invalid", problems: inOrder(problems) };
	const { config, warnings } = effectiveConfig(parsed.data, file, paths);
	return { kind: "ok", config, warnings: inOrder(placed(warnings, file, document)) };
}

function secretProblems(text: string, file: string, document: ConfigDocument): readonly Problem[] {
	return findSecrets(text).map(({ offset, name }) => {
		return {
			file,
			...document.place(offset),
			key: keyText(document.pathAt(offset)),
			what: `${name} is written here, and no secret belongs in this file`,
			remedy:
				"put it into a variable or a file of mode 0600, name that here, and replace the secret",
		};
	});
}

/** A place with a secret in it has no second problem. */
function withSecrets(secrets: readonly Problem[], others: readonly Problem[]): readonly Problem[] {
	const taken = new Set(secrets.map(({ line, column }) => `${line}:${column}`));
	return [...secrets, ...others.filter(({ line, column }) => !taken.has(`${line}:${column}`))];
}

function placed(
	found: readonly DataProblem[],
	file: string,
	document: ConfigDocument,
): readonly Problem[] {
	return found.map(({ path, part, what, remedy }) => {
		return { file, ...document.locate(path, part), key: keyText(path), what, remedy };
	});
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
	return problems.toSorted(
		(a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
	);
}
