import { quoteWords } from "./quote.ts";
import type { PaneExpected } from "./tmux.ts";

/** What tmux prints when a pane is not as expected. */
export const CHANGED = "CCL-CHANGED";

/** UTF-16 units of a line that is pasted. */
const LONGEST = 1_000;
const NOT_PLAIN = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** The command that presses one key, or says `CHANGED`. */
export function pressCommand(expected: PaneExpected, owner: string, key: string): string {
	const act = quoteWords(["send-keys", "-t", expected.pane, key]);
	const words = [stillThere(expected, owner), act, `display-message -p ${CHANGED}`];
	return `if-shell -F -t ${expected.pane} ${quoteWords(words)}`;
}

/** Enter goes with the paste: whatever becomes of one becomes of both. The buffer is gone afterwards either way. */
export function pasteCommand(expected: PaneExpected, owner: string, buffer: string): string {
	const { pane } = expected;
	const paste = quoteWords(["paste-buffer", "-p", "-d", "-b", buffer, "-t", pane]);
	const act = `${paste} ; ${quoteWords(["send-keys", "-t", pane, "Enter"])}`;
	const drop = `${quoteWords(["delete-buffer", "-b", buffer])} ; display-message -p ${CHANGED}`;
	return `if-shell -F -t ${pane} ${quoteWords([stillThere(expected, owner), act, drop])}`;
}

/** Throws on what a terminal could take for more than text. */
export function assertPlainLine(line: string): void {
	if (line !== "" && line.length < LONGEST && !NOT_PLAIN.test(line)) return;
	throw new Error(`a pasted line is short and has no control characters: ${JSON.stringify(line)}`);
}

/** A format that is true while the pane is ours, runs that process, and shows what is expected of it. */
function stillThere(expected: PaneExpected, owner: string): string {
	const same = [
		`#{==:#{@ccl_owner},${owner}}`,
		`#{==:#{@ccl_incarnation},${expected.incarnation}}`,
		`#{==:#{pane_pid},${expected.pid}}`,
		// Keys that are pressed while somebody reads back in a pane go to tmux, not to the program.
		"#{==:#{pane_in_mode},0}",
		...cursorAt(expected.cursor),
		...expected.shows.map(shown),
	];
	return same.reduce((all, one) => `#{&&:${all},${one}}`);
}

function cursorAt(cursor: PaneExpected["cursor"]): readonly string[] {
	if (cursor === undefined) return [];
	return [`#{==:#{cursor_x},${cursor.x}}`, `#{==:#{cursor_y},${cursor.y}}`];
}

function shown(pattern: string): string {
	if (/[#,{}]/.test(pattern)) throw new Error(`not usable inside a tmux format: ${pattern}`);
	return `#{C/r:${pattern}}`;
}
