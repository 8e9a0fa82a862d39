import { memo } from "react";
import type { EventRecord } from "../../../state/events.ts";
import { Row } from "../parts/Row.tsx";
import { eventRow } from "../present/event-row.ts";

export interface EventLineProps {
	readonly record: EventRecord;
	readonly columns: number;
	readonly selected: boolean;
}

/** One event's row; records never change, so it is drawn once. */
export const EventLine = memo(function EventLine(props: EventLineProps) {
	const { record, columns, selected } = props;
	const line = eventRow(record, columns, selected);
	return <Row line={line} columns={columns} />;
});
