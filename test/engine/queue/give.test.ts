import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decideDispatch } from "../../../src/engine/decide/dispatch.ts";
import { Pool } from "../../../src/engine/pool/pool.ts";
import { followTasks } from "../../../src/engine/queue/follow.ts";
import { giveTask } from "../../../src/engine/queue/give.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import type { Event } from "../../../src/state/events.ts";
import { openJournal } from "../../../src/state/journal.ts";
import type { Task } from "../../../src/state/model.ts";
import { dyingAt } from "../../support/dying-recorder.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAME = "ccl-auto-11";
let rig: PoolRig;

beforeEach(() => {
	rig = poolRig();
});
afterEach(() => {
	if (rig.parts.recorder.holdsEpoch()) rig.parts.recorder.close();
});

const task = (): Task => {
	const found = rig.parts.recorder.state().tasks.get("app.one");
	if (found === undefined) throw new Error("the task is gone");
	return found;
};
const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const give = (): Promise<boolean> =>
	giveTask(rig.parts, rig.pool, { task: "app.one", session: NAME });
const follow = (): Promise<void> => followTasks(rig.parts, rig.pool);

/** A session that is idle, and a task that waits. */
async function ready(text?: string): Promise<string> {
	await rig.up(NAME);
	const file = rig.drop(rig.projects.app, "one", text);
	await scanInboxes(rig.parts);
	return file;
}

/** The hook of the session's present life. */
function turn(outcome: "done" | "failed" | null, nonce: string | null = task().nonce): void {
	const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
	commit({ type: "turn.started", ...who, promptId: null, nonce });
	if (nonce !== null) commit({ type: "task.accepted", task: "app.one", attempt: task().attempt });
	if (outcome !== null) {
		commit({ type: "turn.ended", ...who, outcome, cause: null, backgroundTasks: 0 });
	}
}

describe("a task is given to a session", () => {
	test("by a rename, and as the prompt of a new conversation, with the mark of its attempt", async () => {
		const file = await ready("---\npriority: high\n---\nDo it: $(touch x) 'now'.\n");
		const before = rig.session(NAME).conversation;
		await give();
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md.dispatched"]);
		expect(rig.lastPrompt()).toBe("Do it: $(touch x) 'now'.\n\n[ccl:app.one:1]");
		expect(task()).toMatchObject({
			state: "running",
			attempt: 1,
			session: NAME,
			nonce: "ccl:app.one:1",
			file: `${file}.dispatched`,
		});
		const session = rig.session(NAME);
		expect(session).toMatchObject({ task: "app.one", conversation: task().conversation });
		expect(session.conversation).not.toBe(before);
		expect(session.incarnation?.carries).toBe("task");
	});

	test("with a word on the control characters that claude drops from an argument", async () => {
		await ready("Print \u001b[1mbold\u001b[0m and ring \u0007.\n");
		await give();
		const warned = rig.parts.recorder.store
			.getState()
			.recent.flatMap((r) => (r.event.type === "operator.warned" ? [r.event.what] : []));
		expect(warned).toEqual([
			"claude drops control characters from the text of task app.one: ESC, BEL",
		]);
		expect(rig.lastPrompt()).toContain("\u001b[1mbold");
	});

	test("of 256 KiB byte for byte, in a file that the argument points at: there nothing is dropped", async () => {
		const text = `\u001b\u0007\u202e "$(x)" \\ ä\r\n\t${"é€".repeat(52_420)}`;
		await ready(text);
		expect(Buffer.byteLength(text)).toBeGreaterThan(255 * 1024);
		await give();
		const folder = rig.machine.launches.at(-1)?.argv[2] ?? "";
		const argument = rig.lastPrompt() ?? "";
		const file = join(folder, "prompt.md");
		expect(argument).toContain(`Read the whole file ${file}`);
		expect(argument).toContain("[ccl:app.one:1]");
		expect(readFileSync(file, "utf8")).toBe(`${text}\n\n[ccl:app.one:1]`);
		const { recent } = rig.parts.recorder.store.getState();
		expect(recent.filter((r) => r.event.type === "operator.warned")).toEqual([]);
	});

	test("in the folder of its own project", async () => {
		await rig.up(NAME);
		rig.drop(rig.projects.api, "one");
		await scanInboxes(rig.parts);
		await giveTask(rig.parts, rig.pool, { task: "api.one", session: NAME });
		expect(rig.machine.launches.at(-1)?.cwd).toBe(rig.projects.api);
		expect(rig.session(NAME).project).toBe(rig.projects.api);
	});

	test("unless a marker lies there already, which is left as it is", async () => {
		const file = await ready();
		writeFileSync(`${file}.dispatched`, "somebody's");
		for (let n = 0; n < 3; n++) await give();
		expect(readFileSync(`${file}.dispatched`, "utf8")).toBe("somebody's");
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md", "inbox/one.md.dispatched"]);
		expect(task()).toMatchObject({ state: "waiting", note: expect.stringContaining("a marker") });
		expect(rig.machine.launches).toHaveLength(1);
		const returns = rig.parts.recorder.store
			.getState()
			.recent.filter((r) => r.event.type === "task.returned");
		expect(returns).toHaveLength(1);
	});

	test("unless its file was taken away in the meantime", async () => {
		rmSync(await ready());
		await give();
		expect(rig.parts.recorder.state().tasks.size).toBe(0);
		expect(rig.session(NAME)).toMatchObject({ task: null, state: "idle" });
	});

	test("unless its file cannot be given out any more: then nobody is stopped for it", async () => {
		await ready();
		rig.drop(rig.projects.app, "one", "---\nargv: [rm]\n---\n");
		await give();
		expect(task()).toMatchObject({ state: "waiting", note: expect.stringMatching(/argv/) });
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md"]);
		expect(rig.session(NAME).state).toBe("idle");
	});

	test("and waits again when the session does not end", async () => {
		await ready();
		rig.machine.stubborn.add(rig.session(NAME).incarnation?.pid ?? 0);
		await give();
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md"]);
		expect(task()).toMatchObject({ state: "waiting", session: null, note: `${NAME} does not end` });
	});

	test("and waits again when it cannot be started", async () => {
		await ready();
		rig.machine.refusal = { kind: "failed", why: "no more processes" };
		await give();
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md"]);
		expect(task().note).toContain("no more processes");
		expect(rig.session(NAME).task).toBeNull();
	});

	test("and waits again without running over a file that was dropped meanwhile", async () => {
		const file = await ready();
		await give();
		writeFileSync(file, "A newer one.");
		commit({ type: "session.removed", session: NAME });
		await follow();
		expect(readFileSync(file, "utf8")).toBe("A newer one.");
		const texts = rig
			.queue(rig.projects.app)
			.map((name) => readFileSync(join(rig.projects.app, ".agent-queue", name), "utf8"));
		expect(texts.toSorted()).toEqual(["A newer one.", "Do one.\n"]);
	});
});

