import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SpoolFacts } from "../../../src/engine/facts/spool-facts.ts";
import { SessionWatcher } from "../../../src/engine/loops/session-watcher.ts";
import type { EngineParts } from "../../../src/engine/parts.ts";
import { Pool } from "../../../src/engine/pool/pool.ts";
import type { Event } from "../../../src/state/events.ts";
import { HOUR, MINUTE, SECOND } from "../../support/state-builder.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const AUTO = "ccl-auto-11";
let rig: PoolRig;
let pokes: string[];
let watcher: SessionWatcher;

beforeEach(() => {
	rig = poolRig();
	pokes = [];
	watch();
});
afterEach(() => rig.parts.recorder.close());

/** A watcher as a start of the engine makes it. */
function watch(over: Partial<EngineParts> = {}): void {
	const parts = { ...rig.parts, poke: (loop: string) => pokes.push(loop), ...over };
	watcher = new SessionWatcher(
		parts,
		rig.pool,
		new SpoolFacts(parts, (life) => rig.pool.isLaunching(life)),
	);
}
const tick = (): Promise<void> => watcher.tick(new AbortController().signal);
const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const running = (): readonly string[] =>
	Object.values(rig.parts.recorder.state().sessions)
		.filter((s) => s.incarnation !== null)
		.map((s) => s.name);
const warnings = (): readonly string[] =>
	rig.parts.recorder.store
		.getState()
		.recent.flatMap((r) => (r.event.type === "operator.warned" ? [r.event.what] : []));
const who = (name: string) => ({
	session: name,
	incarnation: rig.session(name).incarnation?.id ?? "",
});

describe("tmux", () => {
	let asked: number;
	/** How often it is asked by so many looks, one every second. */
	const looks = async (count: number): Promise<number> => {
		asked = 0;
		for (let n = 0; n < count; n++) {
			await tick();
			await rig.clock.advance(SECOND);
		}
		return asked;
	};
	beforeEach(async () => {
		const { tmux } = rig.parts;
		const listPanes = (): ReturnType<typeof tmux.listPanes> => {
			asked += 1;
			return tmux.listPanes();
		};
		await rig.up("ccl-0");
		await rig.up(AUTO);
		watch({ tmux: { ...tmux, listPanes } });
	});

	test("is asked every eight seconds while all is as it told", async () => {
		expect(await looks(8)).toBe(1);
		expect(await looks(8)).toBe(1);
	});

	test("is asked at once for a process that is gone, and again for the one that came in its place", async () => {
		await looks(1);
		rig.machine.end(rig.session(AUTO).incarnation?.pid ?? 0, 137);
		expect(await looks(1)).toBe(1);
		expect(rig.session(AUTO).deaths).toHaveLength(1);
	});

	test("is asked again when it did not answer", async () => {
		rig.machine.hang();
		expect(await looks(2)).toBe(2);
	});
});

describe("a pool that comes up", () => {
	test("starts what must run: the operator's own sessions and the first autonomous ones", async () => {
		await tick();
		expect(running()).toEqual(["ccl-0", AUTO]);
		await tick();
		expect(running()).toEqual(["ccl-0", AUTO]);
	});

	test("starts only some at a time, and asks to be woken for the rest", async () => {
		const kind = { kind: "dedicated", project: rig.projects.app, move: "auto" } as const;
		for (const name of ["ccl-1", "ccl-2", "ccl-3"]) {
			commit({ type: "session.registered", session: name, ...kind, keepAlive: true });
		}
		await tick();
		expect(running()).toHaveLength(2);
		expect(pokes).toContain("session-watcher");
		await tick();
		await tick();
		expect(running()).toHaveLength(5);
	});

	test("is not held up by sessions that cannot be started, nor kept busy by them", async () => {
		rmSync(rig.projects.app, { recursive: true });
		const kind = { kind: "dedicated", project: rig.projects.api, move: "auto" } as const;
		const lost = { ...kind, project: "/nowhere" };
		commit(
			{ type: "session.registered", session: "ccl-1", ...lost, keepAlive: true },
			{ type: "session.registered", session: "ccl-2", ...lost, keepAlive: true },
			{ type: "session.registered", session: "ccl-3", ...kind, keepAlive: true },
		);
		for (let n = 0; n < 3; n++) await tick();
		expect(running()).toEqual(["ccl-3"]);
		expect(pokes).toEqual([]);
		expect(warnings().filter((what) => what.startsWith("ccl-1"))).toHaveLength(1);
	});
});

