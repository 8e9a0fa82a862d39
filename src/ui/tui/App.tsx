import { Box, useApp, useInput, usePaste, useStdin, useStdout, useWindowSize } from "ink";
import { perform } from "./actions/perform.ts";
import { typeText } from "./actions/write.ts";
import { TopDialog } from "./dialogs/TopDialog.tsx";
import { isCharacter } from "./keys/key-names.ts";
import { type Layout, layoutFor } from "./layout.ts";
import { Panes } from "./panes/Panes.tsx";
import { FooterBar } from "./parts/FooterBar.tsx";
import { HeaderBar } from "./parts/HeaderBar.tsx";
import { NoticeBar } from "./parts/NoticeBar.tsx";
import { StatusBar } from "./parts/StatusBar.tsx";
import { TooSmall } from "./parts/TooSmall.tsx";
import { noticesOf } from "./present/notices.ts";
import { type Room, RoomProvider, type Terminal, useFrame, useView } from "./room.ts";
import { contextsOf, isText, keysOf } from "./route-keys.ts";
import { suspendFor } from "./suspend.ts";

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
	const { suspendTerminal } = useApp();
	const layout = useLayout(room, columns, rows);
	const { stdin } = useStdin();
	const suspend: Terminal["suspend"] = (during) => suspendFor(suspendTerminal, stdin, during);
	const { stdout } = useStdout();
	// It shows nothing: Ink need not draw the screen again for it.
	const copy = (text: string): void => void stdout.write(clipboardCode(text));
	const terminal: Terminal = { columns, rows, copy, suspend };
	useInput((input, key) => {
		if (isText(input, key) && layout.mode !== "too-small" && typeText(room, input)) return;
		for (const name of keysOf(input, key)) {
			// What comes fast after the key that opens a line belongs into that line.
			if (isCharacter(name) && layout.mode !== "too-small" && typeText(room, name)) continue;
			press(room, terminal, layout, name);
		}
	});
	// What is pasted was not meant as keys; a line that is being written takes it.
	usePaste((text) => void typeText(room, text));
	if (layout.mode === "too-small") return <TooSmall columns={columns} rows={rows} />;
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

function press(room: Room, terminal: Terminal, layout: Layout, key: string): void {
	room.frames.touch();
	const contexts = contextsOf(room.view.getState());
	const binding = room.keymap.find(contexts, key);
	if (binding === undefined) return;
	if (layout.mode === "too-small" && !countsUnseen(binding.action)) return;
	void perform(room, binding, terminal);
}

/** The code that puts a text into the terminal's clipboard. */
function clipboardCode(text: string): string {
	return `\u001b]52;c;${Buffer.from(text, "utf8").toString("base64")}\u0007`;
}

/** Nothing acts on what cannot be seen: a window that is too small can only be left. */
function countsUnseen(action: string): boolean {
	return action === "quit" || action === "quit-now" || action === "close";
}
