import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SpoolFacts } from "../../../src/engine/facts/spool-facts.ts";
import { beginSwitch } from "../../../src/engine/switch/begin.ts";
import { planManual } from "../../../src/engine/switch/plan.ts";
import { SwitchRunner } from "../../../src/engine/switch/runner.ts";
import type { Event } from "../../../src/state/events.ts";
import type { Move, Switch } from "../../../src/state/model.ts";
import { HOUR, MINUTE, SECOND } from "../../support/state-builder.ts";
import { waitFor } from "../../support/wait-for.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAMES = ["ccl-0", "ccl-auto-11", "ccl-auto-12"];
let rig: PoolRig;
let runner: SwitchRunner;

beforeEach(async () => {
	rig = poolRig();
	for (const name of NAMES) {
		await rig.up(name);
		rig.transcript(rig.session(name).conversation ?? "", sample("transcript/user-string.json"));
	}
	startRunner();
	const plan = await planManual(rig.parts, { to: "b", sessions: null, force: false });
	beginSwitch(rig.parts, plan);
});
afterEach(() => rig.parts.recorder.close());

function startRunner(): void {
	const spool = new SpoolFacts(rig.parts, (life) => rig.pool.isLaunching(life));
	runner = new SwitchRunner(rig.parts, rig.pool, () => spool.absorb());
}
const advance = (): Promise<void> => runner.advance(new AbortController().signal);
const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const open = (): Switch | null => rig.parts.recorder.state().openSwitch;
const ended = (): Switch | undefined => rig.parts.recorder.state().switches[0];
const steps = (): readonly string[] => (open()?.moves ?? []).map(show);
const show = (m: Move): string => `${m.session} ${m.outcome ?? m.step}`;
const where = (): readonly (string | null)[] => NAMES.map((name) => rig.session(name).account);
const who = (name: string) => ({
	session: name,
	incarnation: rig.session(name).incarnation?.id ?? "",
});

/** The new process drops its first hook, and lists itself in the home it runs with. */
function comeUp(name: string, home = rig.session(name).account ?? ""): void {
	const { incarnation, conversation } = rig.session(name);
	const folder = join(rig.parts.folders.spool, incarnation?.id ?? "");
	mkdirSync(folder, { recursive: true });
	const stamp = `${BigInt(rig.clock.now()) * 1_000_000n}`;
	const hook = sample("hook-SessionStart-resume.json", { session_id: conversation });
	writeFileSync(join(folder, `${stamp}-1-SessionStart.json`), JSON.stringify(hook));
	const sessions = join(rig.root, "homes", home, "sessions");
	mkdirSync(sessions, { recursive: true });
	const pid = incarnation?.pid ?? 0;
	const entry = { pid, sessionId: conversation, procStart: `start-of-${pid}` };
	const listed = sample("sessions-registry.json", entry);
	writeFileSync(join(sessions, `${pid}.json`), JSON.stringify(listed));
}

/** The account tells its quota to this process: it works. */
function tellQuota(name: string, usedRatio = 0.1): void {
	const { account, incarnation } = rig.session(name);
	commit({
		type: "quota.read",
		account: account ?? "",
		source: "statusline",
		incarnation: incarnation?.id ?? null,
		windows: [{ window: "five_hour", usedRatio, resetsAt: rig.clock.now() + HOUR }],
		observedAt: rig.clock.now(),
	});
}

/** The canary is up on b and its account has spoken. */
async function proveCanary(): Promise<string> {
	await advance();
	const canary = open()?.moves.find((m) => m.canary)?.session ?? "";
	comeUp(canary);
	tellQuota(canary);
	await advance();
	return canary;
}

describe("a switch whose tmux hangs while the canary is started", () => {
	beforeEach(async () => {
		rig.machine.hang();
		await advance();
		await advance();
	});
	const canary = (): string | undefined => open()?.moves.find((m) => m.canary)?.step;

	test("waits: nobody knows whether the canary runs there, so it is not sent back", async () => {
		expect([canary(), rig.machine.launches.length]).toEqual(["stopped", 3]);
	});

	test("goes on with the process that tmux started after all", async () => {
		rig.machine.goOn("started");
		await advance();
		await advance();
		expect([canary(), rig.machine.launches.length]).toEqual(["launched", 4]);
	});

	test("starts it again when tmux never did", async () => {
		rig.machine.goOn("lost");
		await advance();
		expect([canary(), rig.machine.launches.length]).toEqual(["launched", 4]);
	});
});

