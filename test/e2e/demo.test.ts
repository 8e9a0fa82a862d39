import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { ccf } from "../support/daemon.ts";

test("the headless demo fails over by itself and prints what came of it as one object", async () => {
	const answer = await ccf(process.env, "demo", "--headless", "--seconds", "60", "--json");
	expect([answer.code, answer.err]).toEqual([0, ""]);
	const outcome = JSON.parse(answer.out);
	expect(outcome).toMatchObject({
		schemaVersion: 1,
		sessions: 8,
		turns: { lost: 0, doubled: 0 },
		tasks: { failed: 0, lost: 0, doubled: 0 },
	});
	expect(outcome.switches[0]).toEqual({
		from: "main",
		to: "backup",
		reason: "threshold",
		outcome: "done",
		seconds: expect.any(Number),
		sessions: 8,
	});
	expect(outcome.turns.started).toBeGreaterThan(8);
	expect(outcome.turns.finished).toBe(outcome.turns.started);
	expect(outcome.tasks.done).toBeGreaterThan(8);
	expect((await readdir(tmpdir())).filter((name) => name.startsWith("ccf-"))).toEqual([]);
});
