import { Text } from "ink";
import { toAscii } from "../present/ascii.ts";
import { fitLine, type Line } from "../present/line.ts";
import { useFrame, useRoom } from "../room.ts";

export interface RowProps {
	readonly line: Line;
	readonly columns: number;
}

/** One row of the screen, cut or padded to exactly `columns`; dim while the engine is out of reach. */
export function Row({ line, columns }: RowProps) {
	const { ascii } = useRoom().theme;
	const faded = useFrame((frame) => frame.link.kind === "lost");
	return (
		<Text wrap="truncate" {...(faded ? { dimColor: true } : {})}>
			{fitLine(line, columns).map(({ text, ...style }, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the parts of a row have no other identity
				<Text key={index} {...style}>
					{ascii ? toAscii(text) : text}
				</Text>
			))}
		</Text>
	);
}
