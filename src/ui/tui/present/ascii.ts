import { widthOf } from "./line.ts";

const TWINS: Readonly<Record<string, string>> = {
	"●": "*",
	"◐": "?",
	"○": "-",
	"◔": "!",
	"✕": "x",
	"✗": "x",
	"✓": "+",
	"◌": "+",
	"◑": "~",
	"□": "=",
	"■": "#",
	"·": ".",
	"▸": ">",
	"▴": "^",
	"▾": "v",
	"↵": "<",
	"→": ">",
	"←": "<",
	"↑": "^",
	"↓": "v",
	"↻": "@",
	"…": "~",
	"—": "-",
	"–": "-",
	"▁": "_",
	"▂": ".",
	"▃": ":",
	"▄": "-",
	"▅": "=",
	"▆": "+",
	"▇": "*",
	"█": "#",
	"░": ".",
	"┌": "+",
	"┐": "+",
	"└": "+",
	"┘": "+",
	"─": "-",
	"│": "|",
	"╔": "+",
	"╗": "+",
	"╚": "+",
	"╝": "+",
	"═": "=",
	"║": "|",
};

const segmenter = new Intl.Segmenter("en");

/** The text in ASCII with the width that it had, so that a fitted row stays fitted. */
export function toAscii(text: string): string {
	if (/^[\x20-\x7e]*$/.test(text)) return text;
	let out = "";
	for (const { segment } of segmenter.segment(text)) {
		if (/^[\x20-\x7e]+$/.test(segment)) out += segment;
		else out += TWINS[segment] ?? "?".repeat(widthOf(segment));
	}
	return out;
}
