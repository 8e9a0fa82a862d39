/** What a footer tells, line by line: a label of lower-case words, and a value of one line. */
export type FooterLines = readonly (readonly [label: string, value: string])[];

const MARK = (outcome: string): string => `<!-- claude-failover: ${outcome} -->`;

/** Nothing but our own lines up to the end: a text that merely mentions the mark has no footer. */
const FOOTER = /\n\n<!-- claude-failover: (done|failed) -->\n((?:- [a-z ]+: [^\n]*\n)+)$/;

/** When the file was written that the footer was put under, so that the same file is known again. */
const WRITTEN = "file written";

/** The most that a footer adds to a file (bytes), lest one of full size could not be read back. */
export const FOOTER_BYTES = 16 * 1024;

const LONGEST_VALUE = 500;

/** A task's text with what became of it below. `writtenAt`: epoch ms. */
export function withFooter(
	text: string,
	outcome: "done" | "failed",
	lines: FooterLines,
	writtenAt: number,
): string {
	const all = [...lines, [WRITTEN, new Date(writtenAt).toISOString()] as const];
	const rows = all.map(([label, value]) => `- ${label}: ${oneLine(value)}\n`);
	return `${text}\n\n${MARK(outcome)}\n${rows.join("")}`;
}

/** What a footer says of the task that ended. */
export interface Footer {
	readonly outcome: "done" | "failed";
	/** The task's id; empty where it does not say. */
	readonly task: string;
	/** The number of its last attempt; 0 where it does not say. */
	readonly attempt: number;
	/** When the text above it was written (epoch ms); `null` where it does not say. */
	readonly writtenAt: number | null;
}

/** A task's text without what became of it, and what that says; `null`: there is none. */
export function splitFooter(text: string): {
	readonly text: string;
	readonly footer: Footer | null;
} {
	const match = FOOTER.exec(text);
	if (match === null) return { text, footer: null };
	const lines = (match[2] ?? "").split("\n");
	const told = (label: string): string => {
		const line = lines.find((one) => one.startsWith(`- ${label}: `));
		return line?.slice(`- ${label}: `.length) ?? "";
	};
	const at = Date.parse(told(WRITTEN));
	const footer = {
		outcome: match[1] === "done" ? "done" : "failed",
		task: told("task"),
		attempt: Number(told("attempts")) || 0,
		writtenAt: Number.isNaN(at) ? null : at,
	} as const;
	return { text: text.slice(0, match.index), footer };
}

/** Text of a transcript or of another program: one line, no control characters, not for ever. */
function oneLine(value: string): string {
	const plain = value.replace(
		/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g,
		" ",
	);
	return plain.length > LONGEST_VALUE ? `${plain.slice(0, LONGEST_VALUE)}…` : plain;
}
