import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dispatcher } from "../../../src/engine/loops/dispatcher.ts";
import { Pool } from "../../../src/engine/pool/pool.ts";
import type { Loop } from "../../../src/engine/supervisor.ts";
import type { Event } from "../../../src/state/events.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const AUTO = "ccl-auto-11";
let rig: PoolRig;
let loop: Loop;

beforeEach(() => {
	rig = poolRig();
	loop = dispatcher(rig.parts, rig.pool);
});
afterEach(() => rig.parts.recorder.close());

const tick = (): Promise<void> => loop.tick(new AbortController().signal);
const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const stateOfTask = (id: string) => rig.parts.recorder.state().tasks.get(id)?.state;
const idle = (name: string): void =>
	commit({
		type: "session.state-seen",
		session: name,
		incarnation: rig.session(name).incarnation?.id ?? "",
		state: "idle",
		note: null,
	});

describe("the dispatcher", () => {
	test("finds a task, gives it to the idle session, follows it to its end", async () => {
		await rig.up(AUTO);
		rig.drop(rig.projects.app, "one");
		await tick();
		expect(rig.session(AUTO).task).toBe("app.one");
		const who = { session: AUTO, incarnation: rig.session(AUTO).incarnation?.id ?? "" };
		const done = { outcome: "done", cause: null, backgroundTasks: 0 } as const;
		commit(
			{ type: "turn.started", ...who, promptId: null, nonce: "ccl:app.one:1" },
			{ type: "task.accepted", task: "app.one", attempt: 1 },
			{ type: "turn.ended", ...who, ...done },
		);
		await tick();
		expect(stateOfTask("app.one")).toBe("done");
		expect(rig.queue(rig.projects.app)).toEqual(["done/one.md"]);
	});

	test("never gives a task, a key or an exit to the operator's own session, idle or not", async () => {
		await rig.up("ccl-0");
		rig.drop(rig.projects.app, "one");
		for (let n = 0; n < 5; n++) await tick();
		expect(stateOfTask("app.one")).toBe("waiting");
		expect(rig.machine.launches).toHaveLength(1);
		expect(rig.session("ccl-0")).toMatchObject({ state: "idle", task: null });
	});

	test("gives nothing out while it is paused, but finds and follows tasks", async () => {
		await rig.up(AUTO);
		commit({ type: "dispatch.paused", all: false });
		rig.drop(rig.projects.app, "one");
		await tick();
		expect(stateOfTask("app.one")).toBe("waiting");
		commit({ type: "dispatch.resumed" });
		await tick();
		expect(stateOfTask("app.one")).toBe("running");
	});

	test("gives out nothing of a project that is paused, and goes on with the others", async () => {
		await rig.up(AUTO);
		await rig.up("ccl-auto-12");
		rig.drop(rig.projects.app, "one");
		rig.drop(rig.projects.api, "two");
		commit({ type: "dispatch.paused", all: false, project: rig.projects.app });
		await tick();
		await tick();
		expect([stateOfTask("app.one"), stateOfTask("api.two")]).toEqual(["waiting", "running"]);
		commit({ type: "dispatch.resumed", project: rig.projects.app });
		await tick();
		expect(stateOfTask("app.one")).toBe("running");
	});

	test("goes on by itself when the time of a pause is over, and wakes for that", async () => {
		await rig.up(AUTO);
		rig.drop(rig.projects.app, "one");
		commit({ type: "dispatch.paused", all: false, until: rig.clock.now() + 6_000 });
		await tick();
		expect([stateOfTask("app.one"), loop.everyMs]).toEqual(["waiting", 5_000]);
		rig.clock.jump(4_000);
		await tick();
		expect([stateOfTask("app.one"), loop.everyMs]).toEqual(["waiting", 2_000]);
		rig.clock.jump(2_000);
		await tick();
		expect([stateOfTask("app.one"), loop.everyMs]).toEqual(["running", 5_000]);
	});

	test("is not held up by a task that cannot be given out: the next one gets the session", async () => {
		await rig.up(AUTO);
		const file = rig.drop(rig.projects.app, "blocked", "---\npriority: critical\n---\nFirst.");
		writeFileSync(`${file}.dispatched`, "somebody's");
		rig.drop(rig.projects.app, "one");
		await tick();
		expect(stateOfTask("app.one")).toBe("running");
		expect(stateOfTask("app.blocked")).toBe("waiting");
		expect(readFileSync(`${file}.dispatched`, "utf8")).toBe("somebody's");
	});

	test("tries a task that could not be given out again after dispatch.blocked_rescan", async () => {
		rig.parts.recorder.close();
		rig = poolRig("dispatch: { blocked_rescan: 10s }\n");
		loop = dispatcher(rig.parts, rig.pool);
		await rig.up(AUTO);
		const file = rig.drop(rig.projects.app, "one");
		writeFileSync(`${file}.dispatched`, "somebody's");
		await tick();
		rmSync(`${file}.dispatched`);
		rig.clock.jump(9_999);
		await tick();
		expect(stateOfTask("app.one")).toBe("waiting");
		rig.clock.jump(1);
		await tick();
		expect(stateOfTask("app.one")).toBe("running");
	});

	test("is not held up by a project whose files cannot be moved: the others get its sessions", async () => {
		await rig.up(AUTO);
		rig.drop(rig.projects.app, "one", "---\npriority: critical\n---\nFirst.");
		rig.drop(rig.projects.api, "two");
		const readOnly = { code: "EROFS", syscall: "rename", path: rig.projects.app };
		const files = {
			...rig.parts.files,
			async renameDurably(from: string, to: string) {
				if (from.startsWith(rig.projects.app)) throw Object.assign(new Error("EROFS"), readOnly);
				await rig.parts.files.renameDurably(from, to);
			},
		};
		loop = dispatcher({ ...rig.parts, files }, rig.pool);
		await tick();
		await tick();
		expect(stateOfTask("api.two")).toBe("running");
		expect(rig.parts.recorder.state().tasks.get("app.one")).toMatchObject({
			state: "waiting",
			note: "its file cannot be claimed: rename failed (EROFS)",
		});
	});

	test("lets a task go that somebody else has claimed in the same moment", async () => {
		await rig.up(AUTO);
		const file = rig.drop(rig.projects.app, "one");
		const files = {
			...rig.parts.files,
			async renameDurably(from: string, to: string) {
				if (from === file) renameSync(from, to);
				await rig.parts.files.renameDurably(from, to);
			},
		};
		loop = dispatcher({ ...rig.parts, files }, rig.pool);
		await tick();
		expect(stateOfTask("app.one")).toBeUndefined();
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md.dispatched"]);
	});

	test("keeps a task whose file was claimed, but whose folder could not be synced", async () => {
		await rig.up(AUTO);
		rig.drop(rig.projects.app, "one");
		let failing = true;
		const files = {
			...rig.parts.files,
			async renameDurably(from: string, to: string) {
				await rig.parts.files.renameDurably(from, to);
				if (failing) throw Object.assign(new Error("EIO"), { code: "EIO", syscall: "fsync" });
			},
		};
		loop = dispatcher({ ...rig.parts, files }, rig.pool);
		await tick();
		failing = false;
		for (let n = 0; n < 2; n++) await tick();
		expect(stateOfTask("app.one")).toBe("waiting");
		expect(rig.queue(rig.projects.app)).toEqual(["inbox/one.md"]);
	});

	test("does no more for tasks that cannot be given out than look at them", async () => {
		await rig.up(AUTO);
		const file = rig.drop(rig.projects.app, "blocked");
		writeFileSync(`${file}.dispatched`, "somebody's");
		await tick();
		const { seq } = rig.parts.recorder.store.getState();
		for (let n = 0; n < 5; n++) await tick();
		expect(rig.parts.recorder.store.getState().seq).toBe(seq);
		expect(rig.session(AUTO).state).toBe("idle");
	});

	test("gives each session one task at a time", async () => {
		await rig.up(AUTO);
		await rig.up("ccl-auto-12");
		for (const name of ["one", "two", "three"]) rig.drop(rig.projects.app, name);
		await tick();
		await tick();
		const tasks = [...rig.parts.recorder.state().tasks.values()];
		expect(
			tasks
				.filter((t) => t.state === "running")
				.map((t) => t.session)
				.toSorted(),
		).toEqual([AUTO, "ccl-auto-12"]);
		expect(tasks.filter((t) => t.state === "waiting")).toHaveLength(1);
	});

	test("keeps away from a session that something else is done to", async () => {
		await rig.up(AUTO);
		rig.drop(rig.projects.app, "one");
		await rig.pool.exclusively(AUTO, tick);
		expect(stateOfTask("app.one")).toBe("waiting");
		await tick();
		expect(stateOfTask("app.one")).toBe("running");
	});

	test("feeds nobody whom an open switch is going to move", async () => {
		await rig.up(AUTO);
		const moves = [{ session: AUTO, conversation: null, fromIncarnation: null }];
		const begun = { id: "s1", from: "a", to: "b", reason: "manual", why: "", moves } as const;
		commit({ type: "switch.begun", ...begun });
		idle(AUTO);
		rig.drop(rig.projects.app, "one");
		await tick();
		expect(stateOfTask("app.one")).toBe("waiting");
	});

	test("looks again by itself when a file is still being written", async () => {
		const pokes: string[] = [];
		loop = dispatcher({ ...rig.parts, poke: (name) => pokes.push(name) }, rig.pool);
		const file = rig.drop(rig.projects.app, "one");
		writeFileSync(file, "still being written");
		rig.clock.jump(Date.now() - rig.clock.now());
		await tick();
		await rig.clock.advance(600);
		expect(pokes).toEqual(["dispatcher"]);
	});
});