test("a switch leaves a session that its operator left while it was being stopped", async () => {
	const { id: incarnation = "", pid = 0 } = rig.session("ccl-0").incarnation ?? {};
	rig.pool.onStopped(async () => {
		if (rig.machine.alive.has(pid)) return;
		const left = { how: "exit", note: "left by its operator" } as const;
		commit({ type: "session.ended", session: "ccl-0", incarnation, ...left });
	});
	await proveCanary();
	expect(steps()).toContain("ccl-0 left");
	expect(rig.session("ccl-0")).toMatchObject({ state: "stopped", incarnation: null, account: "a" });
});

describe("a switch that goes well", () => {
	test("moves one session alone, commits by what its account says, then moves the others", async () => {
		await advance();
		expect(steps().toSorted()).toEqual([
			"ccl-0 pending",
			"ccl-auto-11 launched",
			"ccl-auto-12 pending",
		]);
		expect(where()).toEqual(["a", "b", "a"]);
		comeUp("ccl-auto-11");
		await advance();
		expect(steps()).toContain("ccl-auto-11 verified");
		expect(open()?.committedAt).toBeNull();
		tellQuota("ccl-auto-11");
		await advance();
		expect(open()?.committedAt).not.toBeNull();
		for (let n = 0; n < 3 && open() !== null; n++) {
			for (const name of NAMES) {
				const { account, incarnation } = rig.session(name);
				if (account === "b" && incarnation?.confirmedAt === null) comeUp(name);
			}
			await advance();
		}
		expect(ended()).toMatchObject({ outcome: "done", note: "3 of 3 moved" });
		expect(where()).toEqual(["b", "b", "b"]);
		for (const move of ended()?.moves ?? []) {
			expect(rig.session(move.session).conversation).toBe(move.conversation);
			expect(move.checkpoint).not.toBeNull();
		}
	});

	test("goes on after a pause of the engine: proof that waits in the spool counts first", async () => {
		await advance();
		comeUp("ccl-auto-11");
		rig.clock.jump(HOUR);
		startRunner();
		await advance();
		expect(steps()).toContain("ccl-auto-11 verified");
	});

	test("ends the move of a session that came up while the stop of another takes its time", async () => {
		const { processes } = rig.machine;
		const { terminate } = processes;
		let letGo = (): void => {};
		const gate = new Promise<void>((resolve) => {
			letGo = resolve;
		});
		const slow = rig.session("ccl-0").incarnation?.pid;
		processes.terminate = async (pid, startTime) => {
			if (pid === slow) await gate;
			return terminate(pid, startTime);
		};
		const advancing = proveCanary();
		await waitFor("the other to be launched", () => rig.session("ccl-auto-12").account === "b");
		comeUp("ccl-auto-12");
		await new SpoolFacts(rig.parts, () => false).absorb();
		await waitFor("its move to end", () => steps().includes("ccl-auto-12 moved"));
		expect(rig.session("ccl-0").account).toBe("a");
		letGo();
		await advancing;
		expect(rig.session("ccl-0").account).toBe("b");
	});

	test("waits for a turn to end, and moves the session then", async () => {
		const { name } = rig.session("ccl-auto-12");
		commit({ type: "turn.started", ...who(name), promptId: null, nonce: null });
		await proveCanary();
		expect(steps()).toContain("ccl-auto-12 draining");
		expect(rig.session(name).account).toBe("a");
		comeUp("ccl-0");
		await advance();
		const done = { outcome: "done", cause: null, backgroundTasks: 0 } as const;
		commit({ type: "turn.ended", ...who(name), ...done });
		await advance();
		expect(rig.session(name).account).toBe("b");
		expect(rig.lastPrompt()).toBeNull();
	});
});

