import {
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { statuslineFile } from "../../../src/engine/claude/spool.ts";
import { dispatcher } from "../../../src/engine/loops/dispatcher.ts";
import { dropTask, retryTask } from "../../../src/engine/queue/acts/settle.ts";
import { followTasks } from "../../../src/engine/queue/follow.ts";
import { giveTask } from "../../../src/engine/queue/give.ts";
import { finishReturns } from "../../../src/engine/queue/put-back.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import { parseTask } from "../../../src/engine/queue/task-file.ts";
import { Troubles } from "../../../src/engine/queue/troubles.ts";
import type { Event } from "../../../src/state/events.ts";
import type { Task } from "../../../src/state/model.ts";
import { dyingAt } from "../../support/dying-recorder.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAME = "ccl-auto-11";
const MINUTE = 60_000;
let rig: PoolRig;

beforeEach(async () => {
	rig = poolRig("dispatch: { retries: 1, backoff: 30s }\n");
	await rig.up(NAME);
});
afterEach(() => rig.parts.recorder.close());

const task = (): Task => {
	const found = rig.parts.recorder.state().tasks.get("app.one");
	if (found === undefined) throw new Error("the task is gone");
	return found;
};
const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const follow = (): Promise<void> => followTasks(rig.parts, rig.pool);
const queued = () => rig.queue(rig.projects.app);
const place = (...parts: readonly string[]): string =>
	join(rig.projects.app, ".agent-queue", ...parts);
const who = () => ({ session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" });
const told = () => {
	const { conversation, nonce } = task();
	return { conversation: conversation ?? "", nonce };
};

/** A task that an agent works on. */
async function working(text?: string): Promise<void> {
	rig.drop(rig.projects.app, "one", text);
	await scanInboxes(rig.parts);
	await giveTask(rig.parts, rig.pool, { task: "app.one", session: NAME });
	begin();
}

function begin(): void {
	commit(
		{ type: "session.confirmed", ...who(), conversation: told().conversation, source: "startup" },
		{ type: "turn.started", ...who(), promptId: null, nonce: told().nonce },
		{ type: "task.accepted", task: "app.one", attempt: task().attempt },
	);
}

function endTurn(outcome: "done" | "failed" | "limit", outside = false): void {
	const end = { outcome, cause: null, backgroundTasks: 0, outside } as const;
	commit({ type: "turn.ended", ...who(), ...end });
}

describe("the file of a task that is done", () => {
	test("tells session, account, duration, turns, tokens and cost below its text", async () => {
		await working();
		const { conversation, nonce } = told();
		const answer = sample("transcript/assistant-text.json");
		const prompt = { type: "user", uuid: "u1", message: { content: `Do one. [${nonce}]` } };
		rig.transcript(conversation, prompt, answer, answer);
		const statusline = statuslineFile(rig.parts.folders.spool, who().incarnation);
		mkdirSync(dirname(statusline), { recursive: true });
		writeFileSync(statusline, JSON.stringify({ session_id: "x", cost: { total_cost_usd: 0.25 } }));
		rig.clock.jump(3 * MINUTE + 5_000);
		endTurn("done");
		await follow();
		const text = readFileSync(place("done", "one.md"), "utf8");
		for (const line of [
			"session: ccl-auto-11",
			"account: a",
			`conversation: ${conversation}`,
			"attempts: 1",
			"duration: 3 min 5 s",
			"turns: 1",
			"tokens: 2110 in, 25 out",
			"cost: 0.2500 USD",
		]) {
			expect(text).toContain(`\n- ${line}\n`);
		}
		expect(parseTask(text)).toMatchObject({
			task: { text: "Do one.\n", footer: { outcome: "done", attempt: 1 } },
		});
	});

	test("is reported, not done again, when it is dropped again", async () => {
		await working();
		endTurn("done");
		await follow();
		commit({ type: "task.removed", task: "app.one" });
		renameSync(place("done", "one.md"), place("inbox", "one.md"));
		rig.clock.jump(MINUTE);
		await scanInboxes(rig.parts);
		const { tasks, refusedFiles } = rig.parts.recorder.state();
		expect(tasks.get("app.one")).toBeUndefined();
		expect(refusedFiles?.[place("inbox", "one.md")]?.why).toMatch(/was done before, on 20/);
	});

	test("is another task with another text: its attempts count on, so that no mark is used twice", async () => {
		await working();
		endTurn("done");
		await follow();
		commit({ type: "task.removed", task: "app.one" });
		rig.drop(rig.projects.app, "one", "Do something else.\n");
		await scanInboxes(rig.parts);
		expect(task()).toMatchObject({ state: "waiting", attempt: 1 });
	});

	test("counts by its id, where its author gave one, whatever its text says now", async () => {
		rig.drop(rig.projects.app, "x", "---\nid: one\n---\nFirst.\n");
		await scanInboxes(rig.parts);
		await giveTask(rig.parts, rig.pool, { task: "app.one", session: NAME });
		begin();
		endTurn("done");
		await follow();
		commit({ type: "task.removed", task: "app.one" });
		const again = rig.drop(rig.projects.app, "y", "---\nid: one\n---\nSecond.\n");
		await scanInboxes(rig.parts);
		expect(rig.parts.recorder.state().refusedFiles?.[again]?.why).toMatch(/another id/);
	});
});

describe("a task whose turns fail", () => {
	test("fails for good after its retries, and its file tells why and the last lines", async () => {
		await working();
		const { conversation, nonce } = told();
		const prompt = { type: "user", uuid: "u1", message: { content: `Do one. [${nonce}]` } };
		const content = [{ type: "text", text: "I tried.\nThe disk is full." }];
		const message = { id: "m1", model: "opus", content, stop_reason: "tool_use" };
		rig.transcript(conversation, prompt, { type: "assistant", uuid: "a1", message });
		endTurn("failed");
		await follow();
		expect(task().state).toBe("running");
		commit({ type: "turn.started", ...who(), promptId: null, nonce: null });
		endTurn("failed");
		await follow();
		expect(task().state).toBe("failed");
		const text = readFileSync(place("failed", "one.md"), "utf8");
		expect(text).toContain("- why: 2 failed turns");
		expect(text).toContain("- last line: I tried.\n- last line: The disk is full.\n");
	});

	test("uses up none of them while its quota is spent, and few while the provider is down", async () => {
		await working();
		const fail = async (outcome: "failed" | "limit", times: number): Promise<void> => {
			for (let n = 0; n < times; n++) {
				endTurn(outcome, outcome === "failed");
				await follow();
				if (task().state === "running")
					commit({ type: "turn.started", ...who(), promptId: null, nonce: null });
			}
		};
		await fail("limit", 30);
		await fail("failed", 9);
		expect(task()).toMatchObject({ state: "running", attempt: 1 });
		await fail("failed", 1);
		expect(task().state).toBe("failed");
	});

	test("may have more retries, or none, as its file says", async () => {
		await working("---\nretries: 0\n---\nOnce.\n");
		endTurn("failed");
		await follow();
		expect(task().state).toBe("failed");
	});
});

describe("a task that takes longer than its timeout", () => {
	const slow = "---\ntimeout: 10m\n---\nDo one.\n";

	test("is stopped, and waits for its next attempt after a pause", async () => {
		await working(slow);
		rig.clock.jump(10 * MINUTE - 1);
		await follow();
		expect(task().state).toBe("running");
		rig.clock.jump(1);
		await follow();
		expect(task()).toMatchObject({ state: "waiting", attempt: 1, failures: 1, session: null });
		const pause = (task().notBefore ?? 0) - rig.clock.now();
		expect(pause).toBeGreaterThanOrEqual(24_000);
		expect(pause).toBeLessThanOrEqual(36_000);
		expect(rig.session(NAME)).toMatchObject({ incarnation: null, task: null, owed: null });
		expect(queued()).toEqual(["inbox/one.md"]);
	});

	test("fails for good once its retries are used up", async () => {
		await working(slow);
		rig.clock.jump(10 * MINUTE);
		await follow();
		await rig.up(NAME, { conversation: rig.parts.newId() });
		await giveTask(rig.parts, rig.pool, { task: "app.one", session: NAME });
		expect(task()).toMatchObject({ attempt: 2, nonce: "ccl:app.one:2" });
		begin();
		rig.clock.jump(10 * MINUTE);
		await follow();
		expect(task()).toMatchObject({ state: "failed", note: "it took longer than 600 s" });
		expect(queued()).toEqual(["failed/one.md"]);
	});

	test("is left alone while it waits for a person: it is not stuck", async () => {
		await working(slow);
		commit({ type: "session.state-seen", ...who(), state: "waiting", note: "permission" });
		rig.clock.jump(60 * MINUTE);
		await follow();
		expect(task().state).toBe("running");
		expect(rig.session(NAME).incarnation).not.toBeNull();
	});

	test("is done when its last hook came in while it was being stopped", async () => {
		await working(slow);
		rig.clock.jump(10 * MINUTE);
		rig.pool.onStopped(async () => endTurn("done"));
		await follow();
		await follow();
		expect(task().state).toBe("done");
	});
});

describe("an attempt that failed, of which the engine ended while its file went back into the inbox", () => {
	/** Killed in the moment that it would record this. */
	async function killedAt(type: "task.returned" | "task.returning"): Promise<void> {
		await working("---\ntimeout: 10m\n---\nDo one.\n");
		rig.clock.jump(10 * MINUTE);
		const parts = { ...rig.parts, recorder: dyingAt(rig.parts.recorder, type) };
		await expect(followTasks(parts, rig.pool)).rejects.toThrow("killed");
		rig.restartEngine();
	}
	const look = (): Promise<void> =>
		dispatcher(rig.parts, rig.pool).tick(new AbortController().signal);
	const refused = () => Object.keys(rig.parts.recorder.state().refusedFiles ?? {});

	test("counts all the same, and the task waits for the next one", async () => {
		await killedAt("task.returned");
		expect(rig.session(NAME)).toMatchObject({ task: null, owed: null });
		await look();
		expect(task()).toMatchObject({
			state: "waiting",
			attempt: 1,
			failures: 1,
			note: "it took longer than 600 s",
			file: place("inbox", "one.md"),
		});
		expect(task().notBefore).toBeGreaterThan(rig.clock.now());
		expect([queued(), refused()]).toEqual([["inbox/one.md"], []]);
	});

	test("counts once where its file had to take another name, which is no further task", async () => {
		await working("---\ntimeout: 10m\n---\nDo one.\n");
		rig.drop(rig.projects.app, "one", "Do another one.\n");
		rig.clock.jump(10 * MINUTE);
		const parts = { ...rig.parts, recorder: dyingAt(rig.parts.recorder, "task.returned") };
		await expect(followTasks(parts, rig.pool)).rejects.toThrow("killed");
		rig.restartEngine();
		await look();
		expect(task()).toMatchObject({ failures: 1, file: place("inbox", "one.2.md") });
		expect([...rig.parts.recorder.state().tasks.keys()]).toEqual(["app.one"]);
	});

	test("goes on where not even the intent was recorded: nothing of it was done", async () => {
		await killedAt("task.returning");
		await look();
		expect(task()).toMatchObject({ state: "running", attempt: 1 });
		expect(rig.session(NAME)).toMatchObject({ task: "app.one", owed: { cause: "stop" } });
		expect(queued()).toEqual(["inbox/one.md.dispatched"]);
	});

	test("counts once also where two looks finish it at the same time", async () => {
		await killedAt("task.returned");
		const finish = () => finishReturns(rig.parts, new Troubles());
		await Promise.all([finish(), finish()]);
		expect(task()).toMatchObject({ state: "waiting", failures: 1 });
	});

	test("ends no later attempt, which an older version began that did not know of it", async () => {
		await working();
		const before = task();
		const how = { file: place("inbox", "one.md"), why: "it took longer than 600 s", attempt: 1 };
		commit({ type: "task.returning", task: "app.one", ...how });
		const claim = { attempt: 2, session: NAME, conversation: before.conversation ?? "" };
		const { file } = before;
		commit({ type: "task.claimed", task: "app.one", file, ...claim, nonce: "ccl:app.one:2" });
		await finishReturns(rig.parts, new Troubles());
		expect(task()).toMatchObject({ state: "running", attempt: 2 });
		expect(queued()).toEqual(["inbox/one.md.dispatched"]);
	});

	test("is asked about when somebody took the file away meanwhile", async () => {
		await killedAt("task.returned");
		rmSync(place("inbox", "one.md"));
		await look();
		expect(task()).toMatchObject({
			state: "uncertain",
			note: expect.stringMatching(/^it took longer than 600 s, and its file is gone/),
		});
	});
});

describe("an agent that says itself what became of its task", () => {
	test.each([
		["done", "one.md.dispatched"],
		["failed", "one.md.dispatched"],
		["done", "one.md"],
		["failed", "one.md"],
	] as const)(
		"by moving its file to %s/ as %s, is believed once its turn ended",
		async (outcome, name) => {
			await working();
			mkdirSync(place(outcome));
			renameSync(place("inbox", "one.md.dispatched"), place(outcome, name));
			await follow();
			expect(task().state).toBe("running");
			endTurn("done");
			await follow();
			expect(task()).toMatchObject({ state: outcome, file: place(outcome, "one.md") });
			expect(queued()).toEqual([`${outcome}/one.md`]);
			expect(readFileSync(place(outcome, "one.md"), "utf8")).toContain(`failover: ${outcome} -->`);
		},
	);

	test("that it is done, is believed although its turn failed in the end", async () => {
		await working("---\nretries: 0\n---\nDo one.\n");
		mkdirSync(place("done"));
		renameSync(place("inbox", "one.md.dispatched"), place("done", "one.md"));
		endTurn("failed");
		await follow();
		expect(task().state).toBe("done");
	});

	test("in status.json, is believed for this attempt only", async () => {
		await working();
		writeFileSync(place("status.json"), JSON.stringify({ task: "one.md", state: "failed" }));
		endTurn("done");
		await follow();
		expect(task()).toMatchObject({ state: "failed", note: "its agent says that it failed" });
		expect(queued()).toEqual(["failed/one.md"]);
	});

	test.each([
		["that speaks of another task", '{"task":"two.md","state":"failed"}'],
		["that is no JSON", '{"task":'],
		["that only says that it works", '{"task":"one.md","state":"working"}'],
	])("in a status.json %s, says nothing", async (_what, text) => {
		await working();
		writeFileSync(place("status.json"), text);
		endTurn("done");
		await follow();
		expect(task().state).toBe("done");
	});

	test("is believed in a later attempt too, whose file has the footer of the one before", async () => {
		await working("---\nretries: 0\n---\nDo one.\n");
		endTurn("failed");
		await follow();
		renameSync(place("failed", "one.md"), place("inbox", "one.md"));
		await scanInboxes(rig.parts);
		commit({ type: "session.state-seen", ...who(), state: "idle", note: null });
		await giveTask(rig.parts, rig.pool, { task: "app.one", session: NAME });
		begin();
		renameSync(place("inbox", "one.md.dispatched"), place("failed", "one.md"));
		endTurn("done");
		await follow();
		expect(task()).toMatchObject({ state: "failed", attempt: 2, file: place("failed", "one.md") });
		const footers = readFileSync(place("failed", "one.md"), "utf8").match(/attempts: \d/g);
		expect(footers).toEqual(["attempts: 2"]);
	});

	test("is believed after a crash that came between the footer and the record", async () => {
		await working();
		mkdirSync(place("failed"));
		renameSync(place("inbox", "one.md.dispatched"), place("failed", "one.md"));
		endTurn("done");
		const parts = { ...rig.parts, recorder: dyingAt(rig.parts.recorder, "task.ended") };
		await expect(followTasks(parts, rig.pool)).rejects.toThrow("killed");
		rig.restartEngine();
		await follow();
		expect(task()).toMatchObject({ state: "failed", file: place("failed", "one.md") });
	});

	test("is believed when its attempt then takes too long", async () => {
		await working("---\ntimeout: 10m\n---\nDo one.\n");
		mkdirSync(place("done"));
		renameSync(place("inbox", "one.md.dispatched"), place("done", "one.md"));
		rig.clock.jump(10 * MINUTE);
		await follow();
		expect(task()).toMatchObject({ state: "done", file: place("done", "one.md") });
	});

	test("is believed after the machine slept", async () => {
		await working();
		mkdirSync(place("failed"));
		renameSync(place("inbox", "one.md.dispatched"), place("failed", "one.md"));
		commit({ type: "clock.jumped", byMs: Date.now() - rig.clock.now() + 60 * MINUTE });
		endTurn("done");
		await follow();
		expect(task().state).toBe("failed");
	});

	test("of which nothing is left, neither word nor file, is asked about when it took too long", async () => {
		await working("---\ntimeout: 10m\n---\nDo one.\n");
		rmSync(place("inbox", "one.md.dispatched"));
		rig.clock.jump(10 * MINUTE);
		await follow();
		expect(task()).toMatchObject({
			state: "uncertain",
			note: expect.stringMatching(/its file is gone; is it done\?/),
		});
	});

	test("is not mistaken for an older file of the same name", async () => {
		mkdirSync(place("failed"));
		writeFileSync(place("failed", "one.md"), "An older one.\n");
		rig.clock.jump(Date.now() + MINUTE - rig.clock.now());
		await working();
		rmSync(place("inbox", "one.md.dispatched"));
		endTurn("done");
		await follow();
		expect(task().state).toBe("done");
		expect(readFileSync(place("failed", "one.md"), "utf8")).toBe("An older one.\n");
	});
});

describe("a project whose folders cannot be written to", () => {
	test("holds up none of the others; it is told once, and its task ends when they can", async () => {
		await rig.up("ccl-auto-12");
		rig.drop(rig.projects.api, "two");
		await working();
		await giveTask(rig.parts, rig.pool, { task: "api.two", session: "ccl-auto-12" });
		writeFileSync(place("done"), "a file where a folder should be");
		for (const [session, id] of [
			[NAME, "app.one"],
			["ccl-auto-12", "api.two"],
		] as const) {
			const incarnation = rig.session(session).incarnation?.id ?? "";
			const { nonce = null } = rig.parts.recorder.state().tasks.get(id) ?? {};
			const end = { outcome: "done", cause: null, backgroundTasks: 0 } as const;
			commit(
				{ type: "turn.started", session, incarnation, promptId: null, nonce },
				{ type: "task.accepted", task: id, attempt: 1 },
				{ type: "turn.ended", session, incarnation, ...end },
			);
		}
		const troubles = new Troubles();
		for (let n = 0; n < 3; n++) await followTasks(rig.parts, rig.pool, troubles);
		expect(rig.parts.recorder.state().tasks.get("api.two")?.state).toBe("done");
		expect(task().state).toBe("running");
		const { recent } = rig.parts.recorder.store.getState();
		const said = recent.flatMap(({ event }) =>
			event.type === "operator.warned" ? [event.what] : [],
		);
		expect(said).toEqual([
			expect.stringMatching(/file of task app\.one cannot be put where it belongs/),
		]);
		rmSync(place("done"));
		await followTasks(rig.parts, rig.pool, troubles);
		expect(task().state).toBe("done");
	});
});

describe("a folder for ended tasks that is a link", () => {
	let elsewhere: string;
	beforeEach(() => {
		elsewhere = join(rig.root, "elsewhere");
		mkdirSync(elsewhere);
	});
	const warned = () => {
		const { recent } = rig.parts.recorder.store.getState();
		return recent.flatMap(({ event }) => (event.type === "operator.warned" ? [event] : []));
	};

	test("is not followed: the task keeps its claimed file, it is told once, and ends when it is mended", async () => {
		await working();
		symlinkSync(elsewhere, place("done"));
		endTurn("done");
		const troubles = new Troubles();
		for (let n = 0; n < 3; n++) await followTasks(rig.parts, rig.pool, troubles);
		expect(task().state).toBe("running");
		expect([readdirSync(elsewhere), readdirSync(place("inbox"))]).toEqual([
			[],
			["one.md.dispatched"],
		]);
		expect(warned()).toMatchObject([
			{
				what: expect.stringContaining(`${place("done")} is a symbolic link, and is not followed`),
				remedy: "put a folder in its place",
			},
		]);
		rmSync(place("done"));
		await followTasks(rig.parts, rig.pool, troubles);
		expect([task().state, queued()]).toEqual(["done", ["done/one.md"]]);
	});

	test("is not followed to a file that its agent put there either", async () => {
		await working();
		symlinkSync(elsewhere, place("done"));
		renameSync(place("inbox", "one.md.dispatched"), place("done", "one.md"));
		endTurn("done");
		await followTasks(rig.parts, rig.pool);
		expect(task().state).toBe("running");
		expect(readFileSync(join(elsewhere, "one.md"), "utf8")).toBe("Do one.\n");
	});

	test("refuses the drop of a task, which waits on", async () => {
		rig.drop(rig.projects.app, "one");
		await scanInboxes(rig.parts);
		symlinkSync(elsewhere, place("failed"));
		expect(await dropTask(rig.parts, "app.one")).toEqual({
			kind: "refused",
			why: `${place("failed")} is a symbolic link, and is not followed`,
			remedy: "put a folder in its place",
		});
		expect([task().state, readdirSync(elsewhere)]).toEqual(["waiting", []]);
	});
});

test("an inbox that became a link gets no task back from failed/", async () => {
	rig.drop(rig.projects.app, "one");
	await scanInboxes(rig.parts);
	await dropTask(rig.parts, "app.one");
	rmSync(place("inbox"), { recursive: true });
	mkdirSync(join(rig.root, "elsewhere"));
	symlinkSync(join(rig.root, "elsewhere"), place("inbox"));
	expect(await retryTask(rig.parts, "app.one")).toMatchObject({
		kind: "refused",
		why: `${place("inbox")} is a symbolic link, and is not followed`,
	});
	expect(queued()).toEqual(["failed/one.md"]);
});
