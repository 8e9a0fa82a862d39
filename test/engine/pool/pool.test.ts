import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adoptPanes } from "../../../src/engine/pool/adopt.ts";
import type { Launched } from "../../../src/engine/pool/launched.ts";
import { Pool } from "../../../src/engine/pool/pool.ts";
import { restart } from "../../../src/engine/pool/restart.ts";
import { openJournal } from "../../../src/state/journal.ts";
import { NOW } from "../../support/state-builder.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "./rig.ts";

const NAME = "ccl-auto-11";
const CONVERSATION = "cccc3333-3333-4333-8333-333333333333";
let rig: PoolRig;

beforeEach(() => {
	rig = poolRig();
});
afterEach(() => {
	if (rig.parts.recorder.holdsEpoch()) rig.parts.recorder.close();
});

const launch = (over: object = {}): Promise<Launched> => rig.pool.launch(rig.ask(NAME, over));
const home = (account: string, ...parts: readonly string[]): string =>
	join(rig.root, "homes", account, ...parts);

/** Nothing was started and nothing recorded. */
function expectNothingDone(): void {
	expect(rig.machine.launches).toEqual([]);
	expect(rig.session(NAME).incarnation).toBeNull();
	const launches = rig.parts.folders.launches;
	expect(existsSync(launches) ? readdirSync(launches) : []).toEqual([]);
}

describe("a launch", () => {
	test("starts a new conversation when there is no transcript, and says so in the state", async () => {
		const launched = await launch({ conversation: CONVERSATION });
		expect(launched.kind).toBe("ok");
		expect(rig.session(NAME)).toMatchObject({
			state: "starting",
			account: "a",
			conversation: CONVERSATION,
			incarnation: { resumed: false, launchedAt: NOW, confirmedAt: null, epoch: 1 },
		});
		const words = rig.machine.launches[0]?.argv ?? [];
		expect(words.slice(words.indexOf("--session-id"), words.indexOf("--session-id") + 2)).toEqual([
			"--session-id",
			CONVERSATION,
		]);
	});

	test("resumes a conversation that has one, wherever its process ran before", async () => {
		rig.transcript(CONVERSATION, sample("transcript/user-string.json"));
		await launch({ conversation: CONVERSATION, account: "b" });
		expect(rig.machine.launches[0]?.argv).toContain("--resume");
		expect(rig.session(NAME).incarnation).toMatchObject({ resumed: true, account: "b" });
	});

	test("carries its prompt in a file, never among the words", async () => {
		const prompt = "--help; $(touch /tmp/x) `id` \"'\n";
		await launch({ prompt, carries: "continue" });
		expect(rig.lastPrompt()).toBe(prompt);
		expect(rig.machine.launches[0]?.argv.join(" ")).not.toContain("touch");
	});

	test("makes the links that are missing in the home, and no other change to it", async () => {
		expect(existsSync(home("b", "projects"))).toBe(false);
		const before = readFileSync(home("b", ".claude.json"), "utf8");
		await launch({ account: "b" });
		const shared = readdirSync(join(rig.root, "shared"));
		expect(shared).toEqual(expect.arrayContaining(["projects", "file-history", "session-env"]));
		expect(readdirSync(home("b"))).toEqual(expect.arrayContaining(["projects", "file-history"]));
		expect(readFileSync(home("b", ".claude.json"), "utf8")).toBe(before);
	});
});

