import { type Line, type Style, span } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { clockSeconds } from "./time.ts";

/** Something that was said or done, as one line of a transcript tells it. */
export interface Said {
	readonly who: "user" | "assistant" | "tool";
	/** Epoch ms; `null`: the line does not say. */
	readonly at: number | null;
	readonly parts: readonly SaidPart[];
}

interface SaidPart {
	readonly kind: "text" | "call" | "result";
	readonly text: string;
}

const SHOWN: Readonly<Record<SaidPart["kind"], { readonly mark: string; readonly style: Style }>> =
	{
		text: { mark: "", style: {} },
		call: { mark: "→ ", style: { color: "cyan" } },
		result: { mark: "← ", style: { dimColor: true } },
	};

/** Longer lines are taken apart before they are cleaned, so that nothing of them is left out. */
const PIECE = /.{1,3000}/gsu;

/** What was said in the last lines of a transcript, oldest first; lines of other kinds are left out. */
export function saidIn(tail: readonly unknown[]): readonly Said[] {
	return tail.flatMap((line): readonly Said[] => {
		const { type, timestamp, message } = fieldsOf(line);
		if (type !== "user" && type !== "assistant") return [];
		const parts = partsOf(fieldsOf(message).content);
		const at = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN;
		if (parts.length === 0) return [];
		// The program writes down what a tool gave as if the user had said it.
		const who = parts.every(({ kind }) => kind === "result") ? "tool" : type;
		return [{ who, at: Number.isNaN(at) ? null : at, parts }];
	});
}

/** What was said, in rows of at most `columns`. */
export function saidLines(said: readonly Said[], columns: number): readonly Line[] {
	return said.flatMap(({ who, at, parts }, nth) => [
		...(nth === 0 ? [] : [[]]),
		[span(`${at === null ? "" : `${clockSeconds(at)}  `}${who}`, { bold: true })],
		...parts.flatMap((part) => partLines(part, columns)),
	]);
}

/** The last text that somebody said, in one line; `null`: none was said. */
export function lastSaid(said: readonly Said[]): string | null {
	const texts = said.flatMap(({ parts }) => parts.filter(({ kind }) => kind === "text"));
	const last = texts.at(-1)?.text;
	return last === undefined ? null : plain(last.slice(-3000)).trim();
}

function partLines({ kind, text }: SaidPart, columns: number): readonly Line[] {
	const { mark, style } = SHOWN[kind];
	const lines = text.trimEnd().split(/\r\n|[\n\r]/u);
	return lines.flatMap((line, nth) =>
		(line.match(PIECE) ?? [""]).flatMap((piece) =>
			indented(2, plain(`${nth === 0 ? mark : ""}${piece}`), columns, style),
		),
	);
}

function partsOf(content: unknown): readonly SaidPart[] {
	if (typeof content === "string") return content === "" ? [] : [{ kind: "text", text: content }];
	if (!Array.isArray(content)) return [];
	return content.flatMap((block): readonly SaidPart[] => {
		const { type, text, name, input, content: result } = fieldsOf(block);
		if (type === "text" && typeof text === "string") return [{ kind: "text", text }];
		if (type === "tool_use") return [{ kind: "call", text: `${wordOf(name)} ${jsonOf(input)}` }];
		if (type === "tool_result") return [{ kind: "result", text: resultOf(result) }];
		return [];
	});
}

function resultOf(content: unknown): string {
	if (typeof content === "string") return content;
	if (!Array.isArray(content)) return "(nothing)";
	return content.map((block) => wordOf(fieldsOf(block).text)).join("\n");
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function wordOf(value: unknown): string {
	return typeof value === "string" ? value : "";
}

function jsonOf(value: unknown): string {
	return value === undefined ? "" : (JSON.stringify(value) ?? "");
}
