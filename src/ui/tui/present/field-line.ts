import { partsOf, type TextField } from "../text-field.ts";
import { cut, cutFront, type Line, span, widthOf } from "./line.ts";

/** A line that is being written, in at most `columns`: its cursor is always in sight. */
export function fieldLine(field: TextField, columns: number): Line {
	const [before, under, after] = partsOf(field);
	const cursor = under === "" ? " " : under;
	const room = Math.max(0, columns - widthOf(cursor));
	const front = cutFront(before, Math.max(0, room - Math.min(widthOf(after), 8)));
	return [
		span(front),
		span(cursor, { inverse: true }),
		span(cut(after, Math.max(0, room - widthOf(front)))),
	];
}
