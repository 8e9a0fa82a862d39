import { Box } from "ink";
import { TopDialog } from "../dialogs/TopDialog.tsx";
import { Pane } from "../panes/Panes.tsx";
import { NoticeBar } from "../parts/NoticeBar.tsx";
import { Row } from "../parts/Row.tsx";
import { StatusBar } from "../parts/StatusBar.tsx";
import { eventRow, listedEvents } from "../present/event-row.ts";
import { noticesOf } from "../present/notices.ts";
import { type Room, RoomProvider, useFrame, useMade, useView } from "../room.ts";
import { useKeys } from "../use-keys.ts";
import { topDialog } from "../view-store.ts";
import { isNews } from "./news.ts";

/** What is told line by line is laid out on a page of this size, which no terminal has to have. */
export const PAGE = { columns: 100, rows: 100 } as const;

/** Edges, the head of the table, and the selected row. */
const ONE_ROW = 4;

interface LinesAppProps {
	readonly room: Room;
	/** Tells everything again. */
	readonly repaint: () => void;
}

/** The control room for who hears it: what has the keys, and little else, so that what changes can be told. */
export function LinesApp({ room, repaint }: LinesAppProps) {
	return (
		<RoomProvider value={room}>
			<Page room={room} repaint={repaint} />
		</RoomProvider>
	);
}

function Page({ room, repaint }: LinesAppProps) {
	const { columns, rows } = PAGE;
	useKeys(room, { columns, rows, visible: true, repaint });
	const notices = useFrame((frame) => noticesOf(frame, room).length);
	const dialog = useView(topDialog);
	const focus = useView((view) => view.focus);
	const whole = useView((view) => view.zoomed);
	const height = whole ? rows - notices - 3 : ONE_ROW;
	const covered = dialog !== undefined && dialog.kind !== "filter";
	return (
		<Box width={columns} height={rows} flexDirection="column" overflowY="hidden">
			<News />
			{covered ? (
				<TopDialog columns={columns} rows={rows} />
			) : (
				<>
					<NoticeBar columns={columns} height={notices} />
					<Pane id={focus} columns={columns} height={height} focused />
				</>
			)}
			<StatusBar columns={columns} />
		</Box>
	);
}

/** The newest event that is more than routine: what a screen would show from the corner of the eye. */
function News() {
	const line = useMade(({ snapshot }) => {
		const newest = listedEvents(snapshot.recent).findLast(isNews);
		return newest === undefined ? [] : eventRow(newest, PAGE.columns, false);
	});
	return <Row columns={PAGE.columns} line={line} />;
}
