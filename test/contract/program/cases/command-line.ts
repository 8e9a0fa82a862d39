import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Stage } from "../stage.ts";
import { transcriptFiles } from "../transcript.ts";

/** Calls that end by themselves. */
export function describeCommandLine(stage: () => Stage): void {
	describe("the command line", () => {
		test("--version names the version and the product", async () => {
			const result = await stage().run(stage().makeAccount(), ["--version"]);
			expect(result.stdout).toMatch(/^\d+\.\d+\.\d+ \(Claude Code\)\n$/);
			expect(result.status).toBe(0);
		});

		test("an unknown conversation cannot be resumed", async () => {
			const id = randomUUID();
			const program = await stage().launch(stage().makeAccount(), ["--resume", id, "go on"]);
			expect(await program.untilEnd()).toMatchObject({ status: 1 });
			const screen = await program.screen();
			expect(screen).toContain(`No conversation found with session ID: ${id}`);
		});

		test("a conversation's id cannot be used for a new one", async () => {
			const conversation = randomUUID();
			const cwd = stage().makeProject();
			const account = stage().makeAccount();
			const first = ["-p", "--model", "sonnet", "--session-id", conversation, "[[say:printed]]"];
			const result = await stage().run(account, first, cwd);
			expect(result).toMatchObject({ status: 0, stdout: "printed\n" });
			expect(transcriptFiles(stage().sharedDir, conversation)).toHaveLength(1);

			const args = ["--session-id", conversation, "once more"];
			const program = await stage().launch(account, args, { cwd });
			expect(await program.untilEnd()).toMatchObject({ status: 1 });
			const screen = await program.screen();
			expect(screen).toContain(`Session ID ${conversation} is already in use.`);
		});

		test("the usage question ends well and leaves no conversation behind", async () => {
			const args = ["-p", "/usage", "--no-session-persistence"];
			const result = await stage().run(stage().makeAccount(), args);
			expect(result.status).toBe(0);
			expect(result.stdout).not.toBe("");
		});
	});
}
