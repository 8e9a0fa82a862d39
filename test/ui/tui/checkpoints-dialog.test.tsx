import { describe, expect, test } from "vitest";
import type { CheckpointReply, ComparisonReply } from "../../../src/state/checkpoint-client.ts";
import type { CheckpointContent } from "../../../src/state/checkpoint-content.ts";
import { widthOf } from "../../../src/ui/tui/present/line.ts";
import {
	comparisonOf,
	contentOf,
	type FixtureCheckpoints,
} from "../../engine/control/fixture-checkpoints.ts";
import { waitFor } from "../../support/wait-for.ts";
import { afternoon, checkpoint, crowd, hostile, NOW, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const said = (type: "user" | "assistant", content: unknown) => ({
	...{ type, timestamp: new Date(NOW - 60_000).toISOString() },
	message: { content },
});

const tail = [
	said("user", "wire the subnets"),
	said("assistant", [
		{ type: "text", text: "I look at it.\nNext the route table." },
		{ type: "tool_use", name: "Bash", input: { command: "make plan" } },
	]),
	said("user", [{ type: "tool_result", content: [{ type: "text", text: "3 to add" }] }]),
	{ type: "file-history-snapshot" },
];

function holding(over: Partial<CheckpointContent> = {}): CheckpointContent {
	const transcript = { file: "/shared/c-1.jsonl", bytes: 1234, tail, cwd: "/srv/app" };
	return { ...contentOf(NOW), transcript, ...over };
}

function room(more: object = {}, first = afternoon()) {
	const client = testClient(first);
	const checkpoints = client.checkpoints as FixtureCheckpoints;
	checkpoints.content = holding();
	return { opened: openRoom(first, { client, ...more }), checkpoints };
}

describe("the list of checkpoints", () => {
	test("tells what stands in their files: changed files, last tool, last words", async () => {
		const { opened } = room();
		await opened.press("c");
		await opened.says(
			/▸ infra-tf +14:23:07 +interval +main +2 +1\.1 MB +R tells/,
			/ {2}infra-tf +14:03:07 .* +2 +1\.1 MB/,
			"cp-22  conversation 7f3a9c1e",
			"topic at 0123456, 2 changed: src/a.ts, red",
			'last tool: Bash {"command":"make"} (no result yet)',
			'tail: "I look at it. Next the route table."',
		);
	});

	test("says of one that cannot be read why, and what next", async () => {
		const { opened, checkpoints } = room();
		checkpoints.content = "damaged";
		await opened.press("c");
		await opened.says(/▸ infra-tf .* ✗ no/, "✗ it was changed", "use another");
	});

	test("takes keys while a file is read, and shows an answer where it belongs", async () => {
		const { opened, checkpoints } = room();
		const answers = new Map<string, (reply: CheckpointReply) => void>();
		checkpoints.read = (id) => new Promise((resolve) => answers.set(id, resolve));
		await opened.press("c");
		await opened.says("cp-22", "Reading…");
		await opened.press("j");
		await opened.says("cp-21  conversation", "Reading…");
		answers.get("cp-22")?.({ kind: "ok", content: holding({ doing: "of 22", lastTool: null }) });
		await waitFor("the next question", () => answers.has("cp-21"));
		await opened.says("cp-21  conversation", "Reading…");
		answers.get("cp-21")?.({ kind: "ok", content: holding({ doing: "of 21", lastTool: null }) });
		await opened.says("cp-21  conversation", "of 21");
		await opened.press("k");
		await opened.says("cp-22  conversation", "of 22");
	});

	test("drops the answer for a list that was closed", async () => {
		const { opened, checkpoints } = room();
		const asked: ((reply: CheckpointReply) => void)[] = [];
		checkpoints.read = () => new Promise((resolve) => asked.push(resolve));
		await opened.press("c");
		await opened.says("Reading…");
		await opened.press("esc");
		await opened.saysNoMore("Reading…");
		await opened.press("c");
		await waitFor("a second question", () => asked.length === 2);
		asked[0]?.({ kind: "refused", why: "too late", remedy: "never mind" });
		asked[1]?.({ kind: "ok", content: holding({ doing: "in time", lastTool: null }) });
		await opened.says("in time");
	});

	test("keeps what is selected when a newer one is taken", async () => {
		const { opened } = room();
		await opened.press("c");
		await opened.says("cp-22  conversation");
		const newer = checkpoint("cp-23", { takenAt: NOW - 1000 });
		opened.client.store.setState(afternoon({ checkpoints: [newer, checkpoint("cp-22")] }));
		await opened.says("14:32:06", "cp-22  conversation");
	});

	test("says so when the engine does not answer", async () => {
		const { opened, checkpoints } = room();
		checkpoints.read = () => Promise.reject(new Error("the socket is gone"));
		await opened.press("c");
		await opened.says("✗ the engine did not answer: the socket is gone", "try again: c");
	});

	test("opened from a session has those of the session alone", async () => {
		const other = checkpoint("cp-9", { session: "web-cart" });
		const { opened, checkpoints } = room(
			{},
			afternoon({ checkpoints: [checkpoint("cp-22"), other] }),
		);
		await opened.press("enter", "c");
		await opened.says("Checkpoints of web-cart (1)", "cp-9");
		await opened.press("R");
		await opened.says("Restore: dry run");
		expect(checkpoints.asked).toMatchObject([{ checkpoint: "cp-9" }]);
	});

	test("says what to do next while it is empty", async () => {
		const opened = openRoom(snapshot({}));
		await opened.press("c");
		await opened.says("no checkpoints yet", "C takes one of a session now");
		await opened.press("t");
		await opened.says("! there is no checkpoint to look into");
	});
});

describe("a checkpoint", () => {
	test("is opened with what it holds", async () => {
		const { opened } = room({ size: [100, 40] });
		await opened.press("c", "enter");
		await opened.says(
			"Checkpoint: cp-22",
			"ccl-2 on main, working",
			"task: a title (attempt 2), /srv/app/T-1.md",
			"its turn was under way, in a tool",
			"topic at 0123456, 2 changed",
			"src/a.ts",
			"a checkpoint holds their names, not what was in them",
			"Its pane",
			"> make",
		);
	});

	test("shows the end of its transcript, the last words first in sight", async () => {
		const long = Array.from({ length: 60 }, (_, n) => said("assistant", `word ${n} of many`));
		const { opened, checkpoints } = room();
		checkpoints.content = holding({
			transcript: { file: "/shared/c-1.jsonl", bytes: 99, tail: long, cwd: null },
		});
		await opened.press("c", "t");
		await opened.says("Transcript, its end: cp-22", "word 59 of many", "▴");
		await opened.press("k", "k");
		await opened.saysNoMore("word 59 of many");
		await opened.press("g");
		await opened.says("the end of 99 bytes: /shared/c-1.jsonl", "word 0 of many");
		await opened.press("f");
		await opened.says("Checkpoint: cp-22");
	});

	test("tells calls and results of tools from what was said", async () => {
		const { opened } = room();
		await opened.press("c", "t");
		await opened.says(
			"14:31:07  assistant",
			"I look at it.",
			"Next the route table.",
			'→ Bash {"command":"make plan"}',
			"14:31:07  tool",
			"← 3 to add",
		);
	});

	test("is compared with now: commits, files with their lines, transcript", async () => {
		const { opened } = room({ size: [100, 40] });
		await opened.press("c", "d");
		await opened.says(
			"Compared with now: cp-22",
			"transcript: 1234 bytes then, 2345 now",
			"branch topic, as then",
			"commit 0123456 then, fedcba9 now",
			"1 commit made since",
			"fedcba9 wire the subnets",
			"2 files now unlike commit 0123456",
			"src/a.ts  +14 -3  (was changed then already)",
			"logo.png  no text",
			"notes.txt",
		);
	});

	test("of whose commit git knows nothing any more claims nothing of it", async () => {
		const { opened, checkpoints } = room({ size: [100, 40] });
		checkpoints.comparison = { ...checkpoints.comparison, commits: null, files: null };
		await opened.press("c", "d");
		await opened.says(
			"what lies between is not known: git does not have both commits",
			"which lines differ is not known",
		);
	});

	test("is compared anew with each d, and a late answer to an older one is dropped", async () => {
		const { opened, checkpoints } = room({ size: [100, 40] });
		const asked: ((reply: ComparisonReply) => void)[] = [];
		checkpoints.compare = () => new Promise((resolve) => asked.push(resolve));
		const told = (branch: string): ComparisonReply => {
			const { repository, ...rest } = comparisonOf(NOW);
			if (repository === null) throw new Error("no repository");
			return { kind: "compared", comparison: { ...rest, repository: { ...repository, branch } } };
		};
		await opened.press("c", "d");
		await opened.says("Comparing…");
		await opened.press("d");
		await waitFor("a second question", () => asked.length === 2);
		asked[1]?.(told("second"));
		await opened.says("branch topic then, second now");
		asked[0]?.(told("first"));
		await opened.press("t", "f");
		await opened.saysNoMore("first");
	});

	test("that cannot be compared says why", async () => {
		const { opened, checkpoints } = room();
		checkpoints.compare = () => Promise.reject(new Error("the socket is gone"));
		await opened.press("c", "d");
		await opened.says("✗ the engine did not answer: the socket is gone", "try again: d");
	});

	test("in which nobody said anything yet says so", async () => {
		const { opened, checkpoints } = room();
		checkpoints.content = holding({ transcript: null });
		await opened.press("c", "t");
		await opened.says("Nothing had been said yet.");
	});

	test("that cannot be read says why, and what next", async () => {
		const { opened, checkpoints } = room();
		checkpoints.content = "damaged";
		await opened.press("c", "enter");
		await opened.says("✗ it was changed", "use another");
	});
});

describe.each([
	[40, 10],
	[80, 24],
	[200, 50],
])("at %ix%i, whatever an agent wrote", (columns, rows) => {
	test("nothing breaks the screen", async () => {
		const texts = hostile.map((text) => said("assistant", `${text}\n${text.repeat(40)}`));
		const { opened, checkpoints } = room({ size: [columns, rows] }, crowd());
		checkpoints.content = holding({
			...{ doing: hostile[0] ?? "", why: hostile[3] ?? "", pane: hostile },
			transcript: { file: hostile[5] ?? "", bytes: 1, tail: texts, cwd: null },
			repository: {
				head: null,
				branch: hostile[2] ?? "",
				dirty: hostile,
				...{ dirtyCount: 900 },
				complete: false,
			},
		});
		const changed = hostile.map((name) => ({ name, added: 1, removed: null }));
		checkpoints.comparison = {
			...comparisonOf(NOW),
			commits: { made: 90, gone: 3, newest: hostile },
			files: { changed, count: 900, complete: false },
		};
		for (const keys of [["c", "j"], ["enter"], ["G"], ["t"], ["g"], ["ctrl-d"], ["d"], ["G"]]) {
			await opened.press(...keys);
			expect(opened.rows()).toHaveLength(rows);
			for (const row of opened.rows()) expect(widthOf(row)).toBeLessThanOrEqual(columns);
		}
		await opened.says("Compared");
		expect(opened.frame()).not.toMatch(/\u001b\]|\u202e/u);
	});
});
