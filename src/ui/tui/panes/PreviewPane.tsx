import { Frame, innerHeight } from "../parts/Frame.tsx";
import { Row } from "../parts/Row.tsx";
import { usePreview } from "../parts/use-preview.ts";
import { span } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import { useFrame, useView } from "../room.ts";
import { cursorOf } from "../selection.ts";
import type { PaneProps } from "./pane-props.ts";

/** The last rows of the selected session's pane. */
export function PreviewPane({ columns, height, focused }: PaneProps) {
	const order = useFrame((frame) => frame.sessionOrder);
	const selection = useView((view) => view.selected.sessions);
	const session = order[cursorOf(order, selection)] ?? null;
	const lines = usePreview(session, innerHeight(height));
	const shown = lines ?? [session === null ? "no session" : "no live pane"];
	return (
		<Frame
			title={session === null ? "5 Preview" : `5 Preview: ${plain(session)}  a: attach`}
			height={height}
			rows={shown.map((text, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows of a terminal are their places
				<Row key={index} line={[span(` ${text}`)]} columns={columns - 2} />
			))}
			columns={columns}
			focused={focused}
		/>
	);
}
