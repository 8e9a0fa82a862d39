/** What a terminal would act on or hide, and JSON leaves as it is. */
const HARMFUL = /[\u007f-\u009f]|\p{Default_Ignorable_Code_Point}/gu;

/** JSON for scripts that is also harmless on a terminal; it parses to the same value. */
export function jsonText(value: unknown, indent?: number): string {
	return JSON.stringify(value, null, indent).replaceAll(HARMFUL, escaped);
}

function escaped(text: string): string {
	return Array.from({ length: text.length }, (_, at) => {
		return `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`;
	}).join("");
}
