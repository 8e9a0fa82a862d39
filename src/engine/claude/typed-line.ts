/** UTF-16 units; more is a task, or an attached terminal's. */
export const LONGEST_LINE = 900;

/** Control characters and line ends; characters that turn the direction of what follows. */
const NOT_PLAIN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What begins with them is a command of the program, not a prompt: no turn would confirm it. */
const COMMAND = /^\s*[/!#]/;

/** Why a line cannot be typed into a session as a prompt; `null`: it can. */
export function whyNotTyped(line: string): string | null {
	if (line.trim() === "") return "there is nothing in it";
	if (line.length > LONGEST_LINE) return `it is longer than ${LONGEST_LINE} characters`;
	if (!line.isWellFormed()) return "it is not well-formed Unicode";
	if (NOT_PLAIN.test(line)) return "it holds line ends or control characters";
	return COMMAND.test(line) ? "it begins with /, ! or #, which is a command of claude" : null;
}
