import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { processFacts } from "../../../src/engine/facts/process-facts.ts";
import type { Event } from "../../../src/state/events.ts";
import { HOUR, MINUTE, NOW, SECOND } from "../../support/state-builder.ts";
import { CONVERSATION, type FactsRig, factsRig, NAME, sample } from "./rig.ts";

let rig: FactsRig;
let goneSince: Map<string, number>;
const PID = 4_000_001;

beforeEach(async () => {
	rig = factsRig();
	goneSince = new Map();
	await rig.launch("life-1");
});
afterEach(() => rig.recorder.close());

const look = (panes = [rig.pane()]): Promise<readonly Event[]> =>
	processFacts(rig, rig.session(), panes, goneSince);
/** Looks and records, as the watcher does. */
async function watch(): Promise<readonly string[]> {
	const events = await look();
	rig.recorder.commit(...events);
	return events.map((e) => e.type);
}
const confirm = (): void =>
	rig.recorder.commit({
		type: "session.confirmed",
		session: NAME,
		incarnation: "life-1",
		conversation: rig.session().conversation ?? "",
		source: "startup",
	});
const beginTurn = (nonce: string | null = null): void =>
	rig.recorder.commit({
		type: "turn.started",
		session: NAME,
		incarnation: "life-1",
		promptId: null,
		nonce,
	});

describe("the end of a process", () => {
	const end = async (panes = [rig.pane()]): Promise<readonly Event[]> => {
		rig.alive.clear();
		return look(panes);
	};

	test("with status 0 is its operator's wish", async () => {
		confirm();
		expect(await end([rig.pane({ dead: true, deadStatus: 0 })])).toMatchObject([
			{ type: "session.ended", how: "exit", incarnation: "life-1" },
		]);
	});

	test("with status 0 before it ever worked is nobody's wish", async () => {
		expect(await end([rig.pane({ dead: true, deadStatus: 0 })])).toMatchObject([{ how: "death" }]);
	});

	test("with another status is a death, and says which", async () => {
		confirm();
		expect(await end([rig.pane({ dead: true, deadStatus: 143 })])).toMatchObject([
			{ how: "death", note: "exit status 143" },
		]);
	});

	test("with its pane is a death", async () => {
		confirm();
		expect(await end([])).toMatchObject([{ how: "death", note: "its pane is gone" }]);
	});

	test("by a signal is a death, and says which", async () => {
		confirm();
		expect(await end([rig.pane({ dead: true, deadSignal: "9" })])).toMatchObject([
			{ how: "death", note: "ended by signal 9" },
		]);
	});

	test("whose status the pane does not tell yet is waited for: it may be its operator's wish", async () => {
		confirm();
		expect(await end([rig.pane({ dead: true })])).toEqual([]);
		expect(await look([rig.pane({ dead: true, deadStatus: 0 })])).toMatchObject([{ how: "exit" }]);
	});

	test("that the pane does not show yet is waited for a moment", async () => {
		expect(await end()).toEqual([]);
		rig.clock.jump(3 * SECOND);
		expect(await look()).toMatchObject([{ how: "death" }]);
	});

	test("is proven by the process, not by the pane: one that still lives has not ended", async () => {
		expect(await look([])).toEqual([]);
		expect(await look([rig.pane({ dead: true, deadStatus: 0 })])).toEqual([]);
	});

	test("is seen although another process got its pid", async () => {
		rig.alive.set(PID, "another start time");
		expect(await look([])).toMatchObject([{ type: "session.ended" }]);
	});

	test("is not looked for in another's pane", async () => {
		const other = rig.pane({ incarnation: "life-9", dead: true, deadStatus: 0 });
		confirm();
		expect(await end([other])).toMatchObject([{ how: "death", note: "its pane is gone" }]);
	});
});

