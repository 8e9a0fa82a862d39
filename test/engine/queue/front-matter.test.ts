import { describe, expect, test } from "vitest";
import { withSettings } from "../../../src/engine/queue/acts/front-matter.ts";
import { parseTask } from "../../../src/engine/queue/task-file.ts";

const high = (text: string) => withSettings(text, { priority: "high" });

describe("a priority is set in the text of a task", () => {
	test.each([
		["no front matter", "Do it.\n", "---\npriority: high\n---\nDo it.\n"],
		["none, with the line ends of Windows", "a\r\nb", "---\r\npriority: high\r\n---\r\na\r\nb"],
		["a rule that is no front matter", "---\nb", "---\npriority: high\n---\n---\nb"],
		["keys", "---\ntitle: x\n---\nb", "---\npriority: high\ntitle: x\n---\nb"],
		["only a remark", "---\n# why\n---\nb", "---\npriority: high\n# why\n---\nb"],
		["indented keys", "---\n  id: y\n---\nb", "---\n  priority: high\n  id: y\n---\nb"],
		["a map in braces", "---\n{id: y}\n---\nb", "---\n{priority: high, id: y}\n---\nb"],
		["an empty map", "---\n{}\n---\nb", "---\n{priority: high}\n---\nb"],
		["another priority", "---\npriority: low\n---\nb", "---\npriority: high\n---\nb"],
		["one in quotes", '---\n"priority": "low"\n---\nb', '---\n"priority": high\n---\nb'],
		["the same one", "---\npriority:   high # now\n---\nb", "---\npriority:   high # now\n---\nb"],
		[
			"one with a remark, and line ends of Windows",
			"---\r\ntitle:  'x'  # a\r\npriority:   low   # b\r\n---\r\nbody\r\n\r\n",
			"---\r\ntitle:  'x'  # a\r\npriority:   high   # b\r\n---\r\nbody\r\n\r\n",
		],
		[
			"a text that looks like one",
			"---\ntitle: |\n  a\n  priority: low\n---\npriority: low\n",
			"---\npriority: high\ntitle: |\n  a\n  priority: low\n---\npriority: low\n",
		],
	])("that has %s, and all else stays byte for byte", (_what, text, expected) => {
		expect(high(text)).toEqual({ kind: "ok", text: expected });
		expect(parseTask(expected)).toMatchObject({ kind: "ok", task: { priority: "high" } });
	});

	test.each([
		["is broken", "---\n{a: [\n---\nb"],
		["names a key twice", "---\npriority: low\npriority: low\n---\nb"],
		["uses an alias", "---\ntitle: &a x\nid: *a\n---\nb"],
		["writes the value in a block", "---\npriority: >-\n  low\ntitle: x\n---\nb"],
		["is no map", "---\n- a\n---\nb"],
		["may not be set", "---\nhooks: x\n---\nb"],
	])("but not when the front matter %s: it is refused, with the reason", (_what, text) => {
		expect(high(text)).toMatchObject({ kind: "refused", why: expect.stringMatching(/\S/) });
	});
});

test("a title is set with whatever is in it", () => {
	const title = `a "b": #x {\\ 'c'`;
	const edited = withSettings("---\ntitle: old\nid: y\n---\nb", { title, priority: "low" });
	expect(edited.kind === "ok" && parseTask(edited.text)).toMatchObject({
		task: { title, id: "y", priority: "low", body: "b" },
	});
	expect(withSettings("b", { title: "x".repeat(201) })).toMatchObject({ kind: "refused" });
});