describe("a session that its operator is at", () => {
	const attend = (typedAt: number): void => {
		rig.machine.panes = rig.machine.panes.map((p) =>
			p.session === "ccl-0" ? { ...p, attached: 1, typedAt } : p,
		);
	};

	test("is looked at once more right before it is stopped, and stays until its operator is done", async () => {
		attend(rig.clock.now());
		await proveCanary();
		expect(steps()).toContain("ccl-0 draining");
		const checkpoints = rig.parts.recorder.state().checkpoints.length;
		rig.clock.jump(59 * SECOND);
		attend(rig.clock.now());
		rig.clock.jump(2 * SECOND);
		await advance();
		expect(rig.session("ccl-0").account).toBe("a");
		expect(rig.parts.recorder.state().checkpoints).toHaveLength(checkpoints);
		rig.clock.jump(58 * SECOND);
		await advance();
		expect(rig.session("ccl-0").account).toBe("b");
		const move = open()?.moves.find((m) => m.session === "ccl-0");
		expect(move).toMatchObject({ readiness: "boundary" });
	});

	test("has in its checkpoint what that look saw", async () => {
		rig.machine.screens.set(rig.session("ccl-0").incarnation?.pane ?? "", ["before", "the stop"]);
		await proveCanary();
		const taken = rig.parts.recorder.state().checkpoints.find((c) => c.session === "ccl-0");
		const content = JSON.parse(readFileSync(taken?.file ?? "", "utf8"));
		expect(content).toMatchObject({ why: "before b", pane: ["before", "the stop"] });
	});
});

test("a waiting session that is fed moves, and is prompted again", async () => {
	const name = "ccl-auto-12";
	commit(
		{ type: "turn.started", ...who(name), promptId: null, nonce: null },
		{ type: "session.state-seen", ...who(name), state: "waiting", note: "allow Bash rm?" },
	);
	await proveCanary();
	expect(rig.session(name).account).toBe("b");
	const move = open()?.moves.find((m) => m.session === name);
	expect(move).toMatchObject({ readiness: "question", owed: true });
	const launch = rig.machine.launches.find((l) => l.incarnation === move?.toIncarnation);
	expect(readFileSync(join(launch?.argv[2] ?? "", "prompt"), "utf8")).toMatch(/^Continue/);
});

