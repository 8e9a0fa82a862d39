import { cut } from "./width.ts";

/** A place in the live lines, from 0. */
export interface LiveCursor {
	readonly row: number;
	readonly column: number;
}

/** Moves the cursor up from the end of the last line, and into a column. */
function stepTo(up: number, column: number | null): string {
	if (column === null) return "";
	return `${up > 0 ? `\u001b[${up}A` : ""}\u001b[${column + 1}G`;
}

/** Draws like a terminal log: printed text scrolls away for good, below it a few live lines are
 * drawn again whenever they change. Idle, it writes nothing. */
export class Screen {
	private live: readonly string[] = [];
	/** The live line that the cursor stands in. */
	private row = 0;
	private cursor: LiveCursor | null = null;
	private title = "";
	private readonly out: NodeJS.WriteStream;

	constructor(out: NodeJS.WriteStream) {
		this.out = out;
		out.write("\u001b[?2004h\u001b[?25l");
	}

	get columns(): number {
		return this.out.columns || 80;
	}

	/** Prints lines above the live ones. */
	print(text: string): void {
		const body = `${text.replaceAll("\n", "\r\n")}\r\n`;
		this.out.write(this.erase() + body + this.drawing());
	}

	/** Replaces the live lines; the same lines again cost nothing. `cursor`: where in them it stands; absent: behind them. */
	draw(lines: readonly string[], cursor: LiveCursor | null = null): void {
		const columns = this.columns - 1;
		const rows = lines.map((line) => cut(line, columns));
		if (rows.length === this.live.length && rows.every((row, at) => row === this.live[at])) return;
		const erase = this.erase();
		this.live = rows;
		this.cursor = cursor;
		this.out.write(erase + this.drawing());
	}

	setTitle(title: string): void {
		if (title === this.title) return;
		this.title = title;
		this.out.write(`\u001b]0;${title}\u0007`);
	}

	/** Takes the live lines away and gives the terminal back. */
	close(lastWords: string): void {
		const text = lastWords === "" ? "" : `${lastWords.replaceAll("\n", "\r\n")}\r\n`;
		this.out.write(`${this.erase()}${text}\u001b[?2004l\u001b[?25h`);
		this.live = [];
	}

	private erase(): string {
		if (this.live.length === 0) return "\r\u001b[J";
		const up = this.row;
		return `${up > 0 ? `\u001b[${up}A` : ""}\r\u001b[J`;
	}

	private drawing(): string {
		const last = this.live.length - 1;
		this.row = this.cursor?.row ?? last;
		return this.live.join("\r\n") + stepTo(last - this.row, this.cursor?.column ?? null);
	}
}