describe("a launch that is under way", () => {
	test("is known by its process life until it is recorded: its first hooks may come before that", async () => {
		const seen: unknown[] = [];
		const { tmux } = rig.parts;
		const start: typeof tmux.start = async (asked) => {
			seen.push(pool.isLaunching(asked.incarnation));
			return tmux.start(asked);
		};
		const pool = new Pool({ ...rig.parts, tmux: { ...tmux, start } });
		const launched = await pool.launch(rig.ask(NAME));
		const id = launched.kind === "ok" ? launched.incarnation.id : "";
		expect([seen, pool.isLaunching(id)]).toEqual([[true], false]);
	});

	test("is under way no more when it is refused", async () => {
		let id = "";
		const { tmux } = rig.parts;
		const start: typeof tmux.start = async ({ incarnation }) => {
			id = incarnation;
			return { kind: "failed", why: "no tmux" };
		};
		const pool = new Pool({ ...rig.parts, tmux: { ...tmux, start } });
		await pool.launch(rig.ask(NAME));
		expect([id === "", pool.isLaunching(id)]).toEqual([false, false]);
	});

	test("has started when its pane says so, although tmux gave no answer and it has ended since", async () => {
		const { tmux } = rig.parts;
		const start: typeof tmux.start = async (asked) => {
			const started = await tmux.start(asked);
			if (started.kind === "ok") rig.machine.end(started.pid, 1);
			return { kind: "failed", why: "tmux did not answer in 10000 ms" };
		};
		const pool = new Pool({ ...rig.parts, tmux: { ...tmux, start } });
		expect((await pool.launch(rig.ask(NAME))).kind).toBe("ok");
		expect(rig.session(NAME).incarnation).not.toBeNull();
	});

	test("is refused, and nothing is asked of tmux, while tmux does not list its panes", async () => {
		rig.machine.hang();
		expect(await launch()).toMatchObject({
			kind: "refused",
			why: "tmux does not tell its panes: tmux did not answer in 10000 ms",
		});
		rig.machine.goOn("started");
		expect(rig.machine.launches).toEqual([]);
	});

	test("is under way until the panes were looked at when nobody knows whether it started", async () => {
		let id = "";
		const { tmux } = rig.parts;
		const start: typeof tmux.start = async ({ incarnation }) => {
			id = incarnation;
			throw new Error("disk full");
		};
		const pool = new Pool({ ...rig.parts, tmux: { ...tmux, start } });
		await expect(pool.launch(rig.ask(NAME))).rejects.toThrow("disk full");
		expect(pool.isLaunching(id)).toBe(true);
		await pool.takeUpUnrecorded();
		expect(pool.isLaunching(id)).toBe(false);
	});
});

describe("a launch after a stop", () => {
	beforeEach(async () => {
		await rig.up(NAME);
		await rig.pool.stop(NAME, null);
	});

	test("goes into the pane that was left, without a list of all panes", async () => {
		const [pane] = rig.machine.panes;
		rig.machine.trouble = { kind: "failed", why: "tmux is slow" };
		expect(await launch()).toMatchObject({ kind: "ok", incarnation: { pane: pane?.id } });
	});

	test("makes a new one when that pane is gone", async () => {
		rig.machine.panes = [];
		expect((await launch()).kind).toBe("ok");
		expect(rig.machine.panes).toHaveLength(1);
	});

	test("takes the pane as it is found when another process ran in it since", async () => {
		rig.machine.panes = rig.machine.panes.map((p) => ({ ...p, pid: 4_999_999 }));
		expect((await launch()).kind).toBe("ok");
		expect(rig.machine.panes).toHaveLength(1);
	});
});