describe("a switch that is undone", () => {
	const everybodyIsBack = (): void => {
		expect(open()).toBeNull();
		expect(ended()?.outcome).toBe("rolled-back");
		expect(ended()?.committedAt).toBeNull();
		expect(where()).toEqual(["a", "a", "a"]);
		for (const name of NAMES) {
			const { incarnation, conversation } = rig.session(name);
			expect([name, incarnation?.conversation]).toEqual([name, conversation]);
			expect(rig.machine.alive.get(incarnation?.pid ?? 0)).toBe(incarnation?.startTime);
		}
	};

	test("when the canary cannot be started on the target", async () => {
		rig.machine.refusal = { kind: "failed", why: "no pty" };
		await advance();
		expect(ended()).toMatchObject({
			outcome: "rolled-back",
			note: expect.stringMatching(/no pty/),
		});
		expect(where()).toEqual(["a", "a", "a"]);
	});

	test("when the canary does not say in a minute that it came up", async () => {
		await advance();
		rig.clock.jump(MINUTE);
		await advance();
		everybodyIsBack();
		expect(ended()?.moves.map(show).toSorted()).toEqual([
			"ccl-0 left",
			"ccl-auto-11 returned",
			"ccl-auto-12 left",
		]);
	});

	test("when the home of the target never lists the canary", async () => {
		await advance();
		comeUp("ccl-auto-11", "a");
		await advance();
		expect(steps()).toContain("ccl-auto-11 launched");
		rig.clock.jump(MINUTE);
		await advance();
		everybodyIsBack();
	});

	test("when the canary dies after it was verified", async () => {
		await advance();
		comeUp("ccl-auto-11");
		await advance();
		rig.machine.end(rig.session("ccl-auto-11").incarnation?.pid ?? 0, 1);
		commit({ type: "session.ended", ...who("ccl-auto-11"), how: "death", note: null });
		await advance();
		everybodyIsBack();
	});

	test("when the target turns out to be spent as well", async () => {
		await advance();
		comeUp("ccl-auto-11");
		tellQuota("ccl-auto-11", 1);
		await advance();
		everybodyIsBack();
		expect(ended()?.note).toBe("b is spent as well");
	});

	test("sends a session back to the account that it came from itself", async () => {
		const { id = "" } = open() ?? {};
		commit({ type: "switch.ended", id, outcome: "failed", note: null });
		const { conversation, incarnation } = rig.session("ccl-auto-11");
		const move = { session: "ccl-auto-11", from: "a", conversation };
		commit({
			type: "switch.begun",
			id: "several",
			from: "x",
			to: "b",
			reason: "manual",
			why: "asked for by the operator",
			moves: [{ ...move, fromIncarnation: incarnation?.id ?? null }],
		});
		await advance();
		expect(rig.session("ccl-auto-11").account).toBe("b");
		rig.clock.jump(MINUTE);
		await advance();
		expect(ended()).toMatchObject({ outcome: "rolled-back", moves: [{ outcome: "returned" }] });
		expect(rig.session("ccl-auto-11").account).toBe("a");
	});

	test("when the canary came up with another conversation", async () => {
		await advance();
		const seen = { conversation: "another", source: "startup" };
		commit({ type: "session.confirmed", ...who("ccl-auto-11"), ...seen });
		await advance();
		expect(ended()).toMatchObject({
			outcome: "rolled-back",
			note: expect.stringContaining("it came up with another conversation, another"),
		});
	});

	test("when the canary's process does not end: it was never moved", async () => {
		rig.machine.stubborn.add(rig.session("ccl-auto-11").incarnation?.pid ?? 0);
		await advance();
		everybodyIsBack();
		expect(ended()?.note).toMatch(/did not end on SIGTERM; look at it and end it by hand/);
	});

	test("and whose canary finds no room at home is parked, not lost", async () => {
		await advance();
		const limit = { account: "a", window: "five_hour", resetsAt: rig.clock.now() + HOUR };
		commit({ type: "limit.hit", ...limit, ...who("ccl-0"), observedAt: rig.clock.now() });
		rig.clock.jump(MINUTE);
		await advance();
		expect(ended()).toMatchObject({ outcome: "rolled-back" });
		expect(rig.session("ccl-auto-11")).toMatchObject({ state: "parked", incarnation: null });
	});
});

describe("after the commit", () => {
	test("nothing goes back: what fails is reported, the others move on", async () => {
		await proveCanary();
		await advance();
		const late = NAMES.filter((name) => rig.session(name).account === "b").slice(1);
		expect(late.length).toBeGreaterThan(0);
		rig.clock.jump(MINUTE);
		for (let n = 0; n < 5 && open() !== null; n++) {
			await advance();
			rig.clock.jump(MINUTE);
		}
		expect(ended()).toMatchObject({ outcome: "partial" });
		expect(new Set(ended()?.moves.map((m) => m.outcome))).toEqual(new Set(["moved", "failed"]));
		expect(where()).toEqual(["b", "b", "b"]);
	});

	test("a session that works on to the end of the wait stays where it is, and is reported", async () => {
		const working = rig.session("ccl-auto-12");
		commit({ type: "turn.started", ...who(working.name), promptId: null, nonce: null });
		await proveCanary();
		comeUp("ccl-0");
		await advance();
		expect(steps()).toContain("ccl-auto-12 draining");
		commit({ type: "turn.advanced", ...who(working.name), doing: "", toolInFlight: true });
		rig.clock.jump(rig.parts.config.switch.drainMaxMs + SECOND);
		await advance();
		expect(ended()?.moves.map(show)).toContain("ccl-auto-12 timed-out");
		expect(rig.session("ccl-auto-12")).toMatchObject({
			account: "a",
			incarnation: { id: working.incarnation?.id },
		});
	});
});
