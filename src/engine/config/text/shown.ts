import { redactSecrets } from "./secrets.ts";

/** Control characters, and the ones that turn or hide text on a screen. */
const UNPRINTABLE =
	/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/gu;

/** A value from the file as it may be put on a screen: quoted, short, harmless, without secrets. */
export function shown(value: unknown): string {
	if (Array.isArray(value)) return "a list";
	if (value === null || value === undefined) return "nothing";
	if (typeof value === "object") return "a section";
	if (typeof value !== "string") return String(value);
	return `"${plainText(value, 60)}"`;
}

/** The same without quotes: for texts that are not the operator's own words. */
export function plainText(value: string, longest: number): string {
	const clean = redactSecrets(value).replace(UNPRINTABLE, escaped);
	const letters = [...clean];
	return letters.length > longest ? `${letters.slice(0, longest).join("")}…` : clean;
}

function escaped(char: string): string {
	return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