describe("a crash while a task is given out loses nothing", () => {
	/** The engine dies at a point within `give`, and starts again. */
	async function crashAt(point: "claimed" | "renamed" | "stopped"): Promise<void> {
		const file = await ready();
		const { recorder } = rig.parts;
		const dead = new Error("killed");
		const commitAs = recorder.commit.bind(recorder);
		const dying = {
			...recorder,
			commit: (...events: readonly Event[]) => {
				commitAs(...events);
				if (point === "claimed" && events[0]?.type === "task.claimed") throw dead;
				if (point === "stopped" && events[0]?.type === "session.ended") throw dead;
			},
		};
		const parts = { ...rig.parts, recorder: dying };
		const pool = new Pool(parts);
		if (point === "renamed") pool.stop = () => Promise.reject(dead);
		await expect(giveTask(parts, pool, { task: "app.one", session: NAME })).rejects.toBe(dead);
		rig.restartEngine();
		expect(file).toContain("one.md");
	}

	test.each(["claimed", "renamed", "stopped"] as const)("after it was %s", async (point) => {
		await crashAt(point);
		await scanInboxes(rig.parts);
		await follow();
		await scanInboxes(rig.parts);
		expect(rig.parts.recorder.state().refusedFiles ?? {}).toEqual({});
		expect([point, task().state, task().session]).toEqual([point, "waiting", null]);
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md"]);
	});
});

test("a marker that was laid after the last look holds the task back all the same", async () => {
	const file = await ready();
	writeFileSync(`${file}.blocked`, "");
	expect(await give()).toBe(false);
	expect(task()).toMatchObject({ state: "waiting", blockedBy: "one.md.blocked" });
	expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md", "inbox/one.md.blocked"]);
});