describe("a launch is refused, and nothing is changed", () => {
	test("when a link of the home leads elsewhere", async () => {
		const elsewhere = join(rig.root, "elsewhere");
		mkdirSync(elsewhere);
		symlinkSync(elsewhere, home("a", "projects"));
		expect(await launch()).toMatchObject({
			kind: "refused",
			why: "its home does not lead to the shared tree",
			remedy: expect.stringMatching(/projects is a link to .*elsewhere.*ln -sfn/s),
		});
		expectNothingDone();
		expect(readdirSync(elsewhere)).toEqual([]);
	});

	test("when a folder of its own lies where a link belongs", async () => {
		mkdirSync(home("a", "projects", "-work"), { recursive: true });
		expect(await launch()).toMatchObject({
			kind: "refused",
			remedy: expect.stringMatching(/a directory of its own where a link/),
		});
		expectNothingDone();
		expect(readdirSync(home("a", "projects"))).toEqual(["-work"]);
	});

	test.each(["a", "b"])("when a live process writes the conversation, in home %s", async (name) => {
		mkdirSync(home(name, "sessions"));
		const entry = sample("sessions-registry.json", { pid: 4_242, procStart: "77" });
		writeFileSync(home(name, "sessions", "4242.json"), JSON.stringify(entry));
		rig.machine.alive.set(4_242, "77");
		expect(await launch({ conversation: CONVERSATION })).toMatchObject({
			kind: "refused",
			why: `process 4242 already writes conversation ${CONVERSATION}`,
		});
		expectNothingDone();
	});

	/** Somebody runs claude in a tmux session of their own that has the name of ours. */
	function namesake(): void {
		mkdirSync(home("b", "sessions"), { recursive: true });
		const entry = { pid: 4_242, procStart: "77", tmux: `${NAME}:@3.%9` };
		const listed = JSON.stringify(sample("sessions-registry.json", entry));
		writeFileSync(home("b", "sessions", "4242.json"), listed);
		rig.machine.alive.set(4_242, "77");
	}

	test("when a live process runs in a session of that name, on any tmux server", async () => {
		namesake();
		expect(await launch()).toMatchObject({
			kind: "refused",
			why: `process 4242 runs in a tmux session ${NAME} that is not ours`,
			remedy: "end it, or give the session another name in the configuration",
		});
		expectNothingDone();
	});

	test("but not when that session is ours: its operator opened a second window in it", async () => {
		await rig.up(NAME);
		await rig.pool.stop(NAME, null);
		namesake();
		expect((await launch()).kind).toBe("ok");
	});

	test("but not when that process is gone, or its pid belongs to another now", async () => {
		mkdirSync(home("b", "sessions"));
		const entry = sample("sessions-registry.json", { pid: 4_242, procStart: "77" });
		writeFileSync(home("b", "sessions", "4242.json"), JSON.stringify(entry));
		rig.machine.alive.set(4_242, "another");
		expect((await launch({ conversation: CONVERSATION })).kind).toBe("ok");
	});

	test("when the transcript of a conversation that was begun is missing", async () => {
		await rig.up("ccl-0");
		const { incarnation, conversation } = rig.session("ccl-0");
		const who = { session: "ccl-0", incarnation: incarnation?.id ?? "" };
		rig.parts.recorder.commit({ type: "turn.started", ...who, promptId: null, nonce: null });
		await rig.pool.stop("ccl-0", null);
		const again = await rig.pool.launch(rig.ask("ccl-0"));
		expect(again).toMatchObject({
			kind: "refused",
			why: expect.stringContaining(`the transcript of conversation ${conversation} is not under`),
			remedy: expect.stringMatching(/^bring it back, or go on in a new one: .* --new$/),
		});
		expect(rig.machine.launches).toHaveLength(1);
	});

	test.each([
		["a project that is no folder", { project: "/nowhere" }, /is no folder/],
		["an account that is not configured", { account: "z" }, /not configured/],
	])("for %s", async (_what, over, why) => {
		expect(await launch(over)).toMatchObject({ kind: "refused", why: expect.stringMatching(why) });
		expectNothingDone();
	});

	test("when the pane of the session still runs something", async () => {
		await rig.up(NAME);
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		rig.parts.recorder.commit({ type: "session.ended", ...who, how: "death", note: null });
		expect(await launch({ conversation: CONVERSATION })).toMatchObject({
			kind: "refused",
			why: expect.stringMatching(/still runs process/),
		});
		expect(rig.machine.launches).toHaveLength(1);
	});

	test.each([
		[{ kind: "taken" } as const, /that is not ours is there already/],
		[{ kind: "changed" } as const, /changed in between/],
		[{ kind: "failed", why: "no pty" } as const, /no pty/],
	])("when tmux says %o", async (refusal, why) => {
		rig.machine.refusal = refusal;
		const launched = await launch();
		expect(launched).toMatchObject({ kind: "refused", why: expect.stringMatching(why) });
		expect(rig.session(NAME).incarnation).toBeNull();
	});

	test("when a newer engine drives the pool", async () => {
		rig.machine.refusal = { kind: "fenced" };
		await expect(launch()).rejects.toThrow("a newer engine took over");
		expect(rig.session(NAME).incarnation).toBeNull();
		expect(rig.parts.recorder.takenOver.aborted).toBe(true);
	});
});

