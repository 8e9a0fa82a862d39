import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { expectKeys } from "../expect-keys.ts";
import { hookKeys, limitLineKeys } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { readTranscript, toolOutputs } from "../transcript.ts";

/** How failed turns are told, above all a spent quota. */
export function describeFailures(stage: () => Stage): void {
	describe("turns that fail", () => {
		test("a spent quota stops the turn after its tool result and is told on every way", async () => {
			const conversation = randomUUID();
			const account = stage().makeAccount();
			const prompt = "[[bash:echo before the wall]] [[quota]] [[say:never said]]";
			const args = ["--session-id", conversation, prompt];
			const program = await stage().launch(account, args);

			const failure = await program.untilHook("StopFailure");
			const line = await program.until("the limit line in the transcript", () =>
				readTranscript(stage().sharedDir, conversation).find(({ quotaLimits }) => quotaLimits),
			);
			const registry = await program.untilStatus("waiting");

			expectKeys(failure.body, hookKeys.StopFailure ?? []);
			expect(failure.body.error).toBe("rate_limit");
			expect(failure.body.last_assistant_message).toMatch(/^You've hit your 5-hour limit/);
			expectKeys(line, limitLineKeys);
			const apiError = {
				apiError: "usage_limit_reached",
				error: "rate_limit",
				apiErrorStatus: 429,
			};
			expect(line).toMatchObject({ type: "assistant", isApiErrorMessage: true, ...apiError });
			const resetsAt = stage().side.resetsAt(account);
			const limits = { status: "rejected", rateLimitType: "five_hour", resetsAt };
			expect(line.quotaLimits).toMatchObject(limits);
			const lines = readTranscript(stage().sharedDir, conversation);
			expect(toolOutputs(lines)).toEqual(['"before the wall"']);
			expect(registry.waitingFor).toBe("dialog open");
			expect(program.hooks("Stop")).toEqual([]);
		});

		test.each([
			{ status: 429, error: "rate_limit", why: "too many requests at once" },
			{ status: 500, error: "server_error", why: "a server error" },
			{ status: 529, error: "server_error", why: "an overloaded server" },
			{ status: 401, error: "authentication_failed", why: "a refused login" },
			{ status: 403, error: "oauth_org_not_allowed", why: "a refused organization" },
		])("$why ($status) is told as $error and not as a quota", async ({ status, error }) => {
			const conversation = randomUUID();
			const args = ["--session-id", conversation, `try it [[fail:${status}]]`];
			const program = await stage().launch(stage().makeAccount("token"), args);

			const failure = await program.untilHook("StopFailure");
			const line = await program.until("the failure's line in the transcript", () =>
				readTranscript(stage().sharedDir, conversation).find((each) => each.isApiErrorMessage),
			);

			expectKeys(failure.body, hookKeys.StopFailure ?? []);
			expect(failure.body.error).toBe(error);
			expect(line).toMatchObject({ error, apiErrorStatus: status });
			expect(line).not.toHaveProperty("quotaLimits");
			expect(line).not.toHaveProperty("apiError");
			await program.untilStatus("idle");
		});
	});
}
