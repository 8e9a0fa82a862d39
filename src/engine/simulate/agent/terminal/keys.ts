/** One thing that a person (or tmux) typed. */
export type Key =
	| { readonly kind: "text" | "paste"; readonly text: string }
	| {
			readonly kind:
				| "enter"
				| "newline"
				| "escape"
				| "ctrlC"
				| "ctrlD"
				| "backspace"
				| "up"
				| "down"
				| "clear";
	  };

const PASTE_START = "\u001b[200~";
const PASTE_END = "\u001b[201~";
/** A chunk with this many line feeds is a paste, marked or not (`paste-buffer -r`, seen). */
const PASTE_LINES = 10;

const SINGLE: Record<string, Key["kind"]> = {
	"\r": "enter",
	"\n": "newline",
	"\u0003": "ctrlC",
	"\u0004": "ctrlD",
	"\u0015": "clear",
	"\u007f": "backspace",
	"\b": "backspace",
};

const SEQUENCES: Record<string, Key["kind"]> = {
	"\u001b[A": "up",
	"\u001bOA": "up",
	"\u001b[B": "down",
	"\u001bOB": "down",
	"\u001b\r": "newline",
};

function isPlain(character: string): boolean {
	return character >= " " && character !== "\u007f";
}

/** Turns the terminal's bytes into keys. It keeps what is incomplete until the next chunk. */
export class KeyReader {
	private rest = "";
	private pasting = false;

	/** All keys of a chunk, in order. */
	read(chunk: string): Key[] {
		let text = this.rest + chunk;
		this.rest = "";
		const keys: Key[] = [];
		while (text !== "") {
			const taken = this.pasting ? this.takePaste(text, keys) : this.takeKey(text, keys);
			if (taken === 0) {
				this.rest = text;
				break;
			}
			text = text.slice(taken);
		}
		return keys;
	}

	private takePaste(text: string, keys: Key[]): number {
		const end = text.indexOf(PASTE_END);
		if (end < 0) return 0;
		this.pasting = false;
		keys.push({ kind: "paste", text: text.slice(0, end).replace(/\r\n?/g, "\n") });
		return end + PASTE_END.length;
	}

	private takeKey(text: string, keys: Key[]): number {
		if (text.startsWith(PASTE_START)) {
			this.pasting = true;
			return PASTE_START.length;
		}
		if (text.length > 1 && PASTE_START.startsWith(text)) return 0;
		if (text.startsWith("\u001b")) return takeEscape(text, keys);
		const single = SINGLE[text.charAt(0)];
		const unmarked = takeUnmarkedPaste(text, keys);
		if (unmarked > 0) return unmarked;
		if (single !== undefined) {
			keys.push({ kind: single } as Key);
			return 1;
		}
		return takeText(text, keys);
	}
}

function takeUnmarkedPaste(text: string, keys: Key[]): number {
	if (text.split("\n").length <= PASTE_LINES) return 0;
	const end = text.endsWith("\r") ? text.length - 1 : text.length;
	keys.push({ kind: "paste", text: text.slice(0, end) });
	return end;
}

function takeEscape(text: string, keys: Key[]): number {
	for (const [sequence, kind] of Object.entries(SEQUENCES)) {
		if (!text.startsWith(sequence)) continue;
		keys.push({ kind } as Key);
		return sequence.length;
	}
	const other = /^\u001b(\[[0-9;?]*[ -/]*[@-~]|O.)/.exec(text);
	if (other !== null) return other[0].length;
	keys.push({ kind: "escape" });
	return 1;
}

function takeText(text: string, keys: Key[]): number {
	let end = 0;
	while (end < text.length && isPlain(text.charAt(end))) end += 1;
	if (end === 0) return 1;
	keys.push({ kind: "text", text: text.slice(0, end) });
	return end;
}