describe("a task whose start tmux did not answer, and whose panes it does not list", () => {
	const queue = () => rig.queue(rig.projects.app);

	beforeEach(async () => {
		await rig.up(AUTO);
		await tick();
		rig.drop(rig.projects.app, "one");
		rig.machine.hang();
		await tick();
	});

	test("stays given out, to nobody else, for as long as nobody can tell", async () => {
		for (let n = 0; n < 3; n++) await tick();
		expect([stateOfTask("app.one"), queue()]).toEqual(["running", ["inbox/one.md.dispatched"]]);
		expect(rig.machine.launches).toHaveLength(1);
	});

	test("runs once when tmux starts it after all", async () => {
		rig.machine.goOn("started");
		await tick();
		expect([stateOfTask("app.one"), rig.session(AUTO).task]).toEqual(["running", "app.one"]);
		expect(rig.machine.launches).toHaveLength(2);
	});

	test("waits again once tmux lists its panes, and none is of it", async () => {
		rig.machine.goOn("lost");
		await tick();
		expect([stateOfTask("app.one"), queue()]).toEqual(["waiting", ["inbox/one.md"]]);
	});

	test("keeps its session from any other start until then", async () => {
		expect(await rig.pool.launch(rig.ask(AUTO))).toMatchObject({
			kind: "not-known",
			why: expect.stringMatching(/^it is not known yet whether ccl-auto-11 was started/),
		});
		rig.machine.goOn("started");
		expect((await rig.pool.launch(rig.ask(AUTO))).kind).toBe("not-known");
		expect(rig.session(AUTO).task).toBe("app.one");
		expect(rig.machine.launches).toHaveLength(2);
	});
});

