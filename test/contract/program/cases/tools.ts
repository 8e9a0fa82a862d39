import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectKeys } from "../expect-keys.ts";
import { conversationLineKeys, hookKeys } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { lineWithBlock, type TranscriptLine, toolOutputs } from "../transcript.ts";

/** Tool calls, allowed at once or by a person. */
export function describeTools(stage: () => Stage): void {
	describe("using tools", () => {
		test("a turn with two commands runs both and writes the chain of its lines", async () => {
			const conversation = randomUUID();
			const cwd = stage().makeProject();
			const prompt = "[[bash:echo one | tee one.txt]] [[bash:echo two]] [[say:both done]]";
			const args = ["--session-id", conversation, prompt];
			const program = await stage().launch(stage().makeAccount(), args, { cwd });

			const stop = await program.untilHook("Stop");

			expect(stop.body.last_assistant_message).toBe("both done");
			expect(readFileSync(join(cwd, "one.txt"), "utf8")).toBe("one\n");
			const lines = await stage().untilAnswered(conversation, "both done");
			expect(toolOutputs(lines)).toEqual(['"one"', '"two"']);
			const call = lineWithBlock(lines, "tool_use");
			const result = lineWithBlock(lines, "tool_result");
			expectKeys(call, conversationLineKeys);
			expectKeys(result, [...conversationLineKeys, "toolUseResult"]);
			expect(brokenLinks(lines)).toEqual([]);
			expect(ancestors(lines, result)).toContain(call?.uuid);
		});

		test("a command that needs permission waits for the person's key and then goes on", async () => {
			const cwd = stage().makeProject();
			const how = { cwd, permissionMode: "manual" };
			const prompt = "[[bash:touch asked.txt]] [[say:was allowed]]";
			const program = await stage().launch(stage().makeAccount(), [prompt], how);

			const request = await program.untilHook("PermissionRequest");
			const registry = await program.untilStatus("waiting");

			expectKeys(request.body, hookKeys.PermissionRequest ?? []);
			const command = { tool_name: "Bash", tool_input: { command: "touch asked.txt" } };
			expect(request.body).toMatchObject(command);
			expectKeys(registry, ["waitingFor"]);
			expect(existsSync(join(cwd, "asked.txt"))).toBe(false);
			await program.untilScreen("Do you want to proceed?");
			await program.press("Enter");
			const stop = await program.untilHook("Stop");
			expect(stop.body.last_assistant_message).toBe("was allowed");
			expect(existsSync(join(cwd, "asked.txt"))).toBe(true);
			await program.untilStatus("idle");
		});
	});
}

/** Lines whose parent is not in the file. */
function brokenLinks(lines: readonly TranscriptLine[]): readonly TranscriptLine[] {
	const known = new Set(lines.map((line) => line.uuid));
	return lines.filter((line) => line.parentUuid != null && !known.has(line.parentUuid));
}

function ancestors(lines: readonly TranscriptLine[], from: TranscriptLine | undefined): string[] {
	const parent = lines.find((line) => line.uuid !== undefined && line.uuid === from?.parentUuid);
	return parent?.uuid === undefined ? [] : [parent.uuid, ...ancestors(lines, parent)];
}
