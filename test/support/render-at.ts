import { EventEmitter } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { render } from "ink";
import type { ReactNode } from "react";
import stringWidth from "string-width";

/** A terminal of a chosen size that keeps the last frame drawn on it, without colours, and the first that did not fit. */
class Screen extends EventEmitter {
	readonly isTTY = true;
	columns: number;
	rows: number;
	frame = "";
	fault: string | null = null;
	/** Ink draws the tree of the old size once more before it can be drawn in the new one. */
	private resizing = false;

	constructor(columns: number, rows: number) {
		super();
		this.columns = columns;
		this.rows = rows;
	}

	write(text: string, encoding?: unknown, done?: () => void): boolean {
		// Drawing writes whole frames; what is left without its codes is cursor and mode changes.
		const seen = stripVTControlCharacters(text);
		if (seen.trim() !== "") this.show(seen);
		const written = typeof encoding === "function" ? (encoding as () => void) : done;
		if (written !== undefined) queueMicrotask(written);
		return true;
	}

	resize(columns: number, rows: number): void {
		this.columns = columns;
		this.rows = rows;
		this.resizing = true;
		this.emit("resize");
		this.resizing = false;
	}

	private show(frame: string): void {
		this.frame = frame;
		if (this.resizing) return;
		const rows = frame.split("\n");
		const widest = Math.max(...rows.map((row) => stringWidth(row)));
		if (rows.length <= this.rows && widest <= this.columns) return;
		const sizes = `${widest}x${rows.length} on ${this.columns}x${this.rows}`;
		this.fault ??= `a frame of ${sizes} was drawn:\n${frame}`;
	}
}

/** A keyboard that types what it is told. */
class Keyboard extends EventEmitter {
	readonly isTTY = true;
	private data: string | null = null;

	type(data: string): void {
		this.data = data;
		this.emit("readable");
	}

	read(): string | null {
		const { data } = this;
		this.data = null;
		return data;
	}

	setEncoding(): void {}
	setRawMode(): void {}
	resume(): void {}
	pause(): void {}
	ref(): void {}
	unref(): void {}
}

export interface Rendered {
	/** Sends keys as a terminal does. */
	type(keys: string): void;
	resize(columns: number, rows: number): void;
	/** The last frame as rows. */
	rows(): readonly string[];
	/** The last frame. */
	frame(): string;
	unmount(): void;
}

/** Draws a tree on a terminal of exactly this size. A frame that does not fit in there is told when one looks, or ends. */
export function renderAt(tree: ReactNode, columns: number, rows: number): Rendered {
	const screen = new Screen(columns, rows);
	const keyboard = new Keyboard();
	const instance = render(tree, {
		stdout: screen as unknown as NodeJS.WriteStream,
		stderr: new Screen(columns, rows) as unknown as NodeJS.WriteStream,
		stdin: keyboard as unknown as NodeJS.ReadStream,
		debug: true,
		interactive: true,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	const drawn = (): string => {
		if (screen.fault !== null) throw new Error(screen.fault);
		return screen.frame;
	};
	return {
		type: (keys) => keyboard.type(keys),
		resize: (nextColumns, nextRows) => screen.resize(nextColumns, nextRows),
		rows: () => drawn().split("\n"),
		frame: drawn,
		unmount() {
			instance.unmount();
			instance.cleanup();
			drawn();
		},
	};
}
