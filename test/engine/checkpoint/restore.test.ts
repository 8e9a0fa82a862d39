import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localCheckpoints } from "../../../src/engine/checkpoint/local-checkpoints.ts";
import { decideRelaunch } from "../../../src/engine/decide/relaunch.ts";
import { CONTINUE_PROMPT } from "../../../src/engine/pool/prompts.ts";
import type { Checkpoints, RestoreAsk, RestorePlan } from "../../../src/state/checkpoint-client.ts";
import type { Event } from "../../../src/state/events.ts";
import type { Checkpoint } from "../../../src/state/model.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const AUTO = "ccl-auto-11";
const OLD = "cccc3333-3333-4333-8333-333333333333";
const NEXT = "dddd4444-4444-4444-8444-444444444444";
let rig: PoolRig;
let checkpoints: Checkpoints;

beforeEach(() => {
	rig = poolRig();
	checkpoints = localCheckpoints(rig.parts, rig.pool);
});
afterEach(() => rig.parts.recorder.close());

const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const who = (session: string) => ({
	session,
	incarnation: rig.session(session).incarnation?.id ?? "",
});
const began = (session: string): Event => ({
	type: "turn.started",
	...who(session),
	promptId: null,
	nonce: null,
});
const answered = (session: string): Event => ({
	...{ type: "turn.ended", ...who(session), outcome: "done", cause: null, backgroundTasks: 0 },
});

/** A session that has spoken, idle, with a checkpoint of its conversation. */
async function spoken(session: string, conversation = OLD): Promise<Checkpoint> {
	await rig.up(session, { conversation });
	commit(began(session), answered(session));
	rig.transcript(conversation, sample("transcript/user-string.json"));
	return taken(session);
}

async function taken(session: string): Promise<Checkpoint> {
	const reply = await checkpoints.take(session);
	if (reply.kind !== "taken") throw new Error(reply.why);
	return reply.checkpoint;
}

/** It is at work on another conversation by now. */
async function replaced(session: string, conversation = NEXT): Promise<void> {
	await rig.pool.stop(session, "makes room");
	await rig.up(session, { conversation });
}

async function planned(
	checkpoint: Checkpoint,
	over: Partial<RestoreAsk> = {},
): Promise<RestorePlan> {
	const ask = { checkpoint: checkpoint.id, account: null, fresh: false, ...over };
	const reply = await checkpoints.planRestore(ask);
	if (reply.kind !== "plan") throw new Error(reply.why);
	return reply.plan;
}

/** Names and remedies of what stands against a plan. */
const against = ({ preconditions }: RestorePlan) =>
	preconditions.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);

const lastLaunch = () => rig.machine.launches.at(-1);

