import { countWords, filterWords, listedSessions } from "../listed.ts";
import { Frame, innerHeight } from "../parts/Frame.tsx";
import { Row } from "../parts/Row.tsx";
import { tableHead } from "../present/columns.ts";
import { outside } from "../present/edges.ts";
import { span } from "../present/line.ts";
import { sessionColumns } from "../present/session-row.ts";
import { useFrame, useMade, useView } from "../room.ts";
import { cursorOf, sliceAround } from "../selection.ts";
import type { PaneProps } from "./pane-props.ts";
import { SessionLine } from "./SessionLine.tsx";

const NONE_SUCH = [span(" no session is like that; esc lists all of them")];
const NOBODY = [span(" no sessions yet: add them to the config, or let the queue start some")];

/** The sessions, those that need a person first. */
export function SessionsPane({ columns, height, focused }: PaneProps) {
	const filter = useView((view) => view.filters.sessions);
	const orderedBy = useFrame((frame) => frame.orderedBy);
	const all = useFrame((frame) => frame.sessionOrder);
	const listed = useMade((frame) => (filter === "" ? null : listedSessions(frame, filter)));
	const order = listed ?? all;
	const selection = useView((view) => view.selected.sessions);
	const marks = useView((view) => view.marked);
	const marked = new Set(marks.filter((name) => all.includes(name)));
	const marking = marked.size > 0;
	const table = useMade((frame) => sessionColumns(frame.snapshot.state, columns - 2, marking));
	const cursor = cursorOf(order, selection);
	const slice = sliceAround(order.length, cursor, innerHeight(height) - 1);
	const inner = columns - 2;
	const none = all.length === 0 ? NOBODY : NONE_SUCH;
	const rows = order
		.slice(slice.from, slice.to)
		.map((name) => (
			<SessionLine
				key={name}
				name={name}
				table={table}
				selected={name === order[cursor]}
				marked={marked.has(name)}
				columns={inner}
			/>
		));
	return (
		<Frame
			title={`1 Sessions (${countWords(order.length, all.length)})${filterWords(filter)}${marking ? `  ${marked.size} marked` : ""}  ${orderedBy}`}
			foot={outside(slice.above, slice.below)}
			height={height}
			rows={[
				<Row key="head/" line={tableHead(table)} columns={inner} />,
				...(order.length === 0 ? [<Row key="none/" line={none} columns={inner} />] : rows),
			]}
			columns={columns}
			focused={focused}
		/>
	);
}