describe("a stop", () => {
	test("sends no signal once a newer engine took over", async () => {
		await rig.up(NAME);
		const newer = openJournal(join(rig.root, "state.db"));
		newer.nextEpoch();
		newer.close();
		await expect(rig.pool.stop(NAME, null)).rejects.toThrow("a newer engine took over");
		expect(rig.machine.alive.size).toBe(1);
		expect(rig.session(NAME).incarnation).not.toBeNull();
		expect(rig.parts.recorder.takenOver.aborted).toBe(true);
	});

	test("is recorded before the signal is sent: its end may be seen by the next life of the engine", async () => {
		await rig.up(NAME);
		let known: unknown;
		const { processes } = rig.parts;
		const watched = {
			...processes,
			terminate: async (...words: Parameters<typeof processes.terminate>) => {
				known = rig.session(NAME).incarnation?.stoppingAt;
				return processes.terminate(...words);
			},
		};
		await new Pool({ ...rig.parts, processes: watched }).stop(NAME, "moves");
		expect(known).toBe(NOW);
	});

	test("ends the process, lets its last facts count, then records the end", async () => {
		await rig.up(NAME);
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		rig.parts.recorder.commit({ type: "turn.started", ...who, promptId: null, nonce: null });
		rig.pool.onStopped(async () => {
			expect(rig.machine.alive.size).toBe(0);
			const done = { outcome: "done", cause: null, backgroundTasks: 0 } as const;
			rig.parts.recorder.commit({ type: "turn.ended", ...who, ...done });
		});
		expect(await rig.pool.stop(NAME, "moves")).toBe("gone");
		expect(rig.session(NAME)).toMatchObject({ incarnation: null, owed: null, turnsDone: 1 });
	});

	test("of a process that does not end records nothing", async () => {
		await rig.up(NAME);
		rig.machine.stubborn.add(rig.session(NAME).incarnation?.pid ?? 0);
		expect(await rig.pool.stop(NAME, "moves")).toBe("still-there");
		expect(rig.session(NAME).incarnation).not.toBeNull();
	});

	test("of a session that does not run is none", async () => {
		expect(await rig.pool.stop(NAME, null)).toBe("not-running");
	});
});

test("one act at a time for each session", async () => {
	const order: string[] = [];
	const slow = rig.pool.exclusively(NAME, async () => {
		await new Promise((resolve) => setImmediate(resolve));
		order.push("first");
		return 1;
	});
	expect(await rig.pool.exclusively(NAME, async () => order.push("second"))).toBeNull();
	expect(await rig.pool.exclusively("ccl-0", async () => 2)).toBe(2);
	expect(await slow).toBe(1);
	const broken = rig.pool.exclusively(NAME, () => Promise.reject(new Error("broken")));
	await expect(broken).rejects.toThrow("broken");
	expect(await rig.pool.exclusively(NAME, async () => 3)).toBe(3);
	expect(order).toEqual(["first"]);
});

