import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { asInRealLife, goOn } from "../real-life.ts";
import type { RunningProgram } from "../running-program.ts";
import type { Stage } from "../stage.ts";
import { transcriptFiles } from "../transcript.ts";

/** What an account shows about its quota before and instead of an answer. */
export function describeSpent(stage: () => Stage): void {
	describe("an account's quota without an answer", () => {
		test("the start-up request tells the windows before any prompt", async () => {
			const account = stage().makeAccount();
			stage().side.spendTo(account, 0.5);
			const program = await stage().launch(account, [], { env: asInRealLife });
			expect(await untilUsed(program)).toBe(50);
			expect(program.hooks("UserPromptSubmit")).toEqual([]);
		});

		test("a conversation that ended at the wall is not prompted under a spent account", async () => {
			const conversation = randomUUID();
			const cwd = stage().makeProject();
			const args = ["--session-id", conversation, "[[quota]] [[say:never said]]"];
			const program = await stage().launch(stage().makeAccount(), args, { cwd });
			await program.untilHook("StopFailure");
			await program.untilStatus("waiting");
			await program.end();

			const spent = stage().makeAccount();
			stage().side.spendTo(spent, 1);
			const how = { cwd, env: asInRealLife };
			const heir = await stage().launch(spent, ["--resume", conversation, goOn], how);
			const registry = await heir.untilStatus("waiting");

			expect(registry.waitingFor).toBe("dialog open");
			expect(await untilUsed(heir)).toBe(100);
			await heir.untilScreen("Stop and wait for limit to reset");
			expect(heir.hooks("SessionStart")).toHaveLength(1);
			expect(heir.hooks("UserPromptSubmit")).toEqual([]);
			expect(heir.hooks("StopFailure")).toEqual([]);
		});

		test("a request without a terminal fails with status 1 and leaves no conversation", async () => {
			const spent = stage().makeAccount();
			stage().side.spendTo(spent, 1);
			const id = randomUUID();
			const args = ["-p", "--model", "sonnet", "--no-session-persistence", "--session-id", id];
			const result = await stage().run(spent, [...args, "hello"]);
			expect(result.status).toBe(1);
			expect(result.stdout).toMatch(/^You've hit your 5-hour limit/);

			const refused = await stage().run(stage().makeAccount(), [...args, "[[fail:401]]"]);
			expect(refused.status).toBe(1);
			expect(refused.stdout).toMatch(/^Failed to authenticate/);
			expect(transcriptFiles(stage().sharedDir, id)).toEqual([]);
		});
	});
}

/** How much of the five-hour window the status line says is used, in percent. */
function untilUsed(program: RunningProgram): Promise<number> {
	return program.until("a five-hour window in the status line", () => {
		const limits = program.statusline()?.body.rate_limits;
		return (limits as { five_hour?: { used_percentage?: number } })?.five_hour?.used_percentage;
	});
}
