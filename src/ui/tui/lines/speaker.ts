import { EventEmitter } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { spoken, type Told, tellingOf } from "./spoken.ts";

/** The clipboard, and pastes told apart from keys. */
const FOR_THE_TERMINAL = /^\u001b(?:\]52;|\[\?2004[hl])/;
/** What changes within this time is told together. */
const TOGETHER_MS = 150;

export interface SpeakerOptions {
	readonly columns: number;
	readonly rows: number;
	/** Takes one line, without its end. */
	readonly say: (line: string) => void;
	/** Codes that are for the terminal itself, such as those of the clipboard. */
	readonly pass: (codes: string) => void;
}

/** Stands where Ink expects a terminal: takes whole frames and tells what is new in each. */
export class Speaker extends EventEmitter {
	readonly isTTY = true;
	readonly columns: number;
	readonly rows: number;
	readonly #options: SpeakerOptions;
	#told: readonly Told[] = [];
	#frame = "";
	#asked = false;
	#timer: NodeJS.Timeout | null = null;

	constructor(options: SpeakerOptions) {
		super();
		this.columns = options.columns;
		this.rows = options.rows;
		this.#options = options;
	}

	/** A key was pressed: whatever changes now is an answer to it. */
	asked(): void {
		this.#asked = true;
	}

	/** Tells everything again with the next frame. */
	forget(): void {
		this.#told = [];
		this.#later();
	}

	write(text: string, encoding?: unknown, done?: () => void): boolean {
		const drawn = stripVTControlCharacters(text);
		if (drawn.trim() === "") {
			if (FOR_THE_TERMINAL.test(text)) this.#options.pass(text);
		} else {
			this.#frame = drawn;
			this.#later();
		}
		const written = typeof encoding === "function" ? (encoding as () => void) : done;
		if (written !== undefined) queueMicrotask(written);
		return true;
	}

	/** Tells what was drawn last and no more after it. */
	close(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}

	#later(): void {
		this.#timer ??= setTimeout(() => this.#tell(), TOGETHER_MS);
	}

	#tell(): void {
		this.#timer = null;
		const now = tellingOf(this.#frame);
		for (const line of spoken(this.#told, now, this.#asked)) this.#options.say(line);
		this.#told = now;
		this.#asked = false;
	}
}
