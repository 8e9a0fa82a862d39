import { fitLine, type Line, span } from "../present/line.ts";
import { Row } from "./Row.tsx";

export interface FramedRowProps {
	readonly line: Line;
	/** With both edges. */
	readonly columns: number;
	readonly focused: boolean;
}

/** A row between the edges of a frame. */
export function FramedRow({ line, columns, focused }: FramedRowProps) {
	return <Row columns={columns} line={framed(line, columns, focused)} />;
}

function framed(line: Line, columns: number, focused: boolean): Line {
	const edge = focused ? span("║", { color: "cyan" }) : span("│", { dimColor: true });
	return [edge, ...fitLine(line, columns - 2), edge];
}
