/** Longer texts than this are cut before anything is done with them. */
const LONGEST = 4000;

/** Most texts; they need no further look. */
const HARMLESS = /^[\x20-\x7e]*$/;
const ESCAPES =
	/\u001b\[[0-?]*[ -/]*[@-~]|\u009b[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/gu;
const SPACES = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
/** Bidirectional controls, joiners and variation selectors are among the default ignorables. */
const UNSEEN =
	/\p{Control}|\p{Default_Ignorable_Code_Point}|\p{Surrogate}|\p{Emoji_Modifier}|\u20e3/gu;

/**
 * The one way from outside text to the screen: no terminal codes, no control characters, no
 * reordering of directions, and only such characters as every terminal gives the same width
 * (joined emoji come apart, because tmux and terminals disagree about them).
 */
export function plain(raw: string): string {
	const text = raw.slice(0, LONGEST);
	if (HARMLESS.test(text)) return text;
	return text.replace(ESCAPES, "").replace(SPACES, " ").replace(UNSEEN, "").normalize("NFC");
}
