import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasPromptOnItsWay } from "../../../src/engine/decide/readiness.ts";
import { followTasks } from "../../../src/engine/queue/follow.ts";
import { giveTask } from "../../../src/engine/queue/give.ts";
import { scanInboxes } from "../../../src/engine/queue/scan.ts";
import type { Pane } from "../../../src/engine/tmux/tmux.ts";
import type { Event } from "../../../src/state/events.ts";
import { FencedError } from "../../../src/state/journal-epoch.ts";
import type { Task } from "../../../src/state/model.ts";
import { isBeingGivenTask } from "../../../src/state/select.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAME = "ccl-auto-11";
const RULE = "─".repeat(80);
const EMPTY_BOX = ["● Done.", RULE, "❯\u00a0", RULE, "  ? for shortcuts"];
const WITH_TEXT = ["● Done.", RULE, "❯\u00a0half a thought", RULE];

let rig: PoolRig;

beforeEach(() => {
	rig = poolRig("dispatch: { context: keep }\n");
});
afterEach(() => {
	if (rig.parts.recorder.holdsEpoch()) rig.parts.recorder.close();
});

const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const task = (id = "app.two"): Task => {
	const found = rig.parts.recorder.state().tasks.get(id);
	if (found === undefined) throw new Error("the task is gone");
	return found;
};
const give = (id = "app.two"): Promise<boolean> =>
	giveTask(rig.parts, rig.pool, { task: id, session: NAME });
