import { describe, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import type { State, Task } from "../../src/state/model.ts";
import { account, life, NOW, replay, session, stateOf, task } from "../support/state-builder.ts";

const name = "ccl-auto-11";
const INBOX = "/srv/app/.agent-queue/inbox/one.md";

function running(over: Partial<Task> = {}): State {
	return stateOf({
		accounts: [account("a")],
		sessions: [session(name, { task: "app.one" })],
		tasks: [
			task("app.one", {
				state: "running",
				attempt: 1,
				session: name,
				nonce: "ccl:app.one:1",
				file: `${INBOX}.dispatched`,
				...over,
			}),
		],
	});
}
const done = (incarnation: string, backgroundTasks = 0): Event => ({
	type: "turn.ended",
	session: name,
	incarnation,
	outcome: "done",
	cause: null,
	backgroundTasks,
});
const one = (state: State): Task | undefined => state.tasks.get("app.one");

describe("a task that ended", () => {
	test("keeps its end when its file is moved into the archive", () => {
		const file = "/srv/app/.agent-queue/done/one.md";
		const archived = "/srv/app/.agent-queue/done/archive/2026-11/one.md";
		const end = { type: "task.ended", task: "app.one", outcome: "done", file, note: null } as const;
		const before = replay(running(), end);
		const after = replay(before, { type: "task.archived", task: "app.one", file: archived });
		expect(one(after)).toEqual({ ...one(before), file: archived });
		const unknown = replay(before, { type: "task.archived", task: "app.gone", file: archived });
		expect(unknown.tasks).toEqual(before.tasks);
	});
});

describe("a running task", () => {
	test("a prompt with the mark of another attempt is no proof that this one arrived", () => {
		const of = (attempt: number): Event => ({ type: "task.accepted", task: "app.one", attempt });
		expect(replay(running(), of(2)).tasks.get("app.one")?.acceptedAt).toBeNull();
		expect(replay(running(), of(1)).tasks.get("app.one")?.acceptedAt).toBe(NOW);
	});

	test("is answered when the turn of its accepted prompt ended well", () => {
		const state = replay(
			running(),
			{ type: "task.accepted", task: "app.one", attempt: 1 },
			done(`${name}-1`),
		);
		expect(one(state)?.answeredAt).not.toBeNull();
	});

	test("is not answered by a turn that ended before its prompt was seen", () => {
		expect(one(replay(running(), done(`${name}-1`)))?.answeredAt).toBeNull();
	});

	test("is not answered by another process life", () => {
		const state = replay(running({ acceptedAt: NOW }), done("the-life-before"));
		expect(one(state)?.answeredAt).toBeNull();
	});

	test("is not answered while background tasks of its turn run", () => {
		const state = replay(running({ acceptedAt: NOW }), done(`${name}-1`, 1));
		expect(one(state)?.answeredAt).toBeNull();
	});

	test("is not answered by a turn that a limit or a failure cut", () => {
		for (const outcome of ["limit", "failed", "interrupted"] as const) {
			const event = { ...done(`${name}-1`), outcome } as Event;
			expect(one(replay(running({ acceptedAt: NOW }), event))?.answeredAt).toBeNull();
		}
	});

	test("that a person lets wait anew has no failures, no time to wait for, and no end", () => {
		const past = { failures: 2, notBefore: NOW + 1, acceptedAt: NOW, startedAt: NOW, note: "x" };
		const ended: Event = {
			type: "task.ended",
			task: "app.one",
			outcome: "uncertain",
			file: INBOX,
			note: "nobody knows",
		};
		const again = { type: "task.returned", task: "app.one", file: INBOX, why: "so" } as const;
		const state = replay(running(past), ended, { ...again, by: "operator" });
		expect(one(state)).toMatchObject({
			state: "waiting",
			attempt: 1,
			failures: 0,
			notBefore: null,
			acceptedAt: null,
			startedAt: null,
			endedAt: null,
			note: null,
		});
	});

	test("waits again in the inbox when it is returned, and remembers its attempts", () => {
		const state = replay(running(), {
			type: "task.returned",
			task: "app.one",
			file: INBOX,
			why: "its session left the pool",
		});
		expect(one(state)).toMatchObject({
			state: "waiting",
			file: INBOX,
			session: null,
			attempt: 1,
			note: "its session left the pool",
		});
		expect(state.sessions[name]?.task).toBeNull();
	});

	test("begins its next attempt with nothing of the one before", () => {
		const state = replay(running({ acceptedAt: NOW, answeredAt: NOW, note: "old" }), {
			type: "task.claimed",
			task: "app.one",
			file: `${INBOX}.dispatched`,
			attempt: 2,
			session: name,
			conversation: "fresh",
			nonce: "ccl:app.one:2",
		});
		expect(one(state)).toMatchObject({
			attempt: 2,
			acceptedAt: null,
			answeredAt: null,
			note: null,
			nonce: "ccl:app.one:2",
		});
	});
});

describe("the conversation of a running task", () => {
	const launched = (of: string, conversation: string): Event => ({
		type: "session.launched",
		session: of,
		incarnation: life("next", { conversation }),
		why: "taken up again",
		task: "app.one",
	});

	test("is the one that its session was started with, be it told by its pane alone", () => {
		expect(one(replay(running(), launched(name, "anew")))?.conversation).toBe("anew");
	});

	test("stays what it is when another session is started, or the task has ended", () => {
		const before = one(running())?.conversation;
		const ended = running({ state: "uncertain" });
		expect(one(replay(ended, launched(name, "anew")))?.conversation).toBe(before);
		expect(one(replay(running(), launched("other", "anew")))?.conversation).toBe(before);
	});
});

describe("the list of tasks", () => {
	const added = (id: string): Event => ({
		type: "task.added",
		task: id,
		project: "/srv/app",
		title: id,
		priority: "normal",
		file: `/srv/app/.agent-queue/inbox/${id}.md`,
	});

	test("a task that is dropped again keeps the count of its attempts", () => {
		const state = replay(running({ state: "failed", attempt: 3, endedAt: NOW }), added("app.one"));
		expect(one(state)).toMatchObject({ state: "waiting", attempt: 3, endedAt: null });
	});

	test("keeps two hundred ended tasks, the newest, and every one that has not ended", () => {
		let state = replay(stateOf({}), added("waits"));
		for (let n = 0; n < 230; n++) {
			const id = `t${n}`;
			const over: Event = {
				type: "task.ended",
				task: id,
				outcome: "done",
				file: `/done/${id}.md`,
				note: null,
			};
			state = replay(state, { at: NOW + n, event: added(id) }, { at: NOW + n, event: over });
		}
		expect(state.tasks.size).toBe(201);
		expect(state.tasks.get("waits")?.state).toBe("waiting");
		expect(state.tasks.get("t29")).toBeUndefined();
		expect(state.tasks.get("t30")?.state).toBe("done");
	});

	test("keeps an ended task that one which has not ended comes after, however old", () => {
		const waits = { ...added("waits"), dependsOn: ["t0"] } as const;
		const claimed = {
			type: "task.claimed",
			task: "waits",
			file: "f",
			attempt: 1,
			session: "s",
		} as const;
		let state = replay(stateOf({}), waits, { ...claimed, conversation: "c", nonce: "n" });
		for (let n = 0; n < 230; n++) {
			const id = `t${n}`;
			const over = { type: "task.ended", task: id, outcome: "done", file: id, note: null } as const;
			state = replay(state, { at: NOW + n, event: added(id) }, { at: NOW + n, event: over });
		}
		expect(state.tasks.get("t0")?.state).toBe("done");
		expect(state.tasks.get("t1")).toBeUndefined();
	});

	test("facts about a task that nobody knows make none", () => {
		const before = stateOf({});
		const state = replay(
			before,
			{ type: "task.accepted", task: "x", attempt: 1 },
			{ type: "task.returned", task: "x", file: "x.md", why: "" },
			{ type: "task.removed", task: "x" },
		);
		expect(state).toEqual(before);
	});
});
