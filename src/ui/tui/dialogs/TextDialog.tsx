import { Frame, innerHeight } from "../parts/Frame.tsx";
import { Row } from "../parts/Row.tsx";
import { outside } from "../present/edges.ts";
import { type Line, span } from "../present/line.ts";
import { scrollLimit } from "./scroll.ts";

export interface TextDialogProps {
	readonly title: string;
	readonly text: readonly Line[];
	/** The first row of the text to show; bounded here. */
	readonly scroll: number;
	/** Rows under the text that stay where they are. */
	readonly below?: readonly Line[];
	readonly columns: number;
	readonly height: number;
}

/** A frame with a text that scrolls and rows under it that do not. */
export function TextDialog(props: TextDialogProps) {
	const { title, text, below = [], columns, height } = props;
	const room = Math.max(0, innerHeight(height) - below.length);
	const from = Math.min(props.scroll, scrollLimit(text.length, room));
	const shown = text.slice(from, from + room);
	const missing = Array.from({ length: Math.max(0, room - shown.length) }, (): Line => []);
	return (
		<Frame
			title={title}
			foot={outside(from, Math.max(0, text.length - from - room))}
			columns={columns}
			height={height}
			focused
			rows={[...shown, ...missing, ...below].map((line, index) => (
				<Row
					// biome-ignore lint/suspicious/noArrayIndexKey: rows of a text are their places
					key={index}
					line={[span(" "), ...line]}
					columns={columns - 2}
					solid
				/>
			))}
		/>
	);
}