describe("a running task", () => {
	const started = async (): Promise<void> => {
		await ready();
		await give();
	};

	test("is done when its turn was answered, and its file moves to done/", async () => {
		await started();
		turn("done");
		await follow();
		expect(task()).toMatchObject({ state: "done", note: null });
		expect(rig.queue(rig.projects.app)).toEqual(["done/one.md"]);
		expect(task().file).toBe(join(rig.projects.app, ".agent-queue", "done", "one.md"));
		expect(rig.session(NAME).task).toBeNull();
	});

	test("keeps its file where it is when the engine that would move it is an old one", async () => {
		await started();
		turn("done");
		const newer = openJournal(join(rig.root, "state.db"));
		newer.nextEpoch();
		newer.close();
		await expect(follow()).rejects.toThrow("a newer engine took over");
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md.dispatched"]);
	});

	test("never runs over an older file in done/", async () => {
		await started();
		turn("done");
		await follow();
		commit({ type: "task.removed", task: "app.one" });
		rig.drop(rig.projects.app, "one", "The second of that name.");
		await scanInboxes(rig.parts);
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		commit({ type: "session.state-seen", ...who, state: "idle", note: null });
		await give();
		turn("done");
		await follow();
		expect(rig.queue(rig.projects.app)).toEqual(["done/one.2.md", "done/one.md"]);
		expect(task().file).toBe(join(rig.projects.app, ".agent-queue", "done", "one.2.md"));
		expect(readFileSync(task().file, "utf8")).toMatch(/^The second of that name\.\n/);
	});

	test.each([
		["in done/", [], "one.md"],
		["in done/, under the name that was free", ["one.md"], "one.2.md"],
	])("that the engine ended over is told where its file lies: %s", async (_where, older, name) => {
		await started();
		const done = join(rig.projects.app, ".agent-queue", "done");
		mkdirSync(done);
		for (const other of older) writeFileSync(join(done, other), "An older one.");
		turn("done");
		const parts = { ...rig.parts, recorder: dyingAt(rig.parts.recorder, "task.ended") };
		await expect(followTasks(parts, rig.pool)).rejects.toThrow("killed");
		rig.restartEngine();
		await follow();
		expect(task()).toMatchObject({ state: "done", file: join(done, name) });
		expect(readFileSync(task().file, "utf8").match(/^Do one\.\n|failover: done/gm)).toEqual([
			"Do one.\n",
			"failover: done",
		]);
	});

	test("is done although somebody took its file away", async () => {
		await started();
		rmSync(task().file);
		turn("done");
		await follow();
		expect(task().state).toBe("done");
	});

	test("fails after its retries, and its file moves to failed/", async () => {
		await started();
		for (let n = 0; n < 20; n++) turn("failed");
		await follow();
		expect(task()).toMatchObject({
			state: "failed",
			note: expect.stringMatching(/20 failed turns/),
		});
		expect(rig.queue(rig.projects.app)).toEqual(["failed/one.md"]);
	});

	test("goes on while its turn does, however often it failed before", async () => {
		await started();
		for (let n = 0; n < 20; n++) turn("failed");
		turn(null);
		await follow();
		expect(task().state).toBe("running");
	});

	test("is uncertain when nothing shows that its prompt arrived, and is not given out again", async () => {
		await started();
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		commit({ type: "session.state-seen", ...who, state: "idle", note: null });
		await follow();
		expect(task().state).toBe("running");
		rig.clock.jump(rig.parts.config.dispatch.submitTimeoutMs);
		await follow();
		expect(task()).toMatchObject({
			state: "uncertain",
			note: expect.stringMatching(/nothing shows that it arrived/),
		});
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md.dispatched"]);
	});

	test("has its prompt waited for from when its session was there: a slow start is no missing prompt", async () => {
		await started();
		const { submitTimeoutMs } = rig.parts.config.dispatch;
		rig.clock.jump(submitTimeoutMs + 60_000);
		const { id = "", conversation = "" } = rig.session(NAME).incarnation ?? {};
		const who = { session: NAME, incarnation: id };
		commit({ type: "session.confirmed", ...who, conversation, source: "startup" });
		commit({ type: "session.state-seen", ...who, state: "idle", note: null });
		rig.clock.jump(submitTimeoutMs - 1);
		await follow();
		expect(task().state).toBe("running");
		rig.clock.jump(1);
		await follow();
		expect(task().state).toBe("uncertain");
	});

	test.each([
		["ahead", 3_600_000],
		["back", -3_600_000],
	])("T8: is waited for as long as before when the clock jumps %s", async (_how, byMs) => {
		await started();
		const { submitTimeoutMs } = rig.parts.config.dispatch;
		const { id = "", conversation = "" } = rig.session(NAME).incarnation ?? {};
		const who = { session: NAME, incarnation: id };
		commit({ type: "session.confirmed", ...who, conversation, source: "startup" });
		commit({ type: "session.state-seen", ...who, state: "idle", note: null });
		rig.clock.jump(submitTimeoutMs / 2);
		rig.clock.set(byMs);
		rig.parts.recorder.lookAtClock();
		rig.clock.jump(submitTimeoutMs / 2 - 1);
		await follow();
		expect(task().state).toBe("running");
		rig.clock.jump(1);
		await follow();
		expect(task().state).toBe("uncertain");
	});

	test("that failed leaves its session free for the next", async () => {
		await started();
		for (let n = 0; n < 20; n++) turn("failed");
		await follow();
		rig.drop(rig.projects.app, "two");
		await scanInboxes(rig.parts);
		const { id = "", conversation = "" } = rig.session(NAME).incarnation ?? {};
		const who = { session: NAME, incarnation: id };
		commit({ type: "session.confirmed", ...who, conversation, source: "startup" });
		expect(decideDispatch(rig.parts.recorder.state(), rig.clock.now()).assignments).toEqual([
			{ task: "app.two", session: NAME },
		]);
		await giveTask(rig.parts, rig.pool, { task: "app.two", session: NAME });
		expect(rig.session(NAME)).toMatchObject({ task: "app.two", failedTurns: 0, owed: null });
	});

	test("was accepted after all when its mark is in the transcript", async () => {
		await started();
		const { conversation, nonce } = task();
		rig.transcript(
			conversation ?? "",
			sample("transcript/user-string.json", {
				message: { role: "user", content: `Do one.\n\n[${nonce}]` },
			}),
		);
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		commit({ type: "session.state-seen", ...who, state: "working", note: null });
		rig.clock.jump(rig.parts.config.dispatch.submitTimeoutMs);
		await follow();
		expect(task()).toMatchObject({ state: "running", acceptedAt: rig.clock.now() });
	});

	const idleSince = (): void => {
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		commit({ type: "session.state-seen", ...who, state: "idle", note: null });
	};
	const prompted = () =>
		sample("transcript/user-string.json", {
			message: { role: "user", content: `Do one.\n\n[${task().nonce}]` },
		});

	test("is done when its transcript says so, although no hook came", async () => {
		await started();
		const answer = sample("transcript/assistant-text.json");
		rig.transcript(task().conversation ?? "", prompted(), answer);
		idleSince();
		rig.clock.jump(rig.parts.config.dispatch.submitTimeoutMs);
		await follow();
		await follow();
		expect(task().state).toBe("done");
		expect(rig.queue(rig.projects.app)).toEqual(["done/one.md"]);
	});

	test("is a question to a person when its turn was interrupted and left alone", async () => {
		await started();
		rig.transcript(task().conversation ?? "", prompted());
		turn(null);
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		const cause = "interrupted by its operator";
		commit({ type: "turn.ended", ...who, outcome: "interrupted", cause, backgroundTasks: 0 });
		rig.clock.jump(9 * 60_000);
		await follow();
		expect(task().state).toBe("running");
		rig.clock.jump(60_000);
		await follow();
		expect(task()).toMatchObject({
			state: "uncertain",
			note: expect.stringMatching(/interrupted/),
		});
		expect(rig.session(NAME).task).toBeNull();
	});

	test("is not judged while its session stands at a start-up screen", async () => {
		await started();
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		commit({ type: "session.state-seen", ...who, state: "waiting", note: "trust?" });
		rig.clock.jump(3_600_000);
		await follow();
		expect(task().state).toBe("running");
	});

	test("is a question to a person when its session is quarantined", async () => {
		await started();
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		commit({ type: "session.ended", ...who, how: "death", note: null });
		await follow();
		expect(task().state).toBe("running");
		commit({ type: "session.set-aside", session: NAME, state: "quarantined", note: "died thrice" });
		await follow();
		expect(task()).toMatchObject({
			state: "uncertain",
			note: expect.stringMatching(/quarantined/),
		});
		expect(rig.session(NAME).task).toBeNull();
	});

	test("waits again when its session left the pool", async () => {
		await started();
		commit({ type: "session.removed", session: NAME });
		await follow();
		expect(task()).toMatchObject({ state: "waiting", note: `${NAME} left the pool` });
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md"]);
	});
});
