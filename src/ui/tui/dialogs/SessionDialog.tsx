import { Frame, innerHeight } from "../parts/Frame.tsx";
import { Row } from "../parts/Row.tsx";
import { usePreview } from "../parts/use-preview.ts";
import { eventRow, eventsOf } from "../present/event-row.ts";
import { type Line, span } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import { newestCheckpoint, sessionFacts } from "../present/session-facts.ts";
import { useFrame } from "../room.ts";

export interface SessionDialogProps {
	readonly session: string;
	readonly columns: number;
	readonly height: number;
}

const FACT_ROWS = 6;
const RULES = 2;

/** One session: facts, the last rows of its pane, its events. */
export function SessionDialog({ session, columns, height }: SessionDialogProps) {
	const { state, recent } = useFrame((frame) => frame.snapshot);
	const minute = useFrame((frame) => frame.minute);
	const free = Math.max(2, innerHeight(height) - FACT_ROWS - RULES);
	const eventRows = Math.max(1, Math.min(12, Math.floor(free / 3)));
	const preview = usePreview(session, free - eventRows);
	const found = state.sessions[session];
	const facts =
		found === undefined
			? [[span("this session has left the pool", { color: "yellow" } as const)]]
			: [...sessionFacts(state, found, minute), newestCheckpoint(state, session, minute)];
	const events = eventsOf(recent, session)
		.slice(-eventRows)
		.map((record) => eventRow(record, columns - 2, false));
	const pane = (preview ?? ["no live pane"]).map((text): Line => [span(` ${text}`)]);
	const lines: readonly Line[] = [
		...filled(
			facts.map((line): Line => [span(" "), ...line]),
			FACT_ROWS,
		),
		rule("pane, live", columns - 2),
		...filled(pane, free - eventRows),
		rule("its events", columns - 2),
		...filled(events, eventRows),
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

function filled(lines: readonly Line[], rows: number): readonly Line[] {
	return Array.from({ length: rows }, (_, index) => lines[index] ?? []);
}

function rule(title: string, columns: number): Line {
	return [span(`─ ${title} ${"─".repeat(columns)}`.slice(0, columns), { dimColor: true })];
}
