import type { Key } from "./keys.ts";

/** A question with a list of answers. */
export interface Dialog {
	readonly lines: readonly string[];
	readonly options: readonly string[];
	readonly selected: number;
	/** "1. Yes" and number keys. */
	readonly numbered: boolean;
	readonly footer: string;
}

/** The dialog as live lines, with `❯` at the chosen answer. */
export function dialogLines(dialog: Dialog, columns: number): string[] {
	const options = dialog.options.map((option, at) => {
		const mark = at === dialog.selected ? "❯" : " ";
		return ` ${mark} ${dialog.numbered ? `${at + 1}. ` : ""}${option}`;
	});
	return [
		"─".repeat(columns),
		...dialog.lines.map((line) => ` ${line}`),
		...options,
		` ${dialog.footer}`,
	];
}

/** What a key does to a dialog: moves the mark, chooses an answer, gives up (-1), or nothing. */
export function pressKey(dialog: Dialog, key: Key): { moved: Dialog } | { chosen: number } | null {
	const count = dialog.options.length;
	if (key.kind === "up")
		return { moved: { ...dialog, selected: Math.max(0, dialog.selected - 1) } };
	if (key.kind === "down") {
		return { moved: { ...dialog, selected: Math.min(count - 1, dialog.selected + 1) } };
	}
	if (key.kind === "enter") return { chosen: dialog.selected };
	if (key.kind === "escape" || key.kind === "ctrlC") return { chosen: -1 };
	if (key.kind !== "text" || !dialog.numbered) return null;
	const number = Number.parseInt(key.text, 10);
	return number >= 1 && number <= count ? { chosen: number - 1 } : null;
}