describe("a machine without memory for one more session", () => {
	const short = (): readonly string[] => warnings().filter((what) => what.includes("memory"));

	test("starts the operator's own, and no other; that is said once", async () => {
		rig.machine.free = 310_000_000;
		for (let n = 0; n < 3; n++) await tick();
		expect(running()).toEqual(["ccl-0"]);
		expect(short()).toHaveLength(1);
		expect(short()[0]).toMatch(
			/^no further session is started: the pool lacks memory for one more/,
		);
	});

	test("starts it when there is memory again, and says a shortage that comes back anew", async () => {
		rig.machine.free = 0;
		await tick();
		await rig.clock.advance(5 * MINUTE);
		await tick();
		expect(short()).toHaveLength(1);
		await rig.clock.advance(11 * MINUTE);
		await tick();
		expect(short()).toHaveLength(2);
		rig.machine.free = 1_000_000_000;
		await tick();
		expect(running()).toEqual(["ccl-0", AUTO]);
	});

	test("goes on with a session that has a task", async () => {
		await rig.up(AUTO);
		rig.drop(rig.projects.app, "one");
		const file = join(rig.projects.app, ".agent-queue", "inbox", "one.md");
		const at = { task: "app.one", project: rig.projects.app, file } as const;
		commit({ type: "task.added", ...at, title: "one", priority: "normal" });
		const claim = { task: "app.one", file, attempt: 1, session: AUTO } as const;
		commit({ type: "task.claimed", ...claim, conversation: "c", nonce: "ccl:app.one:1" });
		await rig.pool.stop(AUTO, null);
		await rig.up(AUTO, { task: "app.one", carries: "task" });
		rig.machine.free = 0;
		rig.machine.end(rig.session(AUTO).incarnation?.pid ?? 0, 137);
		await tick();
		rig.clock.jump(2 * SECOND);
		await tick();
		expect(running()).toContain(AUTO);
	});
});

