import { quoteWords } from "./quote.ts";
import type { EmptyBox, PaneExpected, PaneProcess } from "./tmux.ts";

/** What tmux prints when a pane is not as expected. */
export const CHANGED = "CCL-CHANGED";

/** UTF-16 units of a line that is pasted. */
const LONGEST = 1_000;
const NOT_PLAIN = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** The command that presses one key, or says `CHANGED`. */
export function pressCommand(expected: PaneExpected, owner: string, key: string): string {
	const act = quoteWords(["send-keys", "-t", expected.pane, key]);
	const there = [...stillThere(expected, owner), ...expected.shows.map(shown)];
	const words = [all(there), act, `display-message -p ${CHANGED}`];
	return `if-shell -F -t ${expected.pane} ${quoteWords(words)}`;
}

/** Enter goes with the paste: whatever becomes of one becomes of both. The buffer is gone afterwards either way. */
export function pasteCommand(expected: EmptyBox, owner: string, buffer: string): string {
	const { pane } = expected;
	const paste = quoteWords(["paste-buffer", "-p", "-d", "-b", buffer, "-t", pane]);
	const act = `${paste} ; ${quoteWords(["send-keys", "-t", pane, "Enter"])}`;
	const drop = `${quoteWords(["delete-buffer", "-b", buffer])} ; display-message -p ${CHANGED}`;
	const there = all([...stillThere(expected, owner), ...atEmptyBox(expected)]);
	return `if-shell -F -t ${pane} ${quoteWords([there, act, drop])}`;
}

/** Throws on what a terminal could take for more than text. */
export function assertPlainLine(line: string): void {
	if (line !== "" && line.length < LONGEST && !NOT_PLAIN.test(line)) return;
	throw new Error(`a pasted line is short and has no control characters: ${JSON.stringify(line)}`);
}

/** Formats that are true while the pane is ours, runs that process, and nobody reads back in it. */
function stillThere(expected: PaneProcess, owner: string): readonly string[] {
	return [
		`#{==:#{@ccl_owner},${owner}}`,
		`#{==:#{@ccl_incarnation},${expected.incarnation}}`,
		`#{==:#{pane_pid},${expected.pid}}`,
		// Keys that are pressed while somebody reads back in a pane go to tmux, not to the program.
		"#{==:#{pane_in_mode},0}",
	];
}

/** Formats that are true while the cursor stands in the empty box, and nobody has been at the pane lately. */
function atEmptyBox({ row, column, untouchedSince }: EmptyBox): readonly string[] {
	const since = Math.floor(untouchedSince / 1_000);
	return [
		`#{==:#{cursor_x},${column}}`,
		// Rows count from 0 for the cursor, and from 1 for what is found.
		`#{==:${shown(row)},#{e|+:#{cursor_y},1}}`,
		`#{||:#{==:#{session_attached},0},#{e|<:#{session_activity},${since}}}`,
	];
}

function all(formats: readonly string[]): string {
	return formats.reduce((both, one) => `#{&&:${both},${one}}`);
}

function shown(pattern: string): string {
	if (/[#,{}]/.test(pattern)) throw new Error(`not usable inside a tmux format: ${pattern}`);
	return `#{C/r:${pattern}}`;
}