describe("a task whose process was started, but could not be recorded", () => {
	beforeEach(async () => {
		await rig.up(AUTO);
		const { tmux } = rig.parts;
		let full = true;
		const respawn: typeof tmux.respawn = async (...asked) => {
			const started = await tmux.respawn(...asked);
			if (full) {
				full = false;
				throw new Error("disk full");
			}
			return started;
		};
		const parts = { ...rig.parts, tmux: { ...tmux, respawn } };
		loop = dispatcher(parts, new Pool(parts));
		rig.drop(rig.projects.app, "one");
		await expect(tick()).rejects.toThrow("disk full");
	});

	test("runs there, and is not given out a second time", async () => {
		await tick();
		expect([stateOfTask("app.one"), rig.session(AUTO).task]).toEqual(["running", "app.one"]);
		expect(rig.machine.launches).toHaveLength(2);
	});

	test("is not taken for one that never began while tmux does not tell", async () => {
		rig.machine.trouble = { kind: "failed", why: "tmux is slow" };
		await tick();
		expect(stateOfTask("app.one")).toBe("running");
		rig.machine.trouble = null;
		await tick();
		expect(rig.session(AUTO).task).toBe("app.one");
	});
});

test("it says once what tasks wait for that find no session, and when none waits any more", async () => {
	rig.drop(rig.projects.app, "one");
	await tick();
	await tick();
	const said = () =>
		rig.parts.recorder.store
			.getState()
			.recent.flatMap(({ event }) => (event.type === "dispatch.waits" ? [event.why] : []));
	expect(said()).toEqual(["an idle session"]);
	expect(rig.parts.recorder.state().dispatch.waitsFor).toBe("an idle session");
	await rig.up(AUTO);
	await tick();
	expect(said()).toEqual(["an idle session", null]);
});

describe("a further session that memory is lacking for", () => {
	const waitsFor = () => rig.parts.recorder.state().dispatch.wants?.[""];
	const said = () =>
		rig.parts.recorder.store
			.getState()
			.recent.filter(({ event }) => event.type === "dispatch.waits").length;

	test("is what a task waits for; that the figures change is not said again", async () => {
		rig.machine.free = 310_000_000;
		rig.drop(rig.projects.app, "one");
		await tick();
		rig.machine.free = 300_000_000;
		await tick();
		expect(waitsFor()).toEqual({
			kind: "no-session",
			why: "memory for one more session (310 MB free, 400 MB needed)",
		});
		expect(said()).toBe(1);
		rig.machine.free = 900_000_000;
		await tick();
		expect(waitsFor()?.why).toBe("an idle session");
	});

	test("is not, when all that there may be run", async () => {
		await rig.up(AUTO);
		await rig.up("ccl-auto-12");
		for (const name of ["one", "two", "three"]) rig.drop(rig.projects.app, name);
		rig.machine.free = 0;
		await tick();
		expect(waitsFor()?.why).toBe("an idle session");
	});
});

test("a task whose project was paused while another was given out stays", async () => {
	await rig.up(AUTO);
	await rig.up("ccl-auto-12");
	rig.drop(rig.projects.app, "one");
	rig.drop(rig.projects.api, "two");
	const { processes } = rig.parts;
	const paused: typeof processes.terminate = (...asked) => {
		commit({ type: "dispatch.paused", all: false });
		return processes.terminate(...asked);
	};
	const parts = { ...rig.parts, processes: { ...processes, terminate: paused } };
	loop = dispatcher(parts, new Pool(parts));
	await tick();
	const states = [...rig.parts.recorder.state().tasks.values()].map((t) => t.state);
	expect(states.toSorted()).toEqual(["running", "waiting"]);
});
