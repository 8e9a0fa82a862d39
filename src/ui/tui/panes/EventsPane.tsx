import { filterWords, listedRecords } from "../listed.ts";
import { Frame, innerHeight } from "../parts/Frame.tsx";
import { outside } from "../present/edges.ts";
import { useFrame, useKeyOf, useView } from "../room.ts";
import { cursorOf, sliceAround } from "../selection.ts";
import { EventLine } from "./EventLine.tsx";
import type { PaneProps } from "./pane-props.ts";

/** What happened, the newest at the bottom; follows until the selection leaves the last row. */
export function EventsPane({ columns, height, focused }: PaneProps) {
	const last = useKeyOf("last");
	const recent = useFrame((frame) => frame.snapshot.recent);
	const follows = useView((view) => view.follows);
	const selection = useView((view) => view.selected.events);
	const filter = useView((view) => view.filters.events);
	const records = listedRecords(recent, filter);
	const ids = records.map((record) => String(record.seq));
	const cursor = follows ? ids.length - 1 : cursorOf(ids, selection);
	const slice = sliceAround(records.length, cursor, innerHeight(height));
	return (
		<Frame
			title={`4 Events  ${follows ? "follows" : `held, ${last} follows`}${filterWords(filter)}`}
			foot={outside(slice.above, slice.below)}
			height={height}
			rows={records
				.slice(slice.from, slice.to)
				.map((record) => (
					<EventLine
						key={record.seq}
						record={record}
						selected={focused && String(record.seq) === ids[cursor]}
						columns={columns - 2}
					/>
				))}
			columns={columns}
			focused={focused}
		/>
	);
}
