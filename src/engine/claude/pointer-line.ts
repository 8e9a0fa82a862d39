/** Of a pasted line of this length the program makes no "pasted text" (seen on 2.1.330: of 2,000 it does). */
const LONGEST = 800;

/** Characters that a terminal acts on, or that the program drops. */
const NOT_TEXT = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/**
 * The line that is typed in the place of a prompt: it names the file that holds it, and carries its mark. `null` when
 * the file's name cannot be typed as it is.
 */
export function pointerLine(file: string, nonce: string): string | null {
	// Quoted, so that blanks and quotes in the path do not end it.
	const line = `Read ${JSON.stringify(file)} and do what it says. [${nonce}]`;
	return line.length > LONGEST || NOT_TEXT.test(file) ? null : line;
}
