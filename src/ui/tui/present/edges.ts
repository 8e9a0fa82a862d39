import { cut, type Line, span } from "./line.ts";

/** The characters of a frame, as Ink wants them. */
export interface Border {
	readonly topLeft: string;
	readonly top: string;
	readonly topRight: string;
	readonly left: string;
	readonly bottomLeft: string;
	readonly bottom: string;
	readonly bottomRight: string;
	readonly right: string;
}

const border = (corners: string, across: string, down: string): Border => ({
	topLeft: corners[0] ?? "+",
	topRight: corners[1] ?? "+",
	bottomLeft: corners[2] ?? "+",
	bottomRight: corners[3] ?? "+",
	top: across,
	bottom: across,
	left: down,
	right: down,
});

const SINGLE = border("┌┐└┘", "─", "│");
const DOUBLE = border("╔╗╚╝", "═", "║");
const ASCII = border("++++", "-", "|");
const ASCII_DOUBLE = border("++++", "=", "|");

/** The frame of a pane: double lines mark the focus without colour. */
export function borderOf(focused: boolean, ascii: boolean): Border {
	if (ascii) return focused ? ASCII_DOUBLE : ASCII;
	return focused ? DOUBLE : SINGLE;
}

/** A title or remark as it lies on the edge of a frame of so many columns. */
export function onEdge(text: string, columns: number, strong: boolean): Line {
	if (text === "") return [];
	return [span(` ${cut(text, columns - 6)} `, strong ? { bold: true } : {})];
}

/** What is outside of the slice that a list shows: `▴ 3 more`, `5 more ▾`. */
export function outside(above: number, below: number): string {
	const parts = [above > 0 ? `▴ ${above} more` : "", below > 0 ? `${below} more ▾` : ""];
	return parts.filter((part) => part !== "").join("  ");
}