describe("what the program lists of itself", () => {
	test.each([
		["busy", "working", null],
		["idle", "idle", null],
		["waiting", "waiting", "dialog open"],
		["something new", "unknown", null],
	])("%s means %s", async (status, state, note) => {
		rig.register(PID, status);
		expect(await look()).toMatchObject([{ type: "session.state-seen", state, note }]);
	});

	test("is said once, not at every look", async () => {
		rig.register(PID, "idle");
		expect(await watch()).toEqual(["session.state-seen"]);
		expect(await watch()).toEqual([]);
	});

	test("does not end `limited`, and is not said again and again", async () => {
		limit();
		for (const status of ["idle", "waiting", "unknown"]) {
			rig.register(PID, status);
			expect(await watch()).toEqual([]);
		}
		expect(rig.session().state).toBe("limited");
	});
});

function limit(): void {
	beginTurn();
	const ended = { session: NAME, incarnation: "life-1", cause: null, backgroundTasks: 0 };
	rig.recorder.commit({ type: "turn.ended", ...ended, outcome: "limit" });
}

describe("a start-up screen", () => {
	test("is where a live process stands that lists itself nowhere for 45 s", async () => {
		rig.clock.jump(44 * SECOND);
		expect(await watch()).toEqual([]);
		rig.clock.jump(SECOND);
		expect(await look()).toMatchObject([
			{ state: "waiting", note: "it stands at a start-up screen: attach and answer it" },
		]);
		await watch();
		expect(await watch()).toEqual([]);
	});

	test("is left when the program is listed", async () => {
		rig.clock.jump(HOUR);
		await watch();
		rig.register(PID, "idle");
		await watch();
		expect(rig.session()).toMatchObject({ state: "idle", note: null });
	});

	test("of a limited session is not said at every look: each would wake the next", async () => {
		limit();
		rig.clock.jump(HOUR);
		await watch();
		expect(await watch()).toEqual([]);
	});
});

describe("a turn whose end was missed", () => {
	const idleAt = (ms: number): void => rig.register(PID, "idle", NOW + ms);

	test("is given a moment: the hook may be on its way", async () => {
		beginTurn();
		rig.clock.jump(2_999);
		idleAt(2_900);
		expect(await look()).toEqual([]);
	});

	test("goes on while the registry is older than its last sign of life", async () => {
		idleAt(-10);
		beginTurn();
		rig.clock.jump(HOUR);
		expect(await look()).toEqual([]);
	});

	test("was interrupted, when the transcript shows no answer", async () => {
		beginTurn();
		rig.clock.jump(5_000);
		idleAt(100);
		expect(await look()).toMatchObject([{ type: "turn.ended", outcome: "interrupted" }]);
	});

	test("was answered, when the transcript shows the answer to its prompt", async () => {
		const prompt = { role: "user", content: "Do it.\n\n[ccl:app.one:1]" };
		rig.transcript(
			sample("transcript/user-string.json", { message: prompt, uuid: "u1" }),
			sample("transcript/assistant-text.json"),
		);
		beginTurn("ccl:app.one:1");
		rig.clock.jump(5_000);
		idleAt(100);
		expect(await look()).toMatchObject([{ type: "turn.ended", outcome: "done" }]);
	});

	test("was answered, when it went on with a task and the transcript shows the task's answer", async () => {
		const line = (content: string, uuid: string): object =>
			sample("transcript/user-string.json", { message: { role: "user", content }, uuid });
		const limit = sample("transcript/assistant-text-apierror-rate_limit.json");
		const task = { task: "app.one", file: "x.md", session: NAME, conversation: "c" };
		const added = { project: rig.root, title: "", priority: "normal" } as const;
		rig.recorder.commit(
			{ type: "task.added", ...task, ...added },
			{ type: "task.claimed", ...task, attempt: 1, nonce: "ccl:app.one:1" },
		);
		const incarnation = await rig.launch("life-1", {}, false);
		const launched = { type: "session.launched", session: NAME, incarnation } as const;
		rig.recorder.commit({ ...launched, why: "", task: "app.one" });
		beginTurn();
		rig.clock.jump(5_000);
		idleAt(100);
		rig.transcript(line("Do it.\n\n[ccl:app.one:1]", "u1"), limit, line("Continue.", "u2"));
		expect(await look()).toMatchObject([{ outcome: "interrupted" }]);
		const answer = sample("transcript/assistant-text.json");
		rig.transcript(line("Do it.\n\n[ccl:app.one:1]", "u1"), limit, line("Continue.", "u2"), answer);
		expect(await look()).toMatchObject([{ outcome: "done" }]);
	});

	test("was cut by a limit, when that is how the transcript ends", async () => {
		beginTurn();
		const timestamp = new Date(NOW + 1_000).toISOString();
		rig.transcript(sample("transcript/assistant-text-apierror-rate_limit.json", { timestamp }));
		rig.clock.jump(5_000);
		idleAt(1_500);
		expect((await watch()).toSorted()).toEqual(["limit.hit", "turn.ended"]);
		expect(rig.session().state).toBe("limited");
	});

	test("is not cut by a limit that stood there before it", async () => {
		const timestamp = new Date(NOW - HOUR).toISOString();
		rig.transcript(sample("transcript/assistant-text-apierror-rate_limit.json", { timestamp }));
		beginTurn();
		rig.clock.jump(5_000);
		idleAt(100);
		expect(await look()).toMatchObject([{ outcome: "interrupted" }]);
	});
});