describe("a restore", () => {
	test("brings a session back to its conversation, stopping the idle one after a checkpoint", async () => {
		const checkpoint = await spoken("ccl-0");
		await replaced("ccl-0");
		commit(began("ccl-0"), answered("ccl-0"));
		const plan = await planned(checkpoint);
		expect([against(plan), plan.how, plan.stops, plan.prompt]).toEqual([[], "resume", NEXT, null]);
		expect(await checkpoints.runRestore(plan.id)).toEqual({
			...{ kind: "done", session: "ccl-0", account: "a", conversation: OLD },
		});
		const session = rig.session("ccl-0");
		expect(session).toMatchObject({ conversation: OLD, conversationStarted: true, account: "a" });
		expect(session.incarnation).toMatchObject({ resumed: true, carries: "nothing" });
		expect(rig.lastPrompt()).toBeNull();
		const [newest] = rig.parts.recorder.state().checkpoints;
		expect(newest).toMatchObject({ conversation: NEXT, why: `restored from ${checkpoint.id}` });
	});

	test("works after a reboot: nothing of tmux is left, another engine begins", async () => {
		const checkpoint = await spoken("ccl-0");
		const pid = rig.session("ccl-0").incarnation?.pid ?? 0;
		rig.machine.end(pid, 137);
		rig.machine.panes = [];
		rig.machine.trouble = { kind: "no-server" };
		commit({ type: "session.ended", ...who("ccl-0"), how: "exit", note: "left" });
		rig.restartEngine();
		checkpoints = localCheckpoints(rig.parts, rig.pool);
		const plan = await planned(checkpoint);
		expect([against(plan), plan.stops]).toEqual([[], null]);
		rig.machine.trouble = null;
		expect(await checkpoints.runRestore(plan.id)).toMatchObject({ kind: "done" });
		expect(rig.session("ccl-0").incarnation).toMatchObject({ conversation: OLD, resumed: true });
	});

	test("lives where the session may live now: on its own account, else on the active one", async () => {
		const checkpoint = await spoken("ccl-0");
		await replaced("ccl-0");
		expect((await planned(checkpoint)).account).toBe("a");
		expect((await planned(checkpoint, { account: "b" })).account).toBe("b");
		commit(
			{ type: "account.activated", account: "b" },
			{
				...{ type: "limit.hit", account: "a", window: "five_hour", session: "ccl-0" },
				...{ incarnation: "x", observedAt: rig.clock.now(), resetsAt: rig.clock.now() + 3_600_000 },
			},
		);
		const plan = await planned(checkpoint);
		expect([plan.account, against(plan)]).toEqual(["b", []]);
		expect(against(await planned(checkpoint, { account: "a" }))).toEqual([
			"target account: a is spent",
		]);
		await checkpoints.runRestore(plan.id);
		expect(rig.session("ccl-0")).toMatchObject({ account: "b", conversation: OLD });
	});

	test("starts in the folder of the checkpoint, wherever the session works now", async () => {
		const file = rig.projects.api;
		await rig.up(AUTO, { conversation: OLD, project: file });
		commit(began(AUTO), answered(AUTO));
		rig.transcript(OLD, sample("transcript/user-string.json"));
		const checkpoint = await taken(AUTO);
		await rig.pool.stop(AUTO, "idle");
		await rig.up(AUTO, { conversation: NEXT, project: rig.projects.app });
		const plan = await planned(checkpoint);
		expect(plan.cwd).toBe(rig.projects.api);
		await checkpoints.runRestore(plan.id);
		expect([lastLaunch()?.cwd, rig.session(AUTO).project]).toEqual([file, file]);
	});

	test("tells a cut turn of an autonomous session to go on, and never its first prompt again", async () => {
		await rig.up(AUTO, { conversation: OLD, prompt: "the first prompt", carries: "task" });
		commit(began(AUTO));
		rig.transcript(OLD, sample("transcript/user-string.json"));
		const checkpoint = await taken(AUTO);
		commit(answered(AUTO));
		await replaced(AUTO);
		const plan = await planned(checkpoint);
		expect(plan.prompt).toBe(CONTINUE_PROMPT);
		expect(plan.notes.join(" ")).toContain("`claude-failover pause` prevents that");
		await checkpoints.runRestore(plan.id);
		expect(rig.lastPrompt()).toBe(CONTINUE_PROMPT);
		expect(rig.session(AUTO).incarnation?.carries).toBe("continue");
	});

	test("brings back a session that is quarantined, with a clean record", async () => {
		const checkpoint = await spoken("ccl-0");
		for (let death = 0; death < 3; death++) {
			commit({ type: "session.ended", ...who("ccl-0"), how: "death", note: null });
			rig.machine.end(rig.machine.panes[0]?.pid ?? 0, 1);
			if (death < 2) await rig.up("ccl-0", { conversation: OLD });
		}
		commit({ type: "session.set-aside", session: "ccl-0", state: "quarantined", note: "died" });
		const plan = await planned(checkpoint);
		expect(await checkpoints.runRestore(plan.id)).toMatchObject({ kind: "done" });
		expect(rig.session("ccl-0")).toMatchObject({ state: "starting", deaths: [] });
	});

	test("is not run as that of another checkpoint", async () => {
		const checkpoint = await spoken("ccl-0");
		const plan = await planned(checkpoint);
		const launches = rig.machine.launches.length;
		expect(await checkpoints.runRestore(plan.id, "another@2027")).toMatchObject({
			kind: "refused",
			why: `this plan is of ${checkpoint.id}`,
		});
		expect(rig.machine.launches).toHaveLength(launches);
	});

	test("leaves a stopped session stopped when it cannot be started", async () => {
		const checkpoint = await spoken("ccl-0");
		await rig.pool.stop("ccl-0", "stopped by the operator", undefined, "operator");
		const plan = await planned(checkpoint);
		rig.machine.refusal = { kind: "taken" };
		expect(await checkpoints.runRestore(plan.id)).toMatchObject({ kind: "refused" });
		const session = rig.session("ccl-0");
		expect(session).toMatchObject({ state: "stopped", note: "stopped by the operator" });
		const { recorder, clock } = rig.parts;
		expect(decideRelaunch(recorder.state(), session, true, clock.now()).kind).toBe("none");
	});

	test("says when the conversation went on since: a checkpoint takes nothing back", async () => {
		const checkpoint = await spoken("ccl-0");
		await replaced("ccl-0");
		expect((await planned(checkpoint)).notes.join(" ")).not.toContain("transcript had");
		rig.transcript(OLD, sample("transcript/user-string.json"), { type: "more" });
		const [note] = (await planned(checkpoint)).notes;
		expect(note).toMatch(/^the transcript had \d+ bytes then and has \d+ now: .* as it is now/);
	});
});

