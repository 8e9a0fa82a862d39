import type { Key } from "./keys.ts";

/** Pastes over this size are shown as a placeholder and sent wrapped (2 lines are not, 5 lines or
 * one of 2,000 characters are; seen on 2.1.330). */
const PASTE_MAX_BREAKS = 2;
const PASTE_MAX_CHARS = 800;

/** The text box: what is typed, with long pastes kept aside. */
export class InputLine {
	private text = "";
	private pastes = new Map<string, string>();
	private count = 0;

	/** What the box shows. */
	get shown(): string {
		return this.text;
	}

	get isEmpty(): boolean {
		return this.text === "";
	}

	type(key: Key): void {
		if (key.kind === "text") this.text += key.text;
		if (key.kind === "newline") this.text += "\n";
		if (key.kind === "clear") this.clear();
		if (key.kind === "backspace") this.text = [...this.text].slice(0, -1).join("");
		if (key.kind === "paste") this.paste(key.text);
	}

	private paste(text: string): void {
		const breaks = text.split("\n").length - 1;
		if (breaks <= PASTE_MAX_BREAKS && text.length <= PASTE_MAX_CHARS) {
			this.text += text;
			return;
		}
		this.count += 1;
		const lines = breaks === 0 ? "" : ` +${breaks} lines`;
		const placeholder = `[Pasted text #${this.count}${lines}]`;
		const id = String(this.count);
		this.pastes.set(placeholder, `<pasted_content id="${id}">\n${text}\n</pasted_content>`);
		this.text += placeholder;
	}

	/** Empties the box and gives what is to be sent. */
	take(): string {
		let text = this.text;
		for (const [placeholder, content] of this.pastes) {
			text = text.replace(placeholder, () => content);
		}
		this.clear();
		return text.trim();
	}

	clear(): void {
		this.text = "";
		this.pastes.clear();
	}
}
