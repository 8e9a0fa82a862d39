import type { ShownKind } from "../agent.ts";
import type { Item } from "../transcript/items.ts";

const MAX_LINES = 40;
const HISTORY_ITEMS = 20;

function clip(text: string): string {
	const lines = text.split("\n");
	if (lines.length <= MAX_LINES) return text;
	return [...lines.slice(0, MAX_LINES), `… +${lines.length - MAX_LINES} lines`].join("\n");
}

function marked(first: string, text: string): string {
	const gap = " ".repeat(first.length);
	return clip(text)
		.split("\n")
		.map((line, at) => (at === 0 ? first : gap) + line)
		.join("\n");
}

/** One message as the screen shows it (samples of 2.1.330). */
export function shownText(kind: ShownKind, text: string): string {
	if (kind === "prompt") return marked("❯ ", text);
	const isReply = kind === "result" || (kind === "limit" && /^(You've hit|Not logged)/.test(text));
	return isReply ? marked("  ⎿  ", text) : marked("● ", text);
}

function itemText(item: Item): string {
	if (item.kind === "prompt") return shownText("prompt", item.text);
	if (item.kind === "toolUse") return shownText("tool", `Bash(${item.command})`);
	if (item.kind === "apiError") return shownText("limit", item.text);
	if (item.kind === "answer") return shownText("answer", item.text);
	if (item.text.startsWith("Exit code")) return shownText("result", `Error: ${item.text}`);
	return shownText("result", item.interrupted ? "Interrupted" : item.text || "(No output)");
}

/** The end of a resumed conversation. A call without a result shows as interrupted (seen). */
export function historyText(items: readonly Item[]): string {
	const texts = items.slice(-HISTORY_ITEMS).map(itemText);
	if (items.at(-1)?.kind === "toolUse") {
		texts.push("  ⎿  Interrupted · What should Claude do instead?");
	}
	return texts.join("\n");
}
