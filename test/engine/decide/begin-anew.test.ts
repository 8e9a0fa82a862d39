import { describe, expect, test } from "vitest";
import { decideAnew } from "../../../src/engine/decide/begin-anew.ts";
import type { Checkpoint, Session, Task } from "../../../src/state/model.ts";
import { MINUTE, NOW, SECOND, session, stateOf, task } from "../../support/state-builder.ts";

const NAME = "ccl-auto-11";
const running = task("app.job", { state: "running", acceptedAt: NOW - MINUTE });
const checkpoint = (over: Partial<Checkpoint> = {}): Checkpoint => ({
	id: `${NAME}@then`,
	session: NAME,
	takenAt: NOW,
	why: "before b",
	account: "a",
	conversation: "lost",
	task: "app.job",
	gitHead: null,
	transcriptBytes: 10,
	file: "/checkpoints/then.json",
	...over,
});

/** A session whose conversation is lost while its task runs. */
function decide(
	owed: Session["owed"],
	checkpoints: readonly Checkpoint[] = [checkpoint()],
	work: Partial<Task> = {},
): string {
	const lost = session(NAME, { conversation: "lost", incarnation: null, task: "app.job", owed });
	const tasks = [{ ...running, ...work }];
	return decideAnew(stateOf({ sessions: [lost], tasks }, { checkpoints }), lost).kind;
}

const limit = { since: NOW - SECOND, cause: "limit" } as const;

describe("the task of a conversation that cannot be resumed", () => {
	test("goes on with a summary when a checkpoint tells all that was done", () => {
		expect(decide(limit)).toBe("carry-over");
		expect(decide({ since: NOW + 2 * SECOND, cause: "stop" })).toBe("carry-over");
	});

	test("is uncertain after a death: nothing tells what the process did last", () => {
		expect(decide({ since: NOW - SECOND, cause: "death" })).toBe("uncertain");
	});

	test("is uncertain when the checkpoint is older than what cut its turn", () => {
		expect(decide(limit, [checkpoint({ takenAt: NOW - MINUTE })])).toBe("uncertain");
		expect(decide({ since: NOW + MINUTE, cause: "stop" })).toBe("uncertain");
	});

	test("is uncertain without a checkpoint of that conversation and that task", () => {
		expect(decide(limit, [])).toBe("uncertain");
		expect(decide(limit, [checkpoint({ conversation: "another" })])).toBe("uncertain");
		expect(decide(limit, [checkpoint({ task: "app.before" })])).toBe("uncertain");
	});

	test("is uncertain when nobody knows whether its prompt arrived", () => {
		expect(decide(limit, [checkpoint()], { acceptedAt: null })).toBe("uncertain");
	});
});

test("a session without a running task just begins anew", () => {
	const lost = session(NAME, { conversation: "lost", incarnation: null });
	expect(decideAnew(stateOf({ sessions: [lost] }), lost)).toEqual({ kind: "fresh" });
	expect(decide(limit, [checkpoint()], { state: "done" })).toBe("fresh");
});
