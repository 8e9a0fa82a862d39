import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectKeys } from "../expect-keys.ts";
import { goOn } from "../real-life.ts";
import { hookKeys } from "../shapes.ts";
import { isAlive, startSlowCommand } from "../slow-command.ts";
import type { Stage } from "../stage.ts";
import { lineWithBlock, readTranscript, toolOutputs, transcriptFiles } from "../transcript.ts";

/** How the program ends, and how its conversation goes on under another account. */
export function describeEndings(stage: () => Stage): void {
	describe("ending and going on", () => {
		test("SIGTERM ends an idle session in order", async () => {
			const program = await stage().launch(stage().makeAccount(), ["[[say:done]]"]);
			await program.untilHook("Stop");
			await program.untilStatus("idle");

			program.signal("SIGTERM");

			expect(await program.untilEnd()).toMatchObject({ status: 143 });
			const end = await program.untilHook("SessionEnd");
			expectKeys(end.body, hookKeys.SessionEnd ?? []);
			expect(end.body.reason).toBe("other");
			expect(existsSync(program.registryPath)).toBe(false);
		});

		test("kill -9 leaves the registry file behind, with a process that is no more", async () => {
			const program = await stage().launch(stage().makeAccount(), []);
			await program.untilStatus("idle");

			program.signal("SIGKILL");
			await program.untilEnd();

			expect(program.registry()).toMatchObject({ pid: program.pid, status: "idle" });
			expect(program.hooks("SessionEnd")).toEqual([]);
		});

		test("SIGTERM in the middle of a command kills it, and another account runs it again", async () => {
			const conversation = randomUUID();
			const cwd = stage().makeProject();
			const slow = startSlowCommand(cwd);
			const prompt = `[[bash:echo first]] [[bash:${slow.command}]] [[say:finished]]`;
			const args = ["--session-id", conversation, prompt];
			const program = await stage().launch(stage().makeAccount(), args, { cwd });
			const children = await program.until("the command to run", slow.pids);
			await program.untilStatus("busy");

			program.signal("SIGTERM");

			expect(await program.untilEnd()).toMatchObject({ status: 143 });
			expect(children.filter(isAlive)).toEqual([]);
			expect(existsSync(program.registryPath)).toBe(false);

			slow.makeQuick();
			const next = stage().makeAccount();
			const heir = await stage().launch(next, ["--resume", conversation, goOn], { cwd });
			const start = await heir.untilHook("SessionStart");
			const stop = await heir.untilHook("Stop");

			expect(start).toMatchObject({ home: next.home, pid: heir.pid });
			expect(start.body).toMatchObject({ session_id: conversation, source: "resume" });
			expect(stop.body.last_assistant_message).toBe("finished");
			expect(transcriptFiles(stage().sharedDir, conversation)).toHaveLength(1);
			const outputs = toolOutputs(await stage().untilAnswered(conversation, "finished"));
			expect(outputs.filter((text) => text.includes("first"))).toHaveLength(1);
			expect(outputs.at(-1)).toContain("quick");
		});

		test("kill -9 in the middle of a command leaves it running; the conversation goes on", async () => {
			const conversation = randomUUID();
			const cwd = stage().makeProject();
			const slow = startSlowCommand(cwd);
			const prompt = `[[bash:${slow.command}]] [[say:finished]]`;
			const args = ["--session-id", conversation, prompt];
			const program = await stage().launch(stage().makeAccount(), args, { cwd });
			const children = await program.until("the command to run", slow.pids);
			// Lines come to disk late; killed before that, there would be no conversation to go on with.
			await program.until("the command's line in the transcript", () =>
				lineWithBlock(readTranscript(stage().sharedDir, conversation), "tool_use"),
			);

			program.signal("SIGKILL");
			expect(await program.untilEnd()).toMatchObject({ signal: 9 });
			expect(children.filter(isAlive)).toEqual(children);
			for (const pid of children) process.kill(pid, "SIGKILL");

			slow.makeQuick();
			const next = stage().makeAccount();
			const heir = await stage().launch(next, ["--resume", conversation, goOn], { cwd });
			const stop = await heir.untilHook("Stop");
			expect(stop.body).toMatchObject({ session_id: conversation });
			expect(stop.body.last_assistant_message).toBe("finished");
		});

		test("a session at the wall goes on under an account that has quota left", async () => {
			const conversation = randomUUID();
			const cwd = stage().makeProject();
			const prompt = "[[bash:echo one]] [[quota]] [[bash:echo two]] [[say:over the wall]]";
			const args = ["--session-id", conversation, prompt];
			const program = await stage().launch(stage().makeAccount(), args, { cwd });
			await program.untilHook("StopFailure");
			await program.untilStatus("waiting");

			program.signal("SIGTERM");
			expect(await program.untilEnd()).toMatchObject({ status: 143 });
			const next = stage().makeAccount("token");
			const heir = await stage().launch(next, ["--resume", conversation, goOn], { cwd });

			const submit = await heir.untilHook("UserPromptSubmit");
			const stop = await heir.untilHook("Stop");
			expect(submit.body).toMatchObject({ session_id: conversation, prompt: goOn });
			expect(stop.body.last_assistant_message).toBe("over the wall");
			expect(transcriptFiles(stage().sharedDir, conversation)).toHaveLength(1);
			const outputs = toolOutputs(await stage().untilAnswered(conversation, "over the wall"));
			expect(outputs).toEqual(['"one"', '"two"']);
		});
	});
}
