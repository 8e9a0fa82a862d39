import { describe, expect, test } from "vitest";
import { InputLine } from "../../../../src/engine/simulate/agent/terminal/input-line.ts";
import { KeyReader } from "../../../../src/engine/simulate/agent/terminal/keys.ts";

/** Feeds chunks to the text box; gives what it shows and what Enter would send. */
function typed(...chunks: readonly string[]) {
	const reader = new KeyReader();
	const input = new InputLine();
	const sent: string[] = [];
	let shown = "";
	for (const key of chunks.flatMap((chunk) => reader.read(chunk))) {
		if (key.kind === "enter") sent.push(input.take());
		else input.type(key);
		if (!input.isEmpty) shown = input.shown;
	}
	return { shown, sent };
}

const paste = (text: string) => `\u001b[200~${text}\u001b[201~`;

describe("the keyboard of the simulated agent", () => {
	test("a typed line is sent by Enter, also in the same chunk", () => {
		expect(typed("hel", "lo\r").sent).toEqual(["hello"]);
		expect(typed("one\rtwo\r").sent).toEqual(["one", "two"]);
	});

	test("Ctrl-J and backspace edit the line", () => {
		expect(typed("a\nbc\u007f\r").sent).toEqual(["a\nb"]);
	});

	test("two pasted lines are sent as they stand", () => {
		expect(typed(paste("one\ntwo"), "\r").sent).toEqual(["one\ntwo"]);
	});

	test("a long paste shows as a placeholder and is sent wrapped", () => {
		const text = Array.from({ length: 6 }, (_, at) => `line ${at}`).join("\n");
		const { shown, sent } = typed("do: ", paste(text), "\r");
		expect(shown).toBe("do: [Pasted text #1 +5 lines]");
		expect(sent).toEqual([`do: <pasted_content id="1">\n${text}\n</pasted_content>`]);
	});

	test("a paste that comes in pieces stays one, whatever is in it", () => {
		const text = "$& `x`\t".repeat(300);
		const bytes = `${paste(text)}\r`;
		const chunks = bytes.match(/[\s\S]{1,7}/g) ?? [];
		expect(typed(...chunks).sent[0]).toContain(text);
	});

	test("arrows, unknown sequences and a lone Esc are told apart", () => {
		const kinds = new KeyReader().read("\u001b[A\u001b[B\u001b[1;5Cx\u001b").map((key) => key.kind);
		expect(kinds).toEqual(["up", "down", "text", "escape"]);
	});
});
