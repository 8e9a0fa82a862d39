/** One order in a prompt, such as `[[bash:ls]]`; `argument` is empty when there is none. */
export interface Directive {
	readonly name: DirectiveName;
	readonly argument: string;
}

export type DirectiveName = "bash" | "sleep" | "say" | "units" | "fail" | "quota";

const pattern = /\[\[(bash|sleep|say|units|fail|quota)(?::([\s\S]*?))?\]\]/g;

/** The directives of a text in their order; an argument ends at the first `]]`. */
export function parseDirectives(text: string): Directive[] {
	return [...text.matchAll(pattern)].map((match) => ({
		name: match[1] as DirectiveName,
		argument: match[2] ?? "",
	}));
}
