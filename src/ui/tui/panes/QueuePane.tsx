import { useMemo } from "react";
import { selectWaits } from "../../../state/waits.ts";
import { listedTasks } from "../listed.ts";
import { Frame, innerHeight } from "../parts/Frame.tsx";
import { Row } from "../parts/Row.tsx";
import { tableHead } from "../present/columns.ts";
import { outside } from "../present/edges.ts";
import { span } from "../present/line.ts";
import { queueColumns, queueRow, queueTitle } from "../present/queue-row.ts";
import { useFrame, useMade, useRoom, useView } from "../room.ts";
import { cursorOf, sliceAround } from "../selection.ts";
import type { PaneProps } from "./pane-props.ts";

const NONE_SUCH = [span(" no task is like that; esc lists all of them")];
const empty = (key: string) => [
	span(` the queue is empty: ${key} adds a task, or \`claude-failover queue add FILE\``),
];

/** The tasks: what runs, what waits and for what, what ended. */
export function QueuePane({ columns, height, focused }: PaneProps) {
	const { frames, keymap } = useRoom();
	const known = useFrame((frame) => frame.snapshot.state.tasks);
	useFrame((frame) => frame.snapshot.state.dispatch);
	const minute = useFrame((frame) => frame.minute);
	const selection = useView((view) => view.selected.queue);
	const filter = useView((view) => view.filters.queue);
	const title = useMade((frame) => queueTitle(frame.snapshot.state, filter));
	// biome-ignore lint/correctness/useExhaustiveDependencies: the queue changes when its tasks do
	const tasks = useMemo(
		() => listedTasks(frames.store.getState().snapshot.state, filter),
		[known, filter],
	);
	// Of accounts that is as new as the last change of the tasks or the last minute: they tell something every second.
	const waitOf = selectWaits(frames.store.getState().snapshot.state, minute);
	const table = queueColumns(columns - 2);
	const ids = tasks.map((task) => task.id);
	const cursor = cursorOf(ids, selection);
	const slice = sliceAround(tasks.length, cursor, innerHeight(height) - 1);
	const inner = columns - 2;
	const rows = tasks.slice(slice.from, slice.to).map((task) => {
		const selected = focused && task.id === ids[cursor];
		const waits = waitOf(task)?.words ?? null;
		const line = queueRow({ task, waits, minute, selected, columns: table });
		return <Row key={task.id} line={line} columns={inner} />;
	});
	return (
		<Frame
			title={title}
			foot={outside(slice.above, slice.below)}
			height={height}
			rows={[
				<Row key="head/" line={tableHead(table)} columns={inner} />,
				...(tasks.length === 0
					? [
							<Row
								key="none/"
								line={filter === "" ? empty(keymap.keyOf("new-task")) : NONE_SUCH}
								columns={inner}
							/>,
						]
					: rows),
			]}
			columns={columns}
			focused={focused}
		/>
	);
}
