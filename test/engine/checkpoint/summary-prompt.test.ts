import { describe, expect, test } from "vitest";
import { summaryPrompt } from "../../../src/engine/checkpoint/summary-prompt.ts";
import { nonceIn } from "../../../src/engine/claude/nonce.ts";
import type { CheckpointContent } from "../../../src/state/checkpoint-content.ts";
import { contentOf } from "../control/fixture-checkpoints.ts";
import { sample } from "../facts/rig.ts";

const AT = Date.UTC(2026, 10, 23, 8);
const content = (over: Partial<CheckpointContent> = {}) => ({ ...contentOf(AT), ...over });
const transcript = (...tail: readonly unknown[]) => ({
	file: "/t",
	bytes: 1,
	tail,
	cwd: "/srv/app/sub",
});
const said = (type: "user" | "assistant", text: string) => {
	return { type, message: { role: type, content: text } };
};

describe("the summary of a checkpoint", () => {
	test("tells task, folder, commit, changed files and the last tool, and to look first", () => {
		const prompt = summaryPrompt(content({ transcript: transcript() }));
		expect(prompt).toMatch(/^You take up work whose conversation cannot be resumed\./);
		expect(prompt).toContain("do not repeat what is complete");
		expect(prompt).toContain("- Task: a title (/srv/app/T-1.md)\n- Folder: /srv/app\n");
		expect(prompt).toContain("- Worked in: /srv/app/sub");
		expect(prompt).toContain("- Git: 0123456789abcdef on topic");
		expect(prompt).toMatch(/- Changed: src\/a\.ts, /);
		expect(prompt).toContain('- Last tool: Bash {"command":"make"}; it had no result yet');
	});

	test("quotes what was said last on both sides, and neither results nor failures", () => {
		const prompt = summaryPrompt(
			content({
				transcript: transcript(
					said("user", "Sort out\nthe test."),
					said("assistant", "I look at it."),
					sample("transcript/user-tool_result.json"),
					sample("transcript/assistant-text-apierror-rate_limit.json"),
				),
			}),
		);
		expect(prompt).toContain("The last prompt was:\n> Sort out\n> the test.");
		expect(prompt).toContain("The last answer was:\n> I look at it.");
		expect(prompt).not.toContain("limit");
	});

	test("is no attempt of the task: the mark of the prompt that it quotes is taken out", () => {
		const quoted = transcript(said("user", "Do it. [ccl:app.T-1:2]"), said("assistant", "ccl:x:1"));
		const prompt = summaryPrompt(content({ transcript: quoted, doing: "echo ccl:app.T-1:2" }));
		expect(prompt).toContain("> Do it. [(mark)]");
		expect(nonceIn(prompt)).toBeNull();
	});

	test("stays short, however much was said or changed", () => {
		const dirty = Array.from({ length: 200 }, (_, n) => `file-${n}`);
		const repository = { head: null, branch: null, dirty, dirtyCount: 900, complete: false };
		const long = transcript(said("user", "x".repeat(50_000)));
		const prompt = summaryPrompt(content({ repository, transcript: long }));
		expect(prompt).toContain("file-39, and 860 or more others");
		expect(prompt.length).toBeLessThan(8_000);
	});
});
