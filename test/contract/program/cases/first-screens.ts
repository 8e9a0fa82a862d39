import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { asInRealLife, asksAboutOwners, goOn } from "../real-life.ts";
import type { Stage } from "../stage.ts";
import { readTranscript, textsOf } from "../transcript.ts";

/** Questions that stand before the first prompt. */
export function describeFirstScreens(stage: () => Stage): void {
	describe("questions at the start", () => {
		test("an untrusted directory holds everything back, until the operator's consent skips it", async () => {
			const account = stage().makeAccount();
			const cwd = stage().makeDir("elsewhere", randomUUID());
			const program = await stage().launch(account, ["[[say:trusted]]"], { cwd });
			await program.untilScreen("Accessing workspace");
			expect(program.registry()).toBeUndefined();
			expect(program.hooks("SessionStart")).toEqual([]);
			await program.end();

			const how = { cwd, env: { CLAUDE_CODE_SANDBOXED: "1" } };
			const next = await stage().launch(account, ["[[say:trusted]]"], how);
			const stop = await next.untilHook("Stop");
			expect(stop.body.last_assistant_message).toBe("trusted");
		});

		test("another login's conversation is held at a question and copied on demand", async () => {
			const { conversation, cwd } = await finishedConversation(stage());
			const heir = stage().makeAccount("login", asksAboutOwners);
			const how = { cwd, env: asInRealLife };
			const program = await stage().launch(heir, ["--resume", conversation, goOn], how);

			await program.untilScreen("This session belongs to another account");
			const registry = await program.untilStatus("waiting");
			expect(registry.waitingFor).toBe("dialog open");
			const start = await program.untilHook("SessionStart");
			expect(start.body).toMatchObject({ session_id: conversation, source: "resume" });
			expect(program.hooks("UserPromptSubmit")).toEqual([]);

			await program.choose("Copy to", "Down");
			await program.untilScreen("shares its history");
			await program.choose("Continue", "Up");
			const submit = await program.untilHook("UserPromptSubmit");

			expect(submit.body.prompt).toBe(goOn);
			const copy = String(submit.body.session_id);
			expect(copy).not.toBe(conversation);
			const ends = program.hooks("SessionEnd").map(({ body }) => body);
			expect(ends).toMatchObject([{ session_id: conversation, reason: "resume" }]);
			const starts = program.hooks("SessionStart").map(({ body }) => body);
			expect(starts.at(-1)).toMatchObject({ session_id: copy, source: "fork" });
			await program.untilHook("Stop");
			const lines = await stage().untilAnswered(copy, `OK chars=${goOn.length}`);
			expect(textsOf(lines, "assistant")).toContain("the first answer");
			await program.untilStatus("idle");
			expect(program.registry()?.sessionId).toBe(copy);
			const original = readTranscript(stage().sharedDir, conversation);
			expect(textsOf(original, "user")).not.toContain(goOn);
		});

		test("leaving that question ends the program in order", async () => {
			const { conversation, cwd } = await finishedConversation(stage());
			const heir = stage().makeAccount("login", asksAboutOwners);
			const how = { cwd, env: asInRealLife };
			const program = await stage().launch(heir, ["--resume", conversation, goOn], how);
			await program.untilScreen("This session belongs to another account");
			await program.choose("Exit Claude Code", "Up");
			expect(await program.untilEnd()).toMatchObject({ status: 0 });
			const end = await program.untilHook("SessionEnd");
			expect(end.body.reason).toBe("prompt_input_exit");
			expect(program.hooks("UserPromptSubmit")).toEqual([]);
		});

		test("SIGTERM at that question ends the program, and its prompt was never submitted", async () => {
			const { conversation, cwd } = await finishedConversation(stage());
			const heir = stage().makeAccount("login", asksAboutOwners);
			const how = { cwd, env: asInRealLife };
			const program = await stage().launch(heir, ["--resume", conversation, goOn], how);
			await program.untilScreen("This session belongs to another account");
			program.signal("SIGTERM");
			expect(await program.untilEnd()).toMatchObject({ status: 143 });
			expect(program.hooks("UserPromptSubmit")).toEqual([]);
			const lines = readTranscript(stage().sharedDir, conversation);
			expect(textsOf(lines, "user")).not.toContain(goOn);
		});

		test("under a token another login's conversation goes on without a question", async () => {
			const { conversation, cwd } = await finishedConversation(stage());
			const heir = stage().makeAccount("token", asksAboutOwners);
			const how = { cwd, env: asInRealLife };
			const program = await stage().launch(heir, ["--resume", conversation, goOn], how);
			const stop = await program.untilHook("Stop");
			expect(stop.body.session_id).toBe(conversation);
		});
	});
}

async function finishedConversation(stage: Stage) {
	const conversation = randomUUID();
	const cwd = stage.makeProject();
	const args = [
		"-p",
		"--model",
		"sonnet",
		"--session-id",
		conversation,
		"[[say:the first answer]]",
	];
	expect(await stage.run(stage.makeAccount(), args, cwd)).toMatchObject({ status: 0 });
	return { conversation, cwd };
}
