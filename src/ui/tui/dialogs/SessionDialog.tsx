import { checkpointList } from "../checkpoint-list.ts";
import type { Frame as Shown } from "../frame-store.ts";
import type { Keymap } from "../keymap.ts";
import { Frame, innerHeight } from "../parts/Frame.tsx";
import { Row } from "../parts/Row.tsx";
import { usePreview } from "../parts/use-preview.ts";
import { checkpointColumns, checkpointRow } from "../present/checkpoint-row.ts";
import { eventRow, eventsOf } from "../present/event-row.ts";
import { type Line, span } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import { newestCheckpoint, sessionFacts } from "../present/session-facts.ts";
import { useMade, useRoom } from "../room.ts";
import { filled } from "./ListDialog.tsx";

export interface SessionDialogProps {
	readonly session: string;
	readonly columns: number;
	readonly height: number;
}

const FACT_ROWS = 6;
const RULES = 2;
/** Checkpoints are listed where the pane keeps a fair part of the room. */
const CHECKPOINTS_FROM = 28;
const CHECKPOINT_ROWS = 4;

/** One session: facts, the last rows of its pane, its events and its newest checkpoints. */
export function SessionDialog({ session, columns, height }: SessionDialogProps) {
	const { keymap } = useRoom();
	const inner = innerHeight(height);
	const checkpointRows = inner < CHECKPOINTS_FROM ? 0 : CHECKPOINT_ROWS;
	const taken = checkpointRows === 0 ? 0 : checkpointRows + 1;
	const free = Math.max(2, inner - FACT_ROWS - RULES - taken);
	const eventRows = Math.max(1, Math.min(12, Math.floor(free / 3)));
	const preview = usePreview(session, free - eventRows);
	const { facts, events, checkpoints } = useMade((frame) => ({
		facts: factLines(frame, session),
		events: eventLines(frame, session, eventRows, columns - 2),
		checkpoints: checkpointLines(frame, session, checkpointRows, columns - 2, keymap),
	}));
	const pane = (preview ?? ["no live pane"]).map((text): Line => [span(` ${text}`)]);
	const lines: readonly Line[] = [
		...filled(facts, FACT_ROWS),
		rule("pane, live", columns - 2),
		...filled(pane, free - eventRows),
		rule("its events", columns - 2),
		...filled(events, eventRows),
		...(taken === 0
			? []
			: [
					rule(`its checkpoints, ${keymap.keyOf("checkpoints", "session")} lists all`, columns - 2),
				]),
		...filled(checkpoints, checkpointRows),
	];
	return (
		<Frame
			title={`Session ${plain(session)}`}
			columns={columns}
			height={height}
			focused
			rows={lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the rows are their places
				<Row key={index} line={line} columns={columns - 2} solid />
			))}
		/>
	);
}

function factLines({ snapshot: { state }, minute }: Shown, name: string): readonly Line[] {
	const found = state.sessions[name];
	if (found === undefined) return [[span(" this session has left the pool", { color: "yellow" })]];
	const facts = [...sessionFacts(state, found, minute), newestCheckpoint(state, name, minute)];
	return facts.map((line): Line => [span(" "), ...line]);
}

function eventLines(
	{ snapshot }: Shown,
	name: string,
	rows: number,
	columns: number,
): readonly Line[] {
	const newest = eventsOf(snapshot.recent, name).slice(-rows);
	return newest.map((record) => eventRow(record, columns, false));
}

function checkpointLines(
	{ snapshot, minute }: Shown,
	name: string,
	rows: number,
	columns: number,
	{ keyOf }: Keymap,
): readonly Line[] {
	if (rows === 0) return [];
	const newest = checkpointList(snapshot.state, name).slice(0, rows);
	if (newest.length === 0)
		return [[span(` none yet: ${keyOf("take-checkpoint")} takes one now`, { dimColor: true })]];
	const table = checkpointColumns(columns);
	return newest.map((one) => checkpointRow(one, table, minute, false));
}

function rule(title: string, columns: number): Line {
	return [span(`─ ${title} ${"─".repeat(columns)}`.slice(0, columns), { dimColor: true })];
}
