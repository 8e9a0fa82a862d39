import type { Switch } from "../../../state/model.ts";
import { toAscii } from "../../tui/present/ascii.ts";
import { cut } from "../../tui/present/line.ts";
import { type Row, type RowLook, switchRows } from "../../tui/present/switch-rows.ts";
import { themeFor } from "../../tui/theme.ts";
import type { Io } from "../io.ts";
import { colourer } from "./colour.ts";
import type { Progress } from "./follow.ts";
import { type Place, rowsInPlace } from "./rows-in-place.ts";

/** Where nothing tells the size of the terminal. */
const SIZE = { columns: 80, rows: 24 } as const;

/** Whether rows can be written over here: a terminal that understands the codes for it. */
export function canRedraw({ stdout, env }: Io): boolean {
	return stdout.isTTY === true && env.TERM !== "dumb";
}

/** One row for each session, written over as it goes on; the last picture stays on the screen. */
export function liveProgress(io: Io): Progress {
	const { stdout } = io;
	const { ascii } = themeFor("auto", io.env);
	const paint = colourer(io.env);
	const place: Place = rowsInPlace(stdout);
	let shown: Switch | null = null;
	let away = false;
	const draw = (all: boolean): void => {
		if (shown === null) return;
		const columns = (stdout.columns || SIZE.columns) - 1;
		// The row under the last one is where the cursor waits.
		const room = all ? Number.POSITIVE_INFINITY : (stdout.rows || SIZE.rows) - 1;
		const rows = switchRows(shown, io.now(), room, away);
		place.draw(rows.map((row) => finish(row, columns, ascii, paint)));
	};
	const onResize = (): void => draw(false);
	stdout.on("resize", onResize);
	return {
		step(_, now) {
			shown = now;
			draw(false);
		},
		lost(gone) {
			away = gone;
			draw(false);
		},
		tick: () => draw(false),
		end() {
			stdout.off("resize", onResize);
			draw(true);
		},
	};
}

function finish(
	{ text, colour }: Row,
	columns: number,
	ascii: boolean,
	paint: (text: string, colour: RowLook) => string,
): { readonly text: string; readonly painted: string } {
	const fitted = cut(text, columns);
	const written = ascii ? toAscii(fitted) : fitted;
	return { text: written, painted: paint(written, colour) };
}
