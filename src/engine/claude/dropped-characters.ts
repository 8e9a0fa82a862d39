const NAMES: Readonly<Record<string, string>> = {
	"\u001b": "ESC",
	"\u0007": "BEL",
	"\u061c": "ARABIC LETTER MARK",
	"\u200e": "LEFT-TO-RIGHT MARK",
	"\u200f": "RIGHT-TO-LEFT MARK",
	"\u202a": "LEFT-TO-RIGHT EMBEDDING",
	"\u202b": "RIGHT-TO-LEFT EMBEDDING",
	"\u202c": "POP DIRECTIONAL FORMATTING",
	"\u202d": "LEFT-TO-RIGHT OVERRIDE",
	"\u202e": "RIGHT-TO-LEFT OVERRIDE",
	"\u2066": "LEFT-TO-RIGHT ISOLATE",
	"\u2067": "RIGHT-TO-LEFT ISOLATE",
	"\u2068": "FIRST STRONG ISOLATE",
	"\u2069": "POP DIRECTIONAL ISOLATE",
};

/**
 * Names of the control characters in a text that the program drops from a prompt that is its argument: ESC, BEL and
 * those of writing direction (seen on 2.1.330). Everything else arrives byte for byte.
 */
export function droppedCharacters(text: string): readonly string[] {
	return Object.entries(NAMES).flatMap(([character, name]) =>
		text.includes(character) ? [name] : [],
	);
}