describe("a working session without a sign of life", () => {
	const HALF_HOUR = 30 * MINUTE;
	const begun = (): number => rig.clock.now();
	/** It works since now, and its registry entry says so. */
	function work(): void {
		confirm();
		beginTurn();
		rig.register(PID, "busy");
	}
	const advance = (toolInFlight: boolean): void =>
		rig.recorder.commit({
			...{ type: "turn.advanced", session: NAME, incarnation: "life-1", doing: "Bash make" },
			toolInFlight,
		});
	const touch = (file: string, at = rig.clock.now()): void =>
		utimesSync(file, at / 1000, at / 1000);

	test("is stalled after janitor.stalled_after, and that is said once", async () => {
		work();
		rig.clock.jump(HALF_HOUR - 1);
		expect(await watch()).toEqual([]);
		rig.clock.jump(1);
		expect(await look()).toMatchObject([
			{ type: "session.state-seen", state: "stalled", note: "no sign of life for 30 min" },
		]);
		await watch();
		rig.clock.jump(HOUR);
		expect(await watch()).toEqual([]);
		expect(rig.session().state).toBe("stalled");
	});

	test("is not stalled while its hooks tell of it, or its registry entry changes", async () => {
		work();
		rig.clock.jump(HALF_HOUR);
		advance(false);
		expect(await watch()).toEqual([]);
		rig.clock.jump(HALF_HOUR);
		rig.register(PID, "busy");
		expect(await watch()).toEqual([]);
	});

	test("is not stalled while its transcript grows, or that of a subagent", async () => {
		work();
		const file = rig.transcript({ type: "user" });
		const agents = join(dirname(file), CONVERSATION, "subagents");
		mkdirSync(agents, { recursive: true });
		writeFileSync(join(agents, "agent-1.jsonl"), "");
		touch(join(agents, "agent-1.jsonl"), begun());
		rig.clock.jump(HALF_HOUR);
		touch(file);
		expect(await watch()).toEqual([]);
		rig.clock.jump(HALF_HOUR);
		touch(join(agents, "agent-1.jsonl"));
		expect(await watch()).toEqual([]);
		rig.clock.jump(HALF_HOUR);
		expect(await watch()).toEqual(["session.state-seen"]);
	});

	test("is not stalled while its heartbeat in status.json goes on; ours and another's do not count", async () => {
		work();
		const project = rig.session().project;
		const file = join(project, ".agent-queue", "status.json");
		mkdirSync(dirname(file), { recursive: true });
		const beat = (fields: object): void => {
			writeFileSync(file, JSON.stringify({ state: "working", ...fields }));
			touch(file);
		};
		rig.clock.jump(HALF_HOUR);
		beat({ session: NAME });
		expect(await watch()).toEqual([]);
		rig.clock.jump(HALF_HOUR);
		beat({});
		expect(await watch()).toEqual([]);
		rig.clock.jump(HALF_HOUR);
		beat({ session: "another" });
		expect(await look()).toHaveLength(1);
		beat({ writer: "claude-failover" });
		expect(await look()).toHaveLength(1);
	});

	test("in a tool is given four times as long, but not for ever", async () => {
		work();
		advance(true);
		rig.clock.jump(4 * HALF_HOUR - 1);
		expect(await watch()).toEqual([]);
		rig.clock.jump(1);
		expect(await watch()).toEqual(["session.state-seen"]);
		expect(rig.session()).toMatchObject({ state: "stalled", note: "no sign of life for 120 min" });
	});

	test("works again with the first sign of life: a hook, the registry, the transcript", async () => {
		work();
		const file = rig.transcript({ type: "user" });
		touch(file, begun());
		const stall = async (): Promise<void> => {
			rig.clock.jump(HALF_HOUR);
			await watch();
			expect(rig.session().state).toBe("stalled");
		};
		await stall();
		advance(false);
		expect(rig.session().state).toBe("working");
		await stall();
		rig.register(PID, "busy");
		await watch();
		expect(rig.session().state).toBe("working");
		await stall();
		touch(file);
		await watch();
		expect(rig.session().state).toBe("working");
	});

	test("is not stalled when it is idle, or waits", async () => {
		confirm();
		rig.register(PID, "waiting");
		await watch();
		rig.clock.jump(HOUR);
		expect(await watch()).toEqual([]);
	});
});

