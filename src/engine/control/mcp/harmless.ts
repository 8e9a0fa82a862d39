/** A terminal's escape sequences, whole. */
const ESCAPES =
	/(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?/gu;
/** All controls but tab and line feed; what turns the direction of text; what nobody sees; halves of letters. */
const UNSEEN =
	/(?![\t\n])\p{Control}|[\u2028\u2029]|\p{Default_Ignorable_Code_Point}|\p{Surrogate}/gu;

/**
 * Text from outside as a model may read it: nothing in it that a terminal would act on, or that a person who looks at
 * the same text would not see.
 */
export function harmless(text: string): string {
	return text.replace(ESCAPES, "").replace(UNSEEN, "");
}

/** `harmless`, on one line, so that no text from outside can look like a line of ours. */
export function oneLine(text: string): string {
	return harmless(text).replace(/[\t\n]+/g, " ");
}

/** `harmless` of every text in a JSON value, keys included. */
export function harmlessValue(value: unknown): unknown {
	if (typeof value === "string") return harmless(value);
	if (Array.isArray(value)) return value.map(harmlessValue);
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value).filter(([, one]) => one !== undefined);
	return Object.fromEntries(entries.map(([key, one]) => [harmless(key), harmlessValue(one)]));
}

/** A word that a caller sent, as it is quoted in the answer: short and harmless. */
export function quoted(word: string): string {
	const text = oneLine(word.slice(0, 400));
	return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