describe("a restore whose transcript is gone", () => {
	test("is refused, and offers a new conversation that begins with a summary", async () => {
		await rig.up("ccl-0", { conversation: OLD });
		commit(began("ccl-0"), answered("ccl-0"));
		const file = rig.transcript(
			OLD,
			{ type: "user", message: { role: "user", content: "Sort out the upload test." } },
			sample("transcript/assistant-tool_use.json"),
		);
		const checkpoint = await taken("ccl-0");
		await replaced("ccl-0");
		rmSync(file);
		const refused = await planned(checkpoint);
		expect([refused.how, refused.runnable]).toEqual(["new", false]);
		expect(against(refused)).toEqual([`transcript: the transcript of ${OLD} is gone`]);
		expect(refused.preconditions.find(({ ok }) => !ok)?.remedy).toContain("--new");
		const plan = await planned(checkpoint, { fresh: true });
		expect([against(plan), plan.conversation]).toEqual([[], null]);
		expect(plan.prompt).toContain("Sort out the upload test.");
		const done = await checkpoints.runRestore(plan.id);
		if (done.kind !== "done") throw new Error(done.why);
		expect([OLD, NEXT]).not.toContain(done.conversation);
		expect(rig.lastPrompt()).toBe(plan.prompt);
		expect(rig.session("ccl-0").incarnation).toMatchObject({ resumed: false, carries: "continue" });
	});

	test("is refused when it went between the plan and the run", async () => {
		const checkpoint = await spoken("ccl-0");
		await replaced("ccl-0");
		const plan = await planned(checkpoint);
		rmSync(join(rig.root, "shared"), { recursive: true });
		expect(await checkpoints.runRestore(plan.id)).toMatchObject({
			kind: "refused",
			why: "the transcript is gone meanwhile",
		});
		expect(rig.session("ccl-0").conversation).toBe(NEXT);
	});
});

