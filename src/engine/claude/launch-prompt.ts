import { nonceIn } from "./nonce.ts";

/**
 * Most bytes of a prompt that goes in as an argument. Linux allows 131,071 bytes for one argument;
 * the margin is for nothing in particular.
 */
export const maxPromptBytes = 100 * 1024;

/** How a prompt reaches claude: as it is, or as one line that points at a file holding it. */
export interface PromptFiles {
	/** What becomes the positional argument. */
	readonly argument: string;
	/** What goes into the file that the argument points at; `null` when nothing does. */
	readonly long: string | null;
}

/**
 * Decides how `prompt` is passed. One that is too long, or holds a NUL byte (which no argument can),
 * becomes a pointer line that still carries the prompt's nonce. No prompt, or an empty one: `null`.
 */
export function promptFiles(prompt: string | null, longFile: string): PromptFiles | null {
	if (prompt === null || prompt === "") return null;
	if (goesAsArgument(prompt)) return { argument: prompt, long: null };
	const nonce = nonceIn(prompt);
	const mark = nonce === null ? "" : ` [${nonce}]`;
	return {
		argument: `Read the whole file ${longFile} and do what it says: it is your prompt.${mark}`,
		long: prompt,
	};
}

/** Whether a prompt is passed as it is, and not in a file that is pointed at. */
export function goesAsArgument(prompt: string): boolean {
	return Buffer.byteLength(prompt) <= maxPromptBytes && !prompt.includes("\0");
}
