import { memo } from "react";
import type { EventRecord } from "../../../state/events.ts";
import { FramedRow } from "../parts/FramedRow.tsx";
import { eventRow } from "../present/event-row.ts";

export interface EventLineProps {
	readonly record: EventRecord;
	readonly columns: number;
	readonly focused: boolean;
	readonly selected: boolean;
}

/** One event's row; records never change, so it is drawn once. */
export const EventLine = memo(function EventLine(props: EventLineProps) {
	const { record, columns, focused, selected } = props;
	const line = eventRow(record, columns - 2, selected);
	return <FramedRow line={line} columns={columns} focused={focused} />;
});