describe("a session that ends", () => {
	test("by its operator's exit stays stopped, and is owed nothing", async () => {
		await rig.up("ccl-0");
		rig.machine.end(rig.session("ccl-0").incarnation?.pid ?? 0, 0);
		for (let n = 0; n < 3; n++) await tick();
		expect(rig.session("ccl-0")).toMatchObject({ state: "stopped", incarnation: null });
	});

	test("by a death after its last answer lost nothing: its last hooks count before its end does", async () => {
		await rig.up(AUTO);
		commit({ type: "turn.started", ...who(AUTO), promptId: null, nonce: null });
		const { id = "", pid = 0 } = rig.session(AUTO).incarnation ?? {};
		const { tmux } = rig.parts;
		const listPanes: typeof tmux.listPanes = () => {
			// It answers and dies after the spool was read, and before the panes are.
			const folder = join(rig.parts.folders.spool, id);
			mkdirSync(folder, { recursive: true });
			const stop = JSON.stringify(sample("hook-Stop.json"));
			writeFileSync(join(folder, "0000000000000000001-42-Stop.json"), stop);
			rig.machine.end(pid, 137);
			return tmux.listPanes();
		};
		const parts = { ...rig.parts, tmux: { ...tmux, listPanes }, poke: () => {} };
		watcher = new SessionWatcher(parts, rig.pool, new SpoolFacts(parts, () => false));
		await tick();
		expect(rig.session(AUTO)).toMatchObject({ incarnation: null, turnsDone: 1, owed: null });
	});

	test("by our stop, which the engine did not live to see, goes on with its cut turn", async () => {
		await rig.up("ccl-0");
		const { conversation, incarnation } = rig.session("ccl-0");
		rig.transcript(conversation ?? "", sample("transcript/user-string.json"));
		commit({ type: "turn.started", ...who("ccl-0"), promptId: null, nonce: null });
		const dying = rig.parts.processes;
		const crash = { ...dying, terminate: () => Promise.reject(new Error("the engine ends here")) };
		await expect(
			new Pool({ ...rig.parts, processes: crash }).stop("ccl-0", null),
		).rejects.toThrow();
		rig.restartEngine();
		watch();
		rig.machine.end(incarnation?.pid ?? 0, 143);
		await tick();
		expect(rig.session("ccl-0").deaths).toEqual([]);
		rig.clock.jump(SECOND);
		await tick();
		expect(rig.session("ccl-0")).toMatchObject({ conversation, state: "starting" });
		expect(rig.session("ccl-0").incarnation).toMatchObject({ resumed: true, carries: "continue" });
	});

	test.each([
		["soon after a stop that it did not heed in time is our stop", 59 * SECOND, "stop"],
		["by a crash long after a stop that it did not heed is a death", MINUTE, "death"],
	])("%s", async (_what, later, cause) => {
		await rig.up("ccl-0");
		commit({ type: "turn.started", ...who("ccl-0"), promptId: null, nonce: null });
		const pid = rig.session("ccl-0").incarnation?.pid ?? 0;
		rig.machine.stubborn.add(pid);
		expect(await rig.pool.stop("ccl-0", null, "also-in-turn")).toBe("still-there");
		rig.clock.jump(later);
		await tick();
		rig.machine.end(pid, 1);
		await watcher.observe();
		expect(rig.session("ccl-0").owed?.cause).toBe(cause);
		expect(rig.session("ccl-0").deaths).toHaveLength(cause === "death" ? 1 : 0);
	});

	test("by a death comes back after a pause, in its own conversation", async () => {
		await rig.up("ccl-0");
		const { conversation } = rig.session("ccl-0");
		rig.machine.end(rig.session("ccl-0").incarnation?.pid ?? 0, 137);
		await tick();
		expect(rig.session("ccl-0").incarnation).toBeNull();
		rig.clock.jump(SECOND);
		await tick();
		expect(rig.session("ccl-0")).toMatchObject({ conversation, state: "starting" });
		expect(rig.lastPrompt()).toBeNull();
	});

	test("again and again is quarantined, and left alone from then on", async () => {
		for (let n = 0; n < 6; n++) {
			await tick();
			const pid = rig.session("ccl-0").incarnation?.pid;
			if (pid !== undefined) rig.machine.end(pid, 1);
			rig.clock.jump(20 * SECOND);
		}
		await tick();
		expect(rig.session("ccl-0")).toMatchObject({
			state: "quarantined",
			note: "ended 3 times in ten minutes (exit status 1)",
		});
		const launches = rig.machine.launches.length;
		rig.clock.jump(HOUR);
		await tick();
		expect(rig.machine.launches).toHaveLength(launches);
	});

	/** Everything of tmux is gone, and what ran in it. */
	const loseServer = (): void => {
		rig.machine.alive.clear();
		rig.machine.panes = [];
		rig.machine.trouble = { kind: "no-server" };
	};

	test("with the tmux server and all others is one cause: said once, and no session's fault", async () => {
		await rig.up("ccl-0");
		await rig.up(AUTO);
		await tick();
		loseServer();
		for (let n = 0; n < 3; n++) await tick();
		expect(warnings()).toEqual(["the tmux server is gone, and 2 sessions with it"]);
		expect(rig.session("ccl-0")).toMatchObject({ deaths: [] });
		expect(rig.session(AUTO)).toMatchObject({ deaths: [] });
	});

	test("with the tmux server is told that it may start again at once, as often as the server goes", async () => {
		for (let n = 0; n < 4; n++) {
			rig.machine.trouble = null;
			await tick();
			expect(running()).toEqual(["ccl-0", AUTO]);
			await tick();
			loseServer();
			rig.machine.refusal = { kind: "failed", why: "no server" };
			await tick();
			expect(running()).toEqual([]);
			rig.machine.refusal = null;
		}
		expect(rig.session(AUTO).state).not.toBe("quarantined");
	});

	test("with a tmux server that was replaced between two looks is no session's fault either", async () => {
		await rig.up("ccl-0");
		await rig.up(AUTO);
		await tick();
		const pid = rig.session("ccl-0").incarnation?.pid ?? 0;
		rig.machine.alive.delete(pid);
		rig.machine.panes = rig.machine.panes
			.filter((p) => p.pid !== pid)
			.map((p) => ({ ...p, server: "2" }));
		await tick();
		expect(warnings()).toEqual(["the tmux server is gone, and 1 session with it"]);
		expect(rig.session("ccl-0").deaths).toEqual([]);
	});

	test("while no engine ran is one cause as well, as at a reboot", async () => {
		await rig.up("ccl-0");
		await rig.up(AUTO);
		rig.restartEngine();
		watch();
		rig.machine.alive.clear();
		rig.machine.panes = [];
		await tick();
		expect(warnings()).toEqual([
			"2 sessions ended while no engine ran (a reboot, or the end of the tmux server)",
		]);
		expect(running()).toEqual(["ccl-0", AUTO]);
		expect(rig.session(AUTO).deaths).toEqual([]);
	});

	test("alone with its pane, on a server that goes on, is a death", async () => {
		await rig.up("ccl-0");
		await rig.up(AUTO);
		await tick();
		const pid = rig.session("ccl-0").incarnation?.pid ?? 0;
		rig.machine.alive.delete(pid);
		rig.machine.panes = rig.machine.panes.filter((p) => p.pid !== pid);
		await tick();
		expect(rig.session("ccl-0").deaths).toHaveLength(1);
		expect(warnings()).toEqual([]);
	});
});

