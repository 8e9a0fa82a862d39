import { loadConfigText } from "../../../src/engine/config/load.ts";
import { formatProblem } from "../../../src/engine/config/problem.ts";

export const OPERATOR = { env: { WORK: "/srv/op" }, home: "/home/operator" };

/** A file that has nothing wrong with it, to which a test adds what it is about. */
export const SOUND = `accounts:
  - { name: main, home: ~/.claude-accounts/main }
  - { name: spare, home: ~/.claude-accounts/spare }
`;

/** The problems of a text as lines for people. */
export function problemsOf(text: string): readonly string[] {
	const result = loadConfigText(text, "config.yaml", OPERATOR);
	return result.kind === "ok" ? [] : result.problems.map(formatProblem);
}

/** The effective configuration of a text that must be right. */
export function configOf(text: string) {
	const result = loadConfigText(text, "/etc/ccf/config.yaml", OPERATOR);
	if (result.kind === "ok") return result;
	throw new Error(result.problems.map(formatProblem).join("\n"));
}
