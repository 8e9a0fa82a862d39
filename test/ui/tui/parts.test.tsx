import { cleanup, render } from "ink-testing-library";
import type { ReactNode } from "react";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { TextDialog } from "../../../src/ui/tui/dialogs/TextDialog.tsx";
import { Frame } from "../../../src/ui/tui/parts/Frame.tsx";
import { Row } from "../../../src/ui/tui/parts/Row.tsx";
import { buttons } from "../../../src/ui/tui/present/buttons.ts";
import { span } from "../../../src/ui/tui/present/line.ts";
import { createRoom, RoomProvider } from "../../../src/ui/tui/room.ts";
import { NOW, snapshot, testClient } from "./fixtures.ts";

afterEach(cleanup);

function drawn(part: ReactNode, ascii = false): string {
	const room = createRoom({
		client: testClient(snapshot({})),
		options: { demo: false, readonly: false, ascii, banner: null, env: {}, now: () => NOW },
		runChild: async () => 0,
		closing: new AbortController().signal,
		quit: () => {},
	});
	onTestFinished(() => room.frames.close());
	return render(<RoomProvider value={room}>{part}</RoomProvider>).lastFrame() ?? "";
}

const rows = ["one", "日本語の長い行はここで切られます", "three"].map((text) => (
	<Row key={text} line={[span(text)]} columns={18} />
));

describe("a frame", () => {
	test("cuts and pads its rows to its size", () => {
		const frame = <Frame title="Pane" columns={20} height={6} focused={false} rows={rows} />;
		expect(drawn(frame)).toMatchInlineSnapshot(`
			"┌─ Pane ───────────┐
			│one               │
			│日本語の長い行は… │
			│three             │
			│                  │
			└──────────────────┘"
		`);
	});

	test("leaves out rows that it has no room for", () => {
		const frame = (
			<Frame title="P" columns={20} height={4} focused={false} rows={rows} foot="1 more ▾" />
		);
		expect(drawn(frame)).toMatchInlineSnapshot(`
			"┌─ P ──────────────┐
			│one               │
			│日本語の長い行は… │
			└─────── 1 more ▾ ─┘"
		`);
	});

	test("shows its focus without colour, in ASCII too", () => {
		const frame = (focused: boolean) => (
			<Frame title="P" columns={20} height={3} focused={focused} rows={[]} />
		);
		expect(drawn(frame(true))).toContain("╔═ P ═");
		expect(drawn(frame(true), true)).toContain("+= P =");
		expect(drawn(frame(false), true)).toContain("+- P -");
	});
});

describe("a text dialog", () => {
	test("keeps the rows below its text in sight while the text scrolls", () => {
		const text = Array.from({ length: 9 }, (_, n) => [span(`row ${n}`)]);
		const dialog = (
			<TextDialog
				title="T"
				text={text}
				scroll={99}
				below={[buttons("cancel", "y run it")]}
				columns={36}
				height={6}
			/>
		);
		expect(drawn(dialog)).toMatchInlineSnapshot(`
			"╔═ T ══════════════════════════════╗
			║ row 6                            ║
			║ row 7                            ║
			║ row 8                            ║
			║   [ Cancel ]      y run it       ║
			╚═══════════════════════ ▴ 6 more ═╝"
		`);
	});
});
