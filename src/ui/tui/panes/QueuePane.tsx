import { selectQueue } from "../../../state/select.ts";
import { Frame, innerHeight } from "../parts/Frame.tsx";
import { FramedRow } from "../parts/FramedRow.tsx";
import { tableHead } from "../present/columns.ts";
import { outside } from "../present/edges.ts";
import { span } from "../present/line.ts";
import { queueColumns, queueRow, queueTitle } from "../present/queue-row.ts";
import { useFrame, useView } from "../room.ts";
import { cursorOf, sliceAround } from "../selection.ts";
import type { PaneProps } from "./pane-props.ts";

const EMPTY = [span(" the queue is empty: `claude-failover queue add FILE` adds a task")];

/** The tasks: what runs, what waits and for what, what ended. */
export function QueuePane({ columns, height, focused }: PaneProps) {
	const state = useFrame((frame) => frame.snapshot.state);
	const minute = useFrame((frame) => frame.minute);
	const selection = useView((view) => view.selected.queue);
	const tasks = selectQueue(state);
	const table = queueColumns(columns - 2);
	const cursor = cursorOf(
		tasks.map((task) => task.id),
		selection,
	);
	const slice = sliceAround(tasks.length, cursor, innerHeight(height) - 1);
	const shared = { columns, focused };
	const rows = tasks.slice(slice.from, slice.to).map((task) => {
		const selected = focused && task.id === tasks[cursor]?.id;
		const { paused } = state.dispatch;
		const line = queueRow({ task, paused, minute, selected, columns: table });
		return <FramedRow key={task.id} line={line} {...shared} />;
	});
	return (
		<Frame
			title={queueTitle(state)}
			foot={outside(slice.above, slice.below)}
			height={height}
			rows={[
				<FramedRow key="head/" line={tableHead(table)} {...shared} />,
				...(tasks.length === 0 ? [<FramedRow key="none/" line={EMPTY} {...shared} />] : rows),
			]}
			{...shared}
		/>
	);
}
