import { Box, Text } from "ink";
import { memo } from "react";
import { toAscii } from "../present/ascii.ts";
import {
	fitLine,
	type Line,
	merge,
	type Span,
	type Style,
	sameLine,
	trimEnd,
} from "../present/line.ts";
import { useFrame, useRoom } from "../room.ts";

export interface RowProps {
	readonly line: Line;
	readonly columns: number;
	/** Hides what is under it to the last column; else the blanks at its end are left out. */
	readonly solid?: boolean;
}

/** One row of the screen, cut or padded to exactly `columns`; dim while the engine is out of reach. */
export const Row = memo(
	function Row({ line, columns, solid = false }: RowProps) {
		const { ascii } = useRoom().theme;
		const faded = useFrame((frame) => frame.link.kind === "lost");
		const style = faded ? { dimColor: true } : {};
		const shown = solid ? merge(fitLine(line, columns)) : trimEnd(merge(fitLine(line, columns)));
		return (
			<Box width={columns} height={1} flexShrink={0}>
				{runsOf(ascii ? shown.map((part) => ({ ...part, text: toAscii(part.text) })) : shown).map(
					(run, place) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: the parts of a row are their places
						<Run key={place} run={run} style={style} />
					),
				)}
			</Box>
		);
	},
	(a, b) => a.columns === b.columns && a.solid === b.solid && sameLine(a.line, b.line),
);

function Run({ run, style }: { readonly run: Line; readonly style: Style }) {
	return (
		<Text wrap="truncate" {...style}>
			{run.map(({ text, ...own }, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the parts of a row are their places
				<Text key={place} {...own}>
					{text}
				</Text>
			))}
		</Text>
	);
}

/** Ink measures every text in every frame, and what is not ASCII at a hundred times the price. */
function runsOf(line: Line): readonly Line[] {
	const runs: Span[][] = [];
	let wasAscii: boolean | null = null;
	for (const part of line) {
		const isAscii = /^[\x20-\x7e]*$/.test(part.text);
		const run = runs.at(-1);
		if (run === undefined || isAscii !== wasAscii) runs.push([part]);
		else run.push(part);
		wasAscii = isAscii;
	}
	return runs;
}