describe("after a crash between a start and its record", () => {
	/** The engine dies right after tmux started the pane. */
	async function crash(): Promise<void> {
		const { recorder } = rig.parts;
		const dying = {
			...rig.parts,
			recorder: {
				...recorder,
				commit: () => {
					throw new Error("killed");
				},
			},
		};
		const ask = rig.ask(NAME, { conversation: CONVERSATION, account: "b" });
		await expect(new Pool(dying).launch(ask)).rejects.toThrow("killed");
		rig.restartEngine();
		expect(rig.session(NAME).incarnation).toBeNull();
	}

	test("the pane is taken up again as what it was launched for", async () => {
		await crash();
		await adoptPanes(rig.parts);
		const [pane] = rig.machine.panes;
		expect(rig.session(NAME)).toMatchObject({
			account: "b",
			conversation: CONVERSATION,
			incarnation: { id: pane?.incarnation, pid: pane?.pid, startTime: `start-of-${pane?.pid}` },
		});
		await adoptPanes(rig.parts);
		const types = rig.parts.recorder.store.getState().recent.map((r) => r.event.type);
		expect(types.filter((type) => type === "session.launched")).toHaveLength(1);
	});

	test("it is still taken up when tmux does not list its panes at first", async () => {
		await crash();
		rig.machine.trouble = { kind: "failed", why: "tmux is slow" };
		expect(await rig.pool.takeUpUnrecorded()).toBe(false);
		rig.machine.trouble = null;
		expect(await rig.pool.takeUpUnrecorded()).toBe(true);
		expect(rig.session(NAME).conversation).toBe(CONVERSATION);
	});

	test("a pane whose process ended meanwhile is not", async () => {
		await crash();
		rig.machine.end(rig.machine.panes[0]?.pid ?? 0, 1);
		await adoptPanes(rig.parts);
		expect(rig.session(NAME).incarnation).toBeNull();
	});

	test("a pane of another owner, or of another session, is left alone", async () => {
		await crash();
		const mine = rig.machine.panes;
		rig.machine.panes = mine.map((p) => ({ ...p, owner: "somebody" }));
		await adoptPanes(rig.parts);
		rig.machine.panes = mine.map((p) => ({ ...p, session: "ccl-0" }));
		await adoptPanes(rig.parts);
		rig.machine.panes = mine.map((p) => ({ ...p, incarnation: "unknown" }));
		await adoptPanes(rig.parts);
		expect(rig.session(NAME).incarnation).toBeNull();
		expect(rig.session("ccl-0").incarnation).toBeNull();
	});
});

describe("a restart", () => {
	const again = (continues: boolean): Promise<Launched> =>
		restart(rig.parts, rig.pool, rig.session(NAME), { account: "b", continues, why: "moved" });

	test("goes on in the same conversation, and tells it to continue when it is owed", async () => {
		await rig.up(NAME, { conversation: CONVERSATION });
		rig.transcript(CONVERSATION, sample("transcript/user-string.json"));
		await rig.pool.stop(NAME, null);
		await again(true);
		expect(rig.session(NAME)).toMatchObject({ conversation: CONVERSATION, account: "b" });
		expect(rig.lastPrompt()).toMatch(/^Continue where you left off/);
		await rig.pool.stop(NAME, null);
		await again(false);
		expect(rig.lastPrompt()).toBeNull();
	});

	test("gives the prompt of its task again when it never arrived", async () => {
		await withTask();
		await rig.pool.stop(NAME, null);
		await again(false);
		expect(rig.lastPrompt()).toBe("Do one.\n\n[ccl:app.one:1]");
		expect(rig.session(NAME)).toMatchObject({ task: "app.one" });
	});

	test("of a task whose file is gone is refused with the remedy; it is no crash", async () => {
		const file = await withTask();
		await rig.pool.stop(NAME, null);
		rmSync(file);
		expect(await again(false)).toEqual({
			kind: "refused",
			why: "task app.one cannot be given out: its file is gone",
			remedy: `bring ${file} back as it was`,
		});
	});

	async function withTask(): Promise<string> {
		const file = `${rig.drop(rig.projects.app, "one")}.dispatched`;
		writeFileSync(file, "Do one.\n");
		const { app: project } = rig.projects;
		const added = { project, title: "", priority: "normal" } as const;
		const claim = { attempt: 1, session: NAME, conversation: CONVERSATION };
		rig.parts.recorder.commit(
			{ type: "task.added", task: "app.one", file, ...added },
			{ type: "task.claimed", task: "app.one", file, ...claim, nonce: "ccl:app.one:1" },
		);
		await rig.up(NAME, { conversation: CONVERSATION, task: "app.one", carries: "task" });
		return file;
	}
});

