import { shown } from "./text/shown.ts";

/** One thing that is wrong in a configuration file: where, what, and what to do about it. */
export interface Problem {
	readonly file: string;
	/** Both count from 1; both are null when the problem is the file as a whole. */
	readonly line: number | null;
	readonly column: number | null;
	/** Dotted, as in `accounts[1].home`; empty for the file as a whole. */
	readonly key: string;
	readonly what: string;
	readonly remedy: string;
}

/** What is wrong, without the place. */
export interface Wrong {
	readonly what: string;
	readonly remedy: string;
}

/** `["accounts", 1, "home"]` as `accounts[1].home`; strange keys are shown harmlessly. */
export function keyText(path: readonly PropertyKey[]): string {
	let text = "";
	for (const part of path) {
		if (typeof part === "number") text += `[${part}]`;
		else text += `${text === "" ? "" : "."}${plainKey(String(part))}`;
	}
	return text;
}

/** One line for people: `config.yaml:12:5 quota.poll_intervall: unknown key; did you mean …?` */
export function formatProblem(problem: Problem): string {
	const place =
		problem.line === null ? problem.file : `${problem.file}:${problem.line}:${problem.column ?? 1}`;
	const head = problem.key === "" ? `${place}: ` : `${place} ${problem.key}: `;
	return `${head}${problem.what}${problem.remedy === "" ? "" : `; ${problem.remedy}`}`;
}

function plainKey(key: string): string {
	return /^[\w<.-]{1,60}$/.test(key) ? key : shown(key);
}
