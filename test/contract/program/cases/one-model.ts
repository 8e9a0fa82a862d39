import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { quotaInStream } from "../../../../src/engine/claude/stream-json.ts";
import type { Stage } from "../stage.ts";
import { readTranscript } from "../transcript.ts";

const WINDOW = "seven_day_sonnet";

const streamed = ["-p", "--no-session-persistence", "--output-format", "stream-json", "--verbose"];

/** How a limit is told that binds one model and leaves the others alone. */
export function describeOneModel(stage: () => Stage): void {
	describe("a quota of one model", () => {
		test("is named in the transcript with its reset, and its text names the model", async () => {
			const conversation = randomUUID();
			const account = stage().makeAccount();
			const args = ["--session-id", conversation, `[[quota:${WINDOW}]] [[say:never said]]`];
			const program = await stage().launch(account, args);

			const failure = await program.untilHook("StopFailure");
			const line = await program.until("the limit line in the transcript", () =>
				readTranscript(stage().sharedDir, conversation).find(({ quotaLimits }) => quotaLimits),
			);

			expect(failure.body.error).toBe("rate_limit");
			expect(failure.body.last_assistant_message).toMatch(
				/^You've hit your Sonnet limit · resets /,
			);
			expect(line).toMatchObject({ apiError: "usage_limit_reached", apiErrorStatus: 429 });
			const resetsAt = stage().side.resetsAt(account, WINDOW);
			const limits = { status: "rejected", rateLimitType: WINDOW, resetsAt };
			expect(line.quotaLimits).toMatchObject(limits);
		});

		test("is no window of the status line, which goes on telling those of all models", async () => {
			const account = stage().makeAccount();
			stage().side.spendTo(account, 0.5);
			const cwd = stage().makeProject();
			const prompt = `[[bash:until [ -e told ]; do sleep 0.1; done]] [[quota:${WINDOW}]] [[say:no]]`;
			const program = await stage().launch(account, [prompt], { cwd });
			const windows = () => {
				const told = program.statusline()?.body.rate_limits;
				return told as Record<string, { used_percentage: number }> | undefined;
			};
			// Not after the failure: the status line is not run while the dialog about the limit is open.
			await program.until("the windows in the status line", windows);
			writeFileSync(join(cwd, "told"), "");
			await program.untilHook("StopFailure");
			await program.untilStatus("waiting");
			expect(Object.keys(windows() ?? {}).sort()).toEqual(["five_hour", "seven_day"]);
			expect(Math.floor(windows()?.["five_hour"]?.used_percentage ?? 0)).toBe(50);
		});

		test("refuses that model alone, and the stream names the window", async () => {
			const account = stage().makeAccount("token");
			const ask = (model: string, prompt: string) =>
				stage().run(account, [...streamed, "--model", model, prompt]);

			const spent = await ask("sonnet", `[[quota:${WINDOW}]]`);
			expect(spent.status).toBe(1);
			const quota = quotaInStream(spent.stdout);
			expect(quota?.spent).toBe(WINDOW);
			const resetsAt = stage().side.resetsAt(account, WINDOW) * 1000;
			expect(quota?.windows).toContainEqual({ window: WINDOW, usedRatio: 1, resetsAt });
			expect((await ask("sonnet", "hello")).status).toBe(1);

			const other = await ask("opus", "[[say:OK]]");
			expect(other.status).toBe(0);
			expect(quotaInStream(other.stdout)?.spent).toBeNull();
		});
	});
}
