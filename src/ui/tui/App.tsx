import { Box, useWindowSize } from "ink";
import { TopDialog } from "./dialogs/TopDialog.tsx";
import { type Layout, layoutFor } from "./layout.ts";
import { Panes } from "./panes/Panes.tsx";
import { FooterBar } from "./parts/FooterBar.tsx";
import { HeaderBar } from "./parts/HeaderBar.tsx";
import { NoticeBar } from "./parts/NoticeBar.tsx";
import { StatusBar } from "./parts/StatusBar.tsx";
import { TooSmall } from "./parts/TooSmall.tsx";
import { noticesOf } from "./present/notices.ts";
import { type Room, RoomProvider, useFrame, useView } from "./room.ts";
import { useKeys } from "./use-keys.ts";

/** The whole control room: exactly as large as the terminal. */
export function App({ room }: { readonly room: Room }) {
	return (
		<RoomProvider value={room}>
			<Screen room={room} />
		</RoomProvider>
	);
}

function Screen({ room }: { readonly room: Room }) {
	const { columns, rows } = useWindowSize();
	const layout = useLayout(room, columns, rows);
	const visible = layout.mode !== "too-small";
	useKeys(room, { columns, rows, visible });
	if (!visible) return <TooSmall columns={columns} rows={rows} />;
	return (
		<Box width={columns} height={rows} flexDirection="column" overflowY="hidden">
			<HeaderBar columns={columns} />
			<NoticeBar columns={columns} height={layout.notices.height} />
			<Panes layout={layout} />
			<StatusBar columns={columns} />
			<FooterBar columns={columns} />
			<TopDialog columns={columns} rows={rows} />
		</Box>
	);
}

function useLayout(room: Room, columns: number, rows: number): Layout {
	const focus = useView((view) => view.focus);
	const zoomed = useView((view) => view.zoomed);
	const notices = useFrame((frame) => noticesOf(frame, room).length);
	return layoutFor(columns, rows, focus, { notices, zoomed });
}