test("a tmux that does not answer is said once, and nobody has ended", async () => {
	await rig.up("ccl-0");
	rig.machine.trouble = { kind: "failed", why: "tmux did not answer in 10000 ms" };
	await tick();
	await tick();
	const { recent } = rig.parts.recorder.store.getState();
	const said = recent.filter((r) => r.event.type === "operator.warned");
	expect(said).toMatchObject([{ event: { what: expect.stringContaining("did not answer") } }]);
	expect(running()).toEqual(["ccl-0"]);
});

const confirmed = (name: string): Event => ({
	type: "session.confirmed",
	...who(name),
	conversation: rig.session(name).conversation ?? "",
	source: "resume",
});

describe("after a limit", () => {
	const limited = async (name: string): Promise<void> => {
		await rig.up(name);
		rig.transcript(rig.session(name).conversation ?? "", sample("transcript/user-string.json"));
		const limit = { account: "a", window: "five_hour", resetsAt: rig.clock.now() + MINUTE };
		commit(
			{ type: "turn.started", ...who(name), promptId: null, nonce: null },
			{ type: "limit.hit", ...limit, ...who(name), observedAt: rig.clock.now() },
			{ type: "turn.ended", ...who(name), outcome: "limit", cause: null, backgroundTasks: 0 },
		);
	};

	test("nobody goes on before the reset; after it one after the other, told to continue", async () => {
		await limited("ccl-0");
		await limited(AUTO);
		await tick();
		expect(rig.machine.launches).toHaveLength(2);
		rig.clock.jump(MINUTE);
		await tick();
		expect(rig.machine.launches).toHaveLength(3);
		expect(rig.lastPrompt()).toMatch(/^Continue where you left off/);
		await tick();
		expect(rig.machine.launches).toHaveLength(3);
		for (const name of ["ccl-0", AUTO]) commit(confirmed(name));
		rig.clock.jump(5 * SECOND);
		await tick();
		expect(rig.machine.launches).toHaveLength(4);
		for (const name of ["ccl-0", AUTO]) {
			expect(rig.session(name)).toMatchObject({ account: "a", state: "starting" });
		}
	});

	test("a parked session goes on under another account as soon as one can take it", async () => {
		commit({ type: "account.enabled-set", account: "b", to: "disabled" });
		await limited(AUTO);
		await rig.pool.stop(AUTO, null);
		commit({ type: "session.set-aside", session: AUTO, state: "parked", note: "no room" });
		commit({ type: "account.enabled-set", account: "b", to: "enabled" });
		await tick();
		expect(rig.session(AUTO)).toMatchObject({ state: "starting", account: "b" });
		expect(rig.lastPrompt()).toMatch(/^Continue/);
	});

	test("one that cannot be woken is said once, and keeps nobody else waiting", async () => {
		for (const name of ["ccl-0", AUTO]) {
			await limited(name);
			await rig.pool.stop(name, null);
			commit({ type: "session.set-aside", session: name, state: "parked", note: "no room" });
		}
		rmSync(rig.projects.app, { recursive: true });
		const { kind, move, keepAlive } = rig.session(AUTO);
		const elsewhere = { kind, move, keepAlive, project: rig.projects.api };
		commit({ type: "session.registered", session: AUTO, ...elsewhere });
		rig.clock.jump(MINUTE);
		for (let n = 0; n < 3; n++) await tick();
		expect(rig.session("ccl-0").state).toBe("parked");
		expect(rig.session(AUTO).state).toBe("starting");
		expect(warnings().filter((what) => what.startsWith("ccl-0"))).toHaveLength(1);
	});

	test("a parked session goes on when its account can take it again", async () => {
		commit({ type: "account.enabled-set", account: "b", to: "disabled" });
		await limited(AUTO);
		await rig.pool.stop(AUTO, null);
		commit({ type: "session.set-aside", session: AUTO, state: "parked", note: "no room" });
		await tick();
		expect(rig.session(AUTO).state).toBe("parked");
		rig.clock.jump(MINUTE);
		await tick();
		commit(confirmed("ccl-0"));
		rig.clock.jump(5 * SECOND);
		await tick();
		expect(rig.session(AUTO)).toMatchObject({ state: "starting", account: "a" });
		expect(rig.lastPrompt()).toMatch(/^Continue/);
	});
});

