import { Frame, innerHeight } from "../parts/Frame.tsx";
import { FramedRow } from "../parts/FramedRow.tsx";
import { useStable } from "../parts/use-stable.ts";
import { tableHead } from "../present/columns.ts";
import { outside } from "../present/edges.ts";
import { span } from "../present/line.ts";
import { sessionColumns } from "../present/session-row.ts";
import { useFrame, useView } from "../room.ts";
import { cursorOf, sliceAround } from "../selection.ts";
import type { PaneProps } from "./pane-props.ts";
import { SessionLine } from "./SessionLine.tsx";

const NOBODY = [span(" no sessions yet: add them to the config, or let the queue start some")];

/** The sessions, those that need a person first. */
export function SessionsPane({ columns, height, focused }: PaneProps) {
	const order = useFrame((frame) => frame.sessionOrder);
	const state = useFrame((frame) => frame.snapshot.state);
	const selection = useView((view) => view.selected.sessions);
	const table = useStable(sessionColumns(state, columns - 2));
	const cursor = cursorOf(order, selection);
	const slice = sliceAround(order.length, cursor, innerHeight(height) - 1);
	const shared = { columns, focused };
	const rows = order
		.slice(slice.from, slice.to)
		.map((name) => (
			<SessionLine
				key={name}
				name={name}
				table={table}
				selected={name === order[cursor]}
				{...shared}
			/>
		));
	return (
		<Frame
			title={`1 Sessions (${order.length})  needs-me first`}
			foot={outside(slice.above, slice.below)}
			height={height}
			rows={[
				<FramedRow key="head/" line={tableHead(table)} {...shared} />,
				...(order.length === 0 ? [<FramedRow key="none/" line={NOBODY} {...shared} />] : rows),
			]}
			{...shared}
		/>
	);
}