const follow = (): Promise<void> => followTasks(rig.parts, rig.pool);
const who = () => ({ session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" });

/** What the session's pane shows, and where its cursor stands. */
function shows(rows: readonly string[], pane: Partial<Pane> = {}): void {
	rig.machine.rows = rows;
	const cursor = { x: rows === WITH_TEXT ? 16 : 2, y: 2 };
	rig.machine.panes = rig.machine.panes.map((p) => ({ ...p, cursor, ...pane }));
}

/** The hooks of a turn. */
function turn(nonce: string | null, outcome: "done" | "failed" = "done"): void {
	commit({ type: "turn.started", ...who(), promptId: null, nonce });
	const [, id = "", attempt] = /^ccl:(.+):(\d+)$/.exec(nonce ?? "") ?? [];
	if (nonce !== null) commit({ type: "task.accepted", task: id, attempt: Number(attempt) });
	commit({ type: "turn.ended", ...who(), outcome, cause: null, backgroundTasks: 0 });
}

/** A session that has answered something and is idle with an empty input box, and a task `two` that waits. */
async function warm(text?: string): Promise<string> {
	await rig.up(NAME);
	turn(null);
	shows(EMPTY_BOX);
	const file = rig.drop(rig.projects.app, "two", text);
	await scanInboxes(rig.parts);
	return file;
}

describe("with `context: keep` a task goes into the conversation of a warm session", () => {
	test("as one line that points at its claimed file and carries the mark of its attempt", async () => {
		const file = await warm();
		const { conversation, incarnation } = rig.session(NAME);
		expect(await give()).toBe(true);
		expect(rig.machine.pasted).toEqual([
			`Read "${file}.dispatched" and do what it says. [ccl:app.two:1]`,
		]);
		expect(rig.machine.launches).toHaveLength(1);
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/two.md.dispatched"]);
		expect(task()).toMatchObject({ state: "running", session: NAME, conversation, attempt: 1 });
		expect(rig.session(NAME)).toMatchObject({ task: "app.two", conversation });
		expect(rig.session(NAME).incarnation?.id).toBe(incarnation?.id);
	});

	test("one after the other, each done once", async () => {
		await warm();
		await give();
		turn("ccl:app.two:1");
		await follow();
		expect(task()).toMatchObject({ state: "done" });
		rig.drop(rig.projects.app, "three");
		await scanInboxes(rig.parts);
		await give("app.three");
		turn("ccl:app.three:1");
		await follow();
		expect(rig.queue(rig.projects.app)).toEqual(["done/three.md", "done/two.md"]);
		expect(rig.machine.launches).toHaveLength(1);
	});

	test("and the failed turns of the task before it are not its own", async () => {
		await warm();
		await give();
		for (let n = 0; n < 5; n++) turn("ccl:app.two:1", "failed");
		await follow();
		expect(task().state).toBe("failed");
		rig.drop(rig.projects.app, "three");
		await scanInboxes(rig.parts);
		await give("app.three");
		await follow();
		expect(task("app.three").state).toBe("running");
		expect(rig.machine.pasted).toHaveLength(2);
	});

	test("and is on its way until its mark is heard, whatever else begins in it meanwhile", async () => {
		await warm();
		await give();
		expect(hasPromptOnItsWay(rig.session(NAME), rig.clock.now())).toBe(true);
		turn(null);
		expect(hasPromptOnItsWay(rig.session(NAME), rig.clock.now())).toBe(true);
		turn("ccl:app.two:1");
		expect(hasPromptOnItsWay(rig.session(NAME), rig.clock.now())).toBe(false);
	});
});

describe("it begins a conversation of its own", () => {
	const begunAnew = async (attempt = 1): Promise<void> => {
		const { conversation } = rig.session(NAME);
		expect(await give()).toBe(true);
		expect(rig.machine.pasted).toEqual([]);
		expect(rig.lastPrompt()).toBe(`Do two.\n\n[ccl:app.two:${attempt}]`);
		expect(rig.session(NAME).conversation).not.toBe(conversation);
		expect(task()).not.toHaveProperty("context");
	};

	test("by default", async () => {
		rig.parts.recorder.close();
		rig = poolRig();
		await warm();
		await begunAnew();
	});

	test("when the session has said nothing yet", async () => {
		await rig.up(NAME);
		shows(EMPTY_BOX);
		rig.drop(rig.projects.app, "two");
		await scanInboxes(rig.parts);
		await begunAnew();
	});

	test("when the session works in the folder of another project", async () => {
		await warm();
		rig.drop(rig.projects.api, "two");
		await scanInboxes(rig.parts);
		await give("api.two");
		expect(rig.machine.launches.at(-1)?.cwd).toBe(rig.projects.api);
		expect(rig.machine.pasted).toEqual([]);
	});

	test.each([
		["text stands in the input box", WITH_TEXT, 2, null],
		["the screen shows something else", ["a dialog", "❯ 1. Yes"], 2, null],
		["an empty box is only quoted above a box with text", [...EMPTY_BOX, ...WITH_TEXT], 7, null],
		["somebody typed in its pane within the last minute", EMPTY_BOX, 2, 59_000],
	])("as another attempt when %s: nothing was typed", async (_what, rows, y, agoMs) => {
		await warm();
		const typedAt = agoMs === null ? null : rig.clock.now() - agoMs;
		shows(rows, { attached: 1, typedAt, cursor: { x: 2, y } });
		await begunAnew(2);
		expect(task()).toMatchObject({ state: "running", attempt: 2, typedAt: null });
		expect(task().unheard).toBeUndefined();
	});

	test("when its own file says so", async () => {
		await warm();
		rig.drop(rig.projects.app, "two", "---\ncontext: fresh\n---\nDo two.\n");
		await scanInboxes(rig.parts);
		await begunAnew();
	});

	test.each([
		["another model than the session's", "opus", "claude-sonnet-5"],
		["a model, and the session's is not known", "opus", null],
	])("when it chooses %s", async (_what, chosen, model) => {
		await warm();
		commit({ type: "session.context-seen", ...who(), contextUsedRatio: 0.1, model });
		rig.drop(rig.projects.app, "two", `---\nmodel: ${chosen}\n---\nDo two.\n`);
		await scanInboxes(rig.parts);
		await begunAnew();
	});
});

describe("in the moment that it would be typed", () => {
	test("a newer engine on the tmux server makes this one give way", async () => {
		await warm();
		rig.machine.refusal = { kind: "fenced" };
		await expect(give()).rejects.toBeInstanceOf(FencedError);
		expect(rig.machine.pasted).toEqual([]);
	});

	test("a tmux that does not answer leaves it given out: it may have been typed, and is not typed again", async () => {
		await warm();
		rig.machine.pasteAnswer = { kind: "failed", why: "tmux did not answer in 10000 ms" };
		expect(await give()).toBe(true);
		expect(task()).toMatchObject({ state: "running" });
		turn("ccl:app.two:1");
		await follow();
		expect(task().state).toBe("done");
		expect(rig.machine.pasted).toHaveLength(1);
	});
});

describe("a line that was typed and of which no hook tells", () => {
	const timeout = (): void => rig.clock.jump(rig.parts.config.dispatch.submitTimeoutMs);

	test("has arrived when its mark is in the transcript", async () => {
		await warm();
		await give();
		rig.transcript(
			task().conversation ?? "",
			sample("transcript/user-string.json", {
				message: { role: "user", content: `Read it. [${task().nonce}]` },
			}),
		);
		timeout();
		await follow();
		expect(task()).toMatchObject({ state: "running", acceptedAt: rig.clock.now() });
	});

	test("and that left nothing behind is one more attempt, once, in a conversation of its own", async () => {
		await warm();
		const { conversation } = rig.session(NAME);
		await give();
		rig.transcript(conversation ?? "", sample("transcript/user-string.json"));
		timeout();
		await follow();
		expect(task()).toMatchObject({ state: "waiting", unheard: 1 });
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/two.md"]);
		await give();
		expect(rig.machine.pasted).toHaveLength(1);
		expect(rig.lastPrompt()).toBe("Do two.\n\n[ccl:app.two:2]");
		commit({ type: "session.state-seen", ...who(), state: "idle", note: null });
		timeout();
		await follow();
		expect(task()).toMatchObject({ state: "uncertain", attempt: 2 });
	});

	test("is waited for as long as a line that was typed just now, however long the process was there", async () => {
		await warm();
		rig.clock.jump(3_600_000);
		await give();
		rig.clock.jump(rig.parts.config.dispatch.submitTimeoutMs - 1);
		await follow();
		expect(task()).toMatchObject({ state: "running" });
	});

	test("and still stands in the input box is a question to a person: no key is pressed", async () => {
		await warm();
		await give();
		shows(WITH_TEXT);
		timeout();
		await follow();
		expect(task()).toMatchObject({ state: "uncertain" });
		expect(rig.machine.keys).toEqual([]);
		expect(rig.session(NAME).incarnation?.typedAt).toBeNull();
	});

	test("waits behind the turn that its operator began first", async () => {
		await warm();
		await give();
		commit({ type: "turn.started", ...who(), promptId: null, nonce: null });
		timeout();
		await follow();
		expect(task()).toMatchObject({ state: "running", acceptedAt: null });
	});
});

describe("a crash while a task is typed", () => {
	/** The engine is killed right after that was recorded, or before it could be heard that the line was typed. */
	async function killedAfter(point: "task.claimed" | "task.typed" | "the paste"): Promise<void> {
		await warm();
		const dead = new Error("killed");
		const { recorder, tmux } = rig.parts;
		const dying = {
			...recorder,
			commit: (...events: readonly Event[]) => {
				recorder.commit(...events);
				if (events[0]?.type === point) throw dead;
			},
		};
		const paste = async (...words: Parameters<typeof tmux.paste>): Promise<never> => {
			await tmux.paste(...words);
			throw dead;
		};
		const parts = { ...rig.parts, recorder: dying, tmux: { ...tmux, paste } };
		await expect(giveTask(parts, rig.pool, { task: "app.two", session: NAME })).rejects.toBe(dead);
		rig.restartEngine();
		shows(EMPTY_BOX);
		await scanInboxes(rig.parts);
	}

	test("before it was to be typed brings it back at once", async () => {
		await killedAfter("task.claimed");
		expect(isBeingGivenTask(rig.parts.recorder.state(), rig.session(NAME))).toBe(true);
		await follow();
		expect(task()).toMatchObject({ state: "waiting", session: null });
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/two.md"]);
	});

	test("between the record and the paste costs one attempt, and it is not typed again", async () => {
		await killedAfter("task.typed");
		expect(rig.session(NAME).task).toBe("app.two");
		await follow();
		expect(task().state).toBe("running");
		rig.clock.jump(rig.parts.config.dispatch.submitTimeoutMs);
		await follow();
		expect(task()).toMatchObject({ state: "waiting", unheard: 1 });
		await give();
		expect([rig.machine.pasted, task().attempt]).toEqual([[], 2]);
		expect(rig.queue(rig.projects.app)).toEqual([join("inbox", "two.md.dispatched")]);
	});

	test("after the paste loses nothing: the hook tells, and it runs once", async () => {
		await killedAfter("the paste");
		expect(rig.machine.pasted).toHaveLength(1);
		turn("ccl:app.two:1");
		await follow();
		expect(task()).toMatchObject({ state: "done", attempt: 1 });
		expect(rig.machine.pasted).toHaveLength(1);
	});
});
