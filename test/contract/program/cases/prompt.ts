import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { awkwardPrompt } from "../awkward-prompt.ts";
import { expectKeys } from "../expect-keys.ts";
import { hookKeys, statuslineKeys } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { textsOf } from "../transcript.ts";

/** Prompts that are given with the start, and what is told about the turn. */
export function describePrompt(stage: () => Stage): void {
	describe("a prompt as the argument of the start", () => {
		test("forty awkward lines arrive byte for byte and start the turn by themselves", async () => {
			const conversation = randomUUID();
			const args = ["--session-id", conversation, awkwardPrompt];
			const program = await stage().launch(stage().makeAccount(), args);

			const submit = await program.untilHook("UserPromptSubmit");
			const stop = await program.untilHook("Stop");

			expect(submit.body.prompt).toBe(awkwardPrompt);
			expectKeys(submit.body, hookKeys.UserPromptSubmit ?? []);
			expectKeys(stop.body, hookKeys.Stop ?? []);
			const answer = `OK chars=${[...awkwardPrompt].length}`;
			expect(stop.body).toMatchObject({ stop_hook_active: false, last_assistant_message: answer });
			expect(stop.body.background_tasks).toEqual([]);
			expect(stop.body.prompt_id).toBe(submit.body.prompt_id);
			const lines = await stage().untilAnswered(conversation, answer);
			expect(textsOf(lines, "user")).toEqual([awkwardPrompt]);
		});

		test("an idle conversation takes a line of 800 characters that is pasted with Enter right behind it, as it is", async () => {
			const conversation = randomUUID();
			const args = ["--session-id", conversation, "first [[say:one]]"];
			const program = await stage().launch(stage().makeAccount(), args);
			await program.untilHook("Stop");
			await program.untilStatus("idle");

			const end = `/it's "odd" $HOME.md.dispatched" and do what it says. [[say:two]]`;
			const line = `Read "/${"long ".repeat(200)}`.slice(0, 800 - end.length) + end;
			await program.submit(line);

			const submit = await program.untilHook("UserPromptSubmit", 2);
			expect(submit.body).toMatchObject({ prompt: line, session_id: conversation });
			const stop = await program.untilHook("Stop", 2);
			expect(stop.body.last_assistant_message).toBe("two");
		});

		test("the status line tells the limits of the account that the session runs under", async () => {
			const ratios = { login: 0.42, token: 0.07 } as const;
			for (const kind of ["login", "token"] as const) {
				const account = stage().makeAccount(kind);
				stage().side.spendTo(account, ratios[kind]);
				const program = await stage().launch(account, ["hello"]);

				await program.untilHook("Stop");
				const status = await program.until("rate limits in the status line", () => {
					const payload = program.statusline();
					return payload?.body.rate_limits === undefined ? undefined : payload;
				});

				expect(status).toMatchObject({ home: account.home, pid: program.pid });
				expectKeys(status.body, statuslineKeys);
				const limits = status.body.rate_limits as Limits;
				const used = Math.floor(limits.five_hour.used_percentage);
				expect(used).toBe(Math.round(ratios[kind] * 100));
				expect(limits.five_hour.resets_at).toBe(stage().side.resetsAt(account));
				expect(limits.seven_day.used_percentage).toBeLessThan(100);
				await program.end();
			}
		});
	});
}

interface Limits {
	readonly five_hour: Limit;
	readonly seven_day: Limit;
}

interface Limit {
	readonly used_percentage: number;
	readonly resets_at: number;
}
