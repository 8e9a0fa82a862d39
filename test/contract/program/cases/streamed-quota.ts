import { describe, expect, test } from "vitest";
import { quotaInStream } from "../../../../src/engine/claude/stream-json.ts";
import type { Stage } from "../stage.ts";

/** As the product's own minimal request is run. */
const streamed = ["-p", "--no-session-persistence", "--output-format", "stream-json", "--verbose"];

/** What a run without a terminal tells of its account's quota. */
export function describeStreamedQuota(stage: () => Stage): void {
	describe("the stream of a run without a terminal", () => {
		test.each(["login", "token"] as const)(
			"tells the quota of a %s with its answer",
			async (kind) => {
				const account = stage().makeAccount(kind);
				stage().side.spendTo(account, 0.25);
				const args = [...streamed, "--model", "sonnet", "[[say:OK]]"];

				const result = await stage().run(account, args);

				expect(result.status).toBe(0);
				const quota = quotaInStream(result.stdout);
				expect(quota?.spent).toBeNull();
				const fiveHour = quota?.windows.find(({ window }) => window === "five_hour");
				expect(fiveHour?.usedRatio).toBeCloseTo(0.25, 2);
				expect(fiveHour?.resetsAt).toBe(stage().side.resetsAt(account) * 1000);
				expect(quota?.windows.find(({ window }) => window === "seven_day")?.usedRatio).toBeLessThan(
					1,
				);
			},
		);

		test("names the window that refused it, and its reset", async () => {
			const account = stage().makeAccount("token");
			stage().side.spendTo(account, 1);

			const result = await stage().run(account, [...streamed, "--model", "sonnet", "hello"]);

			expect(result.status).toBe(1);
			const quota = quotaInStream(result.stdout);
			expect(quota?.spent).toBe("five_hour");
			const resetsAt = stage().side.resetsAt(account) * 1000;
			expect(quota?.windows).toContainEqual({ window: "five_hour", usedRatio: 1, resetsAt });
		});

		test("tells none with an API key, although the server does", async () => {
			const account = stage().makeAccount("token");
			const env = { CLAUDE_CONFIG_DIR: account.home, ANTHROPIC_API_KEY: account.secret };
			const args = [...streamed, "--model", "sonnet", "[[say:OK]]"];
			const result = await stage().run({ ...account, env }, args);
			expect(result.status).toBe(0);
			expect(quotaInStream(result.stdout)).toBeNull();
		});

		test("tells none when the server failed", async () => {
			const args = [...streamed, "--model", "sonnet", "[[fail:529]]"];
			const result = await stage().run(stage().makeAccount(), args);
			expect(result.status).toBe(1);
			expect(quotaInStream(result.stdout)).toBeNull();
		});

		test("is refused without --verbose", async () => {
			const args = ["-p", "--output-format", "stream-json", "hello"];
			const result = await stage().run(stage().makeAccount(), args);
			expect(result.status).toBe(1);
			expect(result.stderr).toContain("requires --verbose");
		});
	});
}