describe("the model that a task chose", () => {
	const model = (): string | undefined => {
		const words = rig.machine.launches.at(-1)?.argv ?? [];
		const at = words.indexOf("--model");
		return at < 0 ? undefined : words[at + 1];
	};
	/** A task that chose opus, and is worked on. */
	async function begun(chosen = "opus"): Promise<void> {
		const file = `${rig.drop(rig.projects.app, "one")}.dispatched`;
		writeFileSync(file, "Do one.\n");
		const added = { project: rig.projects.app, title: "", priority: "normal" } as const;
		const claim = { attempt: 1, session: NAME, conversation: CONVERSATION };
		const choices = { model: chosen };
		rig.parts.recorder.commit(
			{ type: "task.added", task: "app.one", file, ...added, choices },
			{ type: "task.claimed", task: "app.one", file, ...claim, nonce: "ccl:app.one:1" },
		);
		await rig.up(NAME, { conversation: CONVERSATION, task: "app.one", carries: "task" });
	}

	beforeEach(() => {
		rig.parts.recorder.close();
		rig = poolRig("dispatch: { models: [opus] }\n");
	});

	test("is that of its process, and known before the process tells it", async () => {
		await begun();
		expect(model()).toBe("opus");
		expect(rig.session(NAME)).toMatchObject({ model: "opus", chosenModel: "opus" });
	});

	test("is kept when its process is started again, here or on another account", async () => {
		await begun();
		await rig.pool.stop(NAME, null);
		await restart(rig.parts, rig.pool, rig.session(NAME), {
			account: "b",
			continues: true,
			why: "moved",
		});
		expect(model()).toBe("opus");
	});

	test("is not that of the next conversation", async () => {
		await begun();
		await rig.pool.stop(NAME, null);
		await rig.up(NAME, { conversation: rig.parts.newId() });
		expect(model()).toBeUndefined();
		expect(rig.session(NAME)).toMatchObject({ model: null, chosenModel: null });
	});

	test("is not used when the configuration does not allow it any more", async () => {
		await begun("haiku");
		expect(model()).toBeUndefined();
	});
});

describe("a checkpoint before a stop", () => {
	const begin = async (): Promise<string> => {
		await rig.up(NAME, { conversation: rig.parts.newId() });
		const incarnation = rig.session(NAME).incarnation?.id ?? "";
		const who = { session: NAME, incarnation };
		const done = { outcome: "done", cause: null, backgroundTasks: 0 } as const;
		rig.parts.recorder.commit(
			{ type: "turn.started", ...who, promptId: null, nonce: null },
			{ type: "turn.ended", ...who, ...done },
		);
		return incarnation;
	};
	const checkpoints = () => rig.parts.recorder.state().checkpoints;
	const warnings = () => {
		const { recent } = rig.parts.recorder.store.getState();
		return recent.flatMap(({ event }) => (event.type === "operator.warned" ? [event.what] : []));
	};

	test("is taken of a session that has said something, while its process still lives", async () => {
		await begin();
		expect(await rig.pool.stop(NAME, "idle")).toBe("gone");
		expect(checkpoints()).toMatchObject([{ session: NAME, why: "idle" }]);
		const { recent } = rig.parts.recorder.store.getState();
		const types = recent.map(({ event }) => event.type);
		expect(types.indexOf("checkpoint.taken")).toBeLessThan(types.indexOf("session.ended"));
	});

	test("is not taken again by who took it, nor of a session that said nothing", async () => {
		await rig.up(NAME);
		await rig.pool.stop(NAME, "idle");
		await begin();
		await rig.pool.stop(NAME, "moves", "checkpointed");
		expect(checkpoints()).toEqual([]);
	});

	test("that cannot be written is told once, and keeps nothing from being stopped", async () => {
		writeFileSync(rig.parts.folders.checkpoints, "in the way");
		await begin();
		expect(await rig.pool.stop(NAME, "idle")).toBe("gone");
		await begin();
		expect(await rig.pool.stop(NAME, "idle")).toBe("gone");
		expect(warnings()).toEqual([
			expect.stringMatching(new RegExp(`^no checkpoint of ${NAME} could be written: E`)),
		]);
	});

	test("leaves a session alone that began a turn meanwhile", async () => {
		const incarnation = await begin();
		const turn = {
			type: "turn.started",
			session: NAME,
			incarnation,
			promptId: null,
			nonce: null,
		} as const;
		rig.pool.onStopped(async () => {
			rig.parts.recorder.commit(turn);
		});
		expect(await rig.pool.stop(NAME, "idle")).toBe("busy");
		expect(rig.machine.alive.size).toBe(1);
		expect(await rig.pool.stop(NAME, "goes back", "also-in-turn")).toBe("gone");
	});
});
