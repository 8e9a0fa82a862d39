/** Texts of objects that never change: whoever holds the same object gets the same text. */
const texts = new WeakMap<object, string>();

/**
 * The JSON of a value that is never changed in place, as `JSON.stringify` gives it. What it has in common with a value
 * that was told before is not made again: its plain objects, so many `levels` deep.
 */
export function sharedJson(value: unknown, levels = 0): string {
	if (typeof value !== "object" || value === null) return JSON.stringify(value);
	const known = texts.get(value);
	if (known !== undefined) return known;
	const text = levels > 0 && isPlain(value) ? membersOf(value, levels) : JSON.stringify(value);
	texts.set(value, text);
	return text;
}

function isPlain(value: object): boolean {
	return Object.getPrototypeOf(value) === Object.prototype && !("toJSON" in value);
}

function membersOf(value: object, levels: number): string {
	const members = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.map(([key, member]) => `${JSON.stringify(key)}:${sharedJson(member, levels - 1)}`);
	return `{${members.join(",")}}`;
}
