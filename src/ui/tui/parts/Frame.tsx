import { Box } from "ink";
import type { ReactNode } from "react";
import { borderOf, onEdge } from "../present/edges.ts";
import { type Line, lineWidth } from "../present/line.ts";
import { useRoom } from "../room.ts";
import { Row } from "./Row.tsx";

export interface FrameProps {
	readonly title: string;
	/** Said in the lower edge, such as how many rows are below. */
	readonly foot?: string;
	readonly columns: number;
	readonly height: number;
	readonly focused: boolean;
	/** `Row`s that are two columns narrower, at most `height - 2`. */
	readonly rows: readonly ReactNode[];
}

/** A pane or dialog of exactly the given size: title, rows, edges. */
export function Frame({ title, foot = "", columns, height, focused, rows }: FrameProps) {
	const { ascii } = useRoom().theme;
	const above = onEdge(title, columns, focused);
	const below = onEdge(foot, columns, false);
	return (
		<Box width={columns} height={height} flexShrink={0}>
			<Box
				width={columns}
				height={height}
				flexDirection="column"
				flexShrink={0}
				borderStyle={borderOf(focused, ascii)}
				{...(focused ? { borderColor: "cyan" } : { borderDimColor: true })}
			>
				{rows.slice(0, innerHeight(height))}
			</Box>
			<OnEdge line={above} left={2} top={0} />
			<OnEdge line={below} left={columns - 2 - lineWidth(below)} top={height - 1} />
		</Box>
	);
}

interface OnEdgeProps {
	readonly line: Line;
	readonly left: number;
	readonly top: number;
}

function OnEdge({ line, left, top }: OnEdgeProps) {
	if (line.length === 0) return null;
	return (
		<Box position="absolute" left={left} top={top}>
			<Row columns={lineWidth(line)} line={line} solid />
		</Box>
	);
}

/** How many rows fit into a frame of this height. */
export function innerHeight(height: number): number {
	return Math.max(0, height - 2);
}
