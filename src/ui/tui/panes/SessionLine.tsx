import { memo } from "react";
import { Row } from "../parts/Row.tsx";
import type { FittedColumn } from "../present/columns.ts";
import { type SessionColumn, sessionRow, taskTitleOf } from "../present/session-row.ts";
import { useFrame } from "../room.ts";

export interface SessionLineProps {
	readonly name: string;
	readonly table: readonly FittedColumn<SessionColumn>[];
	readonly columns: number;
	readonly selected: boolean;
	readonly marked: boolean;
}

/** One session's row; drawn again only when that session, its task's title or the minute changes. */
export const SessionLine = memo(function SessionLine(props: SessionLineProps) {
	const session = useFrame((frame) => frame.snapshot.state.sessions[props.name]);
	const minute = useFrame((frame) => frame.minute);
	const task = useFrame(({ snapshot: { state } }) => {
		const found = state.sessions[props.name];
		return found === undefined ? "" : taskTitleOf(state, found);
	});
	const { columns, selected, marked, table } = props;
	const line =
		session === undefined
			? []
			: sessionRow({ session, task, minute, selected, marked, columns: table });
	return <Row line={line} columns={columns} />;
});