describe("a restore is refused, and nothing is done", () => {
	let checkpoint: Checkpoint;
	beforeEach(async () => {
		checkpoint = await spoken("ccl-0");
	});

	test("while the session is at work on another conversation", async () => {
		await replaced("ccl-0");
		commit(began("ccl-0"));
		expect(against(await planned(checkpoint))).toEqual([
			"session: ccl-0 is working, in another conversation",
		]);
	});

	test("when it began a turn after the plan was shown", async () => {
		await replaced("ccl-0");
		const plan = await planned(checkpoint);
		commit(began("ccl-0"));
		const reply = await checkpoints.runRestore(plan.id);
		expect(reply).toMatchObject({ kind: "refused", why: expect.stringContaining("is working") });
		expect(rig.session("ccl-0").conversation).toBe(NEXT);
		expect(rig.machine.alive.size).toBe(1);
	});

	test("when it begins a turn while it is about to be stopped", async () => {
		await replaced("ccl-0");
		commit(began("ccl-0"), answered("ccl-0"));
		const plan = await planned(checkpoint);
		rig.pool.onStopped(async () => commit(began("ccl-0")));
		const reply = await checkpoints.runRestore(plan.id);
		expect(reply).toMatchObject({ kind: "refused", why: "ccl-0 began a turn just now" });
		expect(rig.machine.alive.size).toBe(1);
	});

	test("while somebody types in it", async () => {
		await replaced("ccl-0");
		const typedAt = rig.clock.now() - 10_000;
		commit({ type: "session.attended", ...who("ccl-0"), typedAt, draft: null });
		expect(against(await planned(checkpoint))).toEqual(["session: somebody types in ccl-0"]);
	});

	test("when it runs this conversation already", async () => {
		expect(against(await planned(checkpoint))[0]).toBe(
			"session: ccl-0 runs this conversation already",
		);
	});

	test("while another turn of it waits to go on", async () => {
		await replaced("ccl-0");
		commit(began("ccl-0"), { type: "session.ended", ...who("ccl-0"), how: "death", note: null });
		rig.machine.end(rig.machine.panes[0]?.pid ?? 0, 1);
		const plan = await planned(checkpoint);
		expect(against(plan)).toEqual(["session: ccl-0 waits to be told to go on"]);
		expect(plan.preconditions.find(({ ok }) => !ok)?.remedy).toContain("restart ccl-0");
	});

	test("when another session has the conversation", async () => {
		await rig.pool.stop("ccl-0", "idle");
		await rig.up(AUTO, { conversation: OLD });
		expect(against(await planned(checkpoint))[0]).toBe(`one writer: ${AUTO} has this conversation`);
	});

	test("when a process that is not ours writes it", async () => {
		await replaced("ccl-0");
		rig.machine.alive.set(4711, "start-of-4711");
		mkdirSync(join(rig.root, "homes/b/sessions"), { recursive: true });
		const entry = {
			pid: 4711,
			sessionId: OLD,
			cwd: "/",
			procStart: "start-of-4711",
			status: "idle",
		};
		writeFileSync(join(rig.root, "homes/b/sessions/4711.json"), JSON.stringify(entry));
		expect(against(await planned(checkpoint))).toEqual([
			`no other process: process 4711 already writes conversation ${OLD}`,
		]);
	});

	test("when its folder is gone", async () => {
		await replaced("ccl-0");
		rmSync(rig.projects.app, { recursive: true });
		expect(against(await planned(checkpoint))).toEqual([
			`folder: ${rig.projects.app} is no folder`,
		]);
	});

	test("when its session is not configured any more", async () => {
		commit({ type: "session.removed", session: "ccl-0" });
		expect(against(await planned(checkpoint))).toContain(
			"session: ccl-0 is no session of this pool",
		);
	});

	test("when its file was changed, or is gone, or it never was", async () => {
		writeFileSync(checkpoint.file, "{}");
		const ask = { checkpoint: checkpoint.id, account: null, fresh: false };
		expect(await checkpoints.planRestore(ask)).toMatchObject({
			kind: "refused",
			why: expect.stringContaining("sha256 does not match"),
		});
		expect(await checkpoints.read(checkpoint.id)).toMatchObject({ kind: "refused" });
		expect(await checkpoints.planRestore({ ...ask, checkpoint: "no" })).toMatchObject({
			why: "there is no checkpoint no",
		});
		expect(await checkpoints.runRestore("no")).toMatchObject({ why: "this plan is not known" });
	});

	test("when its account changed after the plan was shown", async () => {
		await replaced("ccl-0");
		const plan = await planned(checkpoint);
		commit(
			{ type: "account.activated", account: "b" },
			{
				...{ type: "limit.hit", account: "a", window: "five_hour", session: "ccl-0" },
				...{ incarnation: "x", observedAt: rig.clock.now(), resetsAt: rig.clock.now() + 3_600_000 },
			},
		);
		expect(await checkpoints.runRestore(plan.id)).toMatchObject({
			kind: "refused",
			why: "it would now live on b",
		});
	});
});

describe("taking a checkpoint", () => {
	test("of a session that is not there is refused with a remedy", async () => {
		expect(await checkpoints.take("constructor")).toMatchObject({
			kind: "refused",
			remedy: expect.stringContaining("claude-failover sessions"),
		});
	});
});

test("a checkpoint that is asked for and cannot be written is refused with the reason", async () => {
	writeFileSync(rig.parts.folders.checkpoints, "a file where the folder should be");
	expect(await checkpoints.take(AUTO)).toMatchObject({
		kind: "refused",
		why: expect.stringMatching(/^mkdir of .*checkpoints.* failed: ENOTDIR$/),
	});
});