describe("how often it looks", () => {
	test("seldom while every session is at rest: files wake it; often when one is not", async () => {
		await rig.up("ccl-0");
		await rig.up(AUTO);
		expect(watcher.everyMs).toBe(5 * SECOND);
		commit({ type: "turn.started", ...who(AUTO), promptId: null, nonce: null });
		expect(watcher.everyMs).toBe(2 * SECOND);
	});

	test("often while one waits for a person", async () => {
		await rig.up("ccl-0");
		const seen = { type: "session.state-seen", note: null } as const;
		commit({ ...seen, ...who("ccl-0"), state: "waiting" });
		expect(watcher.everyMs).toBe(2 * SECOND);
	});
});

describe("a stalled session", () => {
	const stall = async (name: string): Promise<void> => {
		commit(
			{ type: "turn.started", ...who(name), promptId: null, nonce: null },
			{ type: "session.state-seen", ...who(name), state: "stalled", note: "no sign of life" },
		);
		rig.transcript(rig.session(name).conversation ?? "", sample("transcript/user-string.json"));
		await tick();
	};
	const restarting = (): void => {
		rig.parts.recorder.close();
		rig = poolRig("janitor: { stalled: restart }\n");
		watch();
	};

	test("is only told of, unless the configuration says restart", async () => {
		await rig.up(AUTO);
		await stall(AUTO);
		expect(rig.session(AUTO).state).toBe("stalled");
		expect(rig.machine.launches.filter((l) => l.name === AUTO)).toHaveLength(1);
	});

	test("that is fed is stopped after a checkpoint, and told to continue in its own conversation", async () => {
		restarting();
		await rig.up(AUTO);
		const before = rig.session(AUTO);
		await stall(AUTO);
		const after = rig.session(AUTO);
		expect(after.incarnation).toMatchObject({ resumed: true, carries: "continue" });
		expect(after.conversation).toBe(before.conversation);
		expect(after.deaths).toEqual([]);
		const [checkpoint] = rig.parts.recorder.state().checkpoints;
		expect(checkpoint).toMatchObject({ session: AUTO, why: "it was stalled" });
	});

	test("is restarted also where no checkpoint can be written, which is said", async () => {
		restarting();
		await rig.up(AUTO);
		writeFileSync(rig.parts.folders.checkpoints, "a file where the folder should be");
		await stall(AUTO);
		expect(rig.session(AUTO).incarnation).toMatchObject({ resumed: true, carries: "continue" });
		expect(warnings()).toEqual([expect.stringMatching(/^no checkpoint of ccl-auto-11 could be/)]);
	});

	test("of the operator's own is never restarted", async () => {
		restarting();
		await rig.up("ccl-0");
		await stall("ccl-0");
		expect(rig.session("ccl-0").state).toBe("stalled");
	});

	test("that does not end on SIGTERM is told of once, and left", async () => {
		restarting();
		await rig.up(AUTO);
		rig.machine.stubborn.add(rig.session(AUTO).incarnation?.pid ?? 0);
		await stall(AUTO);
		await tick();
		expect(warnings()).toEqual([expect.stringMatching(/stalled, and process \d+ does not end/)]);
		expect(rig.machine.launches.filter((l) => l.name === AUTO)).toHaveLength(1);
	});
});

test("while a switch is open it looks at all processes once a second at most, however often it is woken", async () => {
	await rig.up("ccl-0");
	const { id = "" } = rig.session("ccl-0").incarnation ?? {};
	const moves = [{ session: "ccl-0", conversation: null, fromIncarnation: id }];
	commit({ type: "switch.begun", id: "s1", from: "a", to: "b", reason: "manual", why: "", moves });
	await tick();
	rig.machine.end(rig.session("ccl-0").incarnation?.pid ?? 0, 1);
	await tick();
	expect(rig.session("ccl-0").incarnation?.id).toBe(id);
	rig.clock.jump(1_000);
	await tick();
	expect(rig.session("ccl-0").incarnation?.id).not.toBe(id);
});
