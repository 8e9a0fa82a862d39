import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectKeys } from "../expect-keys.ts";
import { hookKeys, registryKeys } from "../shapes.ts";
import { startSlowCommand } from "../slow-command.ts";
import type { Stage } from "../stage.ts";
import { textsOf, transcriptFiles } from "../transcript.ts";

/** From the start to the first prompt. */
export function describeStart(stage: () => Stage): void {
	describe("starting", () => {
		test("it is idle at first: its registry file says who it is, and nothing is on disk yet", async () => {
			const conversation = randomUUID();
			const cwd = stage().makeProject();
			const account = stage().makeAccount();
			const program = await stage().launch(account, ["--session-id", conversation], { cwd });

			const start = await program.untilHook("SessionStart");
			const registry = await program.untilStatus("idle");

			expectKeys(start.body, hookKeys.SessionStart ?? []);
			expect(start).toMatchObject({ home: account.home, pid: program.pid });
			expect(start.body).toMatchObject({ session_id: conversation, source: "startup", cwd });
			expectKeys(registry, registryKeys);
			expect(registry).toMatchObject({ pid: program.pid, sessionId: conversation, cwd });
			expect(registry.kind).toBe("interactive");
			expect(registry.procStart).toBe(startTimeOf(program.pid));
			expect(registry.tmux).toMatch(/^\d+:@\d+\.%\d+$/);
			expect(transcriptFiles(stage().sharedDir, conversation)).toEqual([]);
		});

		test("the first prompt that is typed makes the conversation's file", async () => {
			const conversation = randomUUID();
			const account = stage().makeAccount("token");
			const program = await stage().launch(account, ["--session-id", conversation]);
			await program.untilStatus("idle");

			await program.type("say something [[say:something]]");
			await program.press("Enter");
			const stop = await program.untilHook("Stop");

			expect(stop.body.last_assistant_message).toBe("something");
			const [file] = transcriptFiles(stage().sharedDir, conversation);
			expect(file).toMatch(new RegExp(`-projects-project\\d+/${conversation}\\.jsonl$`));
			const lines = await stage().untilAnswered(conversation, "something");
			expect(textsOf(lines, "user")).toEqual(["say something [[say:something]]"]);
			await program.untilStatus("idle");
		});

		test("a pasted line waits while a turn runs and is then submitted as it is", async () => {
			const cwd = stage().makeProject();
			const slow = startSlowCommand(cwd);
			const args = [`[[bash:${slow.command}]] [[say:first done]]`];
			const program = await stage().launch(stage().makeAccount(), args, { cwd });
			await program.until("the command to run", slow.pids);
			await program.untilStatus("busy");

			const line = "Read the task file 'a $b.md' and do it [[say:second done]]";
			await program.paste(line);
			await program.untilScreen("and do it");
			await program.press("Enter");
			slow.makeQuick();

			await program.until("both answers", () => {
				const stops = program.hooks("Stop").map(({ body }) => body.last_assistant_message);
				return stops.includes("second done") || undefined;
			});
			const prompts = program.hooks("UserPromptSubmit").map(({ body }) => body.prompt);
			expect(prompts.at(-1)).toBe(line);
		});
	});
}

/** Field 22 of /proc/PID/stat, which tells two processes with the same pid apart. */
function startTimeOf(pid: number): string | undefined {
	const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
	return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}
