import { expect, test } from "vitest";
import { droppedCharacters } from "../../../src/engine/claude/dropped-characters.ts";
import { nonceIn } from "../../../src/engine/claude/nonce.ts";
import { pointerLine } from "../../../src/engine/claude/pointer-line.ts";

const NONCE = "ccl:app.one:1";
const lineOf = (folder: string) =>
	pointerLine(`${folder}/.agent-queue/inbox/one.md.dispatched`, NONCE);

test("the line that is typed names the file in quotes and ends with the mark of the attempt", () => {
	const line = lineOf("/srv/my app");
	expect(line).toBe(
		'Read "/srv/my app/.agent-queue/inbox/one.md.dispatched" and do what it says. [ccl:app.one:1]',
	);
	expect(nonceIn(line ?? "")).toBe(NONCE);
});

test.each(["/srv/it's", '/srv/"quoted"', "/srv/back\\slash", "/srv/ä €", "/srv/#{pid}"])(
	"a path such as %s can be read from it again",
	(folder) => {
		const quoted = /^Read (".*") and do/.exec(lineOf(folder) ?? "")?.[1];
		expect(JSON.parse(quoted ?? "")).toBe(`${folder}/.agent-queue/inbox/one.md.dispatched`);
	},
);

test.each([
	["with a line break", "/srv/two\nlines"],
	["with a control character", "/srv/\u001b[A"],
	["with a mark of writing direction, which the program drops", "/srv/\u202eevil"],
	["that is too long for one line", `/srv/${"x".repeat(800)}`],
])("a path %s is not typed", (_what, folder) => {
	expect(lineOf(folder)).toBeNull();
});

test("control characters that the program drops from an argument are told by name", () => {
	expect(droppedCharacters("plain\ttext\r\nwith ä and \u{1f600}")).toEqual([]);
	expect(droppedCharacters("\u001b[31mred\u0007 \u202eback\u202c")).toEqual([
		"ESC",
		"BEL",
		"POP DIRECTIONAL FORMATTING",
		"RIGHT-TO-LEFT OVERRIDE",
	]);
});