test("a session that is started under a spent account with a prompt to carry is limited", async () => {
	limit();
	const spent = { account: "a", window: "five_hour", resetsAt: NOW + HOUR, observedAt: NOW };
	rig.recorder.commit({ type: "limit.hit", ...spent, session: NAME, incarnation: "life-1" });
	await rig.launch("life-2", { carries: "continue", pid: PID + 1 });
	rig.register(PID + 1, "waiting");
	const panes = [rig.pane({ incarnation: "life-2", pid: PID + 1 })];
	const events = await look(panes);
	expect(events).toMatchObject([
		{ type: "turn.ended", outcome: "limit", cause: "started under a spent account (five_hour)" },
	]);
	rig.recorder.commit(...events);
	expect(await look(panes)).toEqual([]);
});

test("a session without a process has no facts", async () => {
	rig.alive.clear();
	rmSync(join(rig.home, "sessions"), { recursive: true });
	rig.recorder.commit(...(await look([])));
	expect(await look([])).toEqual([]);
});

describe("a resumed process that waits before its first prompt", () => {
	const panes = join(import.meta.dirname, "../../data/claude-code/panes");
	const screenOf = (name: string): readonly string[] =>
		readFileSync(join(panes, name), "utf8").trimEnd().split("\n");

	async function waiting(screen: string): Promise<void> {
		await rig.launch("life-1", { resumed: true });
		confirm();
		rig.register(PID, "waiting");
		rig.screens.set(rig.pane().id, screenOf(screen));
	}

	test("asks about the owner of its conversation: told once", async () => {
		await waiting("session-owner-dialog.txt");
		expect(await watch()).toEqual(["session.state-seen"]);
		expect(rig.session()).toMatchObject({ state: "waiting", question: "owner" });
		expect(await watch()).toEqual([]);
	});

	test("asks something else: it needs a person, and is not taken for that question", async () => {
		await waiting("rate-limit-options.txt");
		rig.clock.jump(10 * SECOND);
		expect(await watch()).toEqual(["session.state-seen"]);
		expect(rig.session().question).toBeNull();
	});

	test("shows nothing yet: it is looked at again before anything is said", async () => {
		await waiting("idle-after.txt");
		expect(await watch()).toEqual([]);
	});
});
