import { Box } from "ink";
import type { ReactNode } from "react";
import { bottomEdge, topEdge } from "../present/edges.ts";
import { FramedRow } from "./FramedRow.tsx";
import { Row } from "./Row.tsx";

export interface FrameProps {
	readonly title: string;
	/** Said in the lower edge, such as how many rows are below. */
	readonly foot?: string;
	readonly columns: number;
	readonly height: number;
	readonly focused: boolean;
	/** `FramedRow`s of the same width, at most `height - 2`. */
	readonly rows: readonly ReactNode[];
}

/** A pane or dialog of exactly the given size: title, rows, empty rows, lower edge. */
export function Frame({ title, foot = "", columns, height, focused, rows }: FrameProps) {
	const inner = Math.max(0, height - 2);
	const missing = Math.max(0, inner - rows.length);
	return (
		<Box flexDirection="column" width={columns} height={height} overflow="hidden" flexShrink={0}>
			<Row columns={columns} line={topEdge(title, columns, focused)} />
			{rows.slice(0, inner)}
			{Array.from({ length: missing }, (_, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: empty rows are all the same
				<FramedRow key={`empty-${index}`} line={[]} columns={columns} focused={focused} />
			))}
			<Row columns={columns} line={bottomEdge(foot, columns, focused)} />
		</Box>
	);
}

/** How many rows fit into a frame of this height. */
export function innerHeight(height: number): number {
	return Math.max(0, height - 2);
}
