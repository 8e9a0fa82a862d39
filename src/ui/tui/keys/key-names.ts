/** The keys that have a name. */
export const namedKeys = [
	...["up", "down", "left", "right", "pageup", "pagedown", "home", "end"],
	...["enter", "esc", "tab", "shift-tab", "backspace", "delete", "space"],
] as const;

/** With Ctrl these letters arrive as backspace, tab, enter and esc. */
const SAME_AS_NAMED = /^ctrl-[hijm[]$/;

/** Whether the terminal can tell this key from every other: one character, a named key, or Ctrl with a letter. */
export function isKey(key: string): boolean {
	if (namedKeys.some((name) => name === key)) return true;
	if (/^ctrl-[a-z]$/.test(key)) return !SAME_AS_NAMED.test(key);
	return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(key);
}

/** Whether a key is a character that can be written, and not one with a name. */
export function isCharacter(key: string): boolean {
	return [...key].length === 1 || key === "space";
}
