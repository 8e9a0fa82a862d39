import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { statuslineFile } from "../../../src/engine/claude/spool.ts";
import { SpoolFacts } from "../../../src/engine/facts/spool-facts.ts";
import type { Event } from "../../../src/state/events.ts";
import { NOW } from "../../support/state-builder.ts";
import { type FactsRig, factsRig, NAME, sample } from "./rig.ts";

let rig: FactsRig;
let facts: SpoolFacts;
/** Process lives that are started, but not recorded yet. */
let launching: Set<string>;
const nobody = (): boolean => false;

beforeEach(() => {
	rig = factsRig();
	launching = new Set();
	facts = new SpoolFacts(rig, (life) => launching.has(life));
});
afterEach(() => rig.recorder.close());

const start = sample("hook-SessionStart-startup.json");
const prompt = sample("hook-UserPromptSubmit.json");
const stop = sample("hook-Stop.json");
const ofSession = (): readonly string[] =>
	rig
		.events()
		.filter((type) => /^(session|turn|task|limit)\./.test(type) && type !== "session.registered");

describe("the spool", () => {
	test("is read in the order in which the hooks ran, not in that of the folder", async () => {
		await rig.launch("life-1");
		rig.drop("life-1", "Stop", stop, rig.clock.now() + 20);
		rig.drop("life-1", "UserPromptSubmit", prompt, rig.clock.now() + 10);
		rig.drop("life-1", "SessionStart", start, rig.clock.now());
		expect(await facts.absorb()).toBe(false);
		expect(ofSession()).toEqual([
			"session.launched",
			"session.confirmed",
			"turn.started",
			"turn.ended",
		]);
		expect(rig.session()).toMatchObject({ state: "idle", turnsDone: 1 });
	});

	test("is emptied as it is read: no hook counts twice", async () => {
		await rig.launch("life-1");
		rig.drop("life-1", "SessionStart", start);
		rig.drop("life-1", "UserPromptSubmit", prompt);
		rig.drop("life-1", "Stop", stop);
		await facts.absorb();
		expect(rig.spooled("life-1")).toEqual([]);
		await facts.absorb();
		await new SpoolFacts(rig, nobody).absorb();
		expect(rig.session().turnsDone).toBe(1);
	});

	test("keeps a hook whose event could not be committed", async () => {
		await rig.launch("life-1");
		rig.drop("life-1", "SessionStart", start);
		const full = {
			...rig.recorder,
			commit: () => {
				throw new Error("disk full");
			},
		};
		await expect(new SpoolFacts({ ...rig, recorder: full }, nobody).absorb()).rejects.toThrow(
			"disk full",
		);
		expect(rig.spooled("life-1")).toHaveLength(1);
		await facts.absorb();
		expect(rig.session().incarnation?.confirmedAt).not.toBeNull();
	});

	test("goes on after a pass that failed", async () => {
		await rig.launch("life-1");
		rig.drop("life-1", "SessionStart", start);
		let broken = true;
		const recorder = {
			...rig.recorder,
			commit: (...events: readonly Event[]) => {
				if (broken) throw new Error("disk full");
				rig.recorder.commit(...events);
			},
		};
		const shaky = new SpoolFacts({ ...rig, recorder }, nobody);
		await expect(shaky.absorb()).rejects.toThrow();
		broken = false;
		await shaky.absorb();
		expect(rig.session().incarnation?.confirmedAt).not.toBeNull();
	});

	test("is read by one reader at a time, however many ask", async () => {
		await rig.launch("life-1");
		rig.drop("life-1", "SessionStart", start);
		rig.drop("life-1", "UserPromptSubmit", prompt);
		rig.drop("life-1", "Stop", stop);
		await Promise.all([facts.absorb(), facts.absorb(), facts.absorb()]);
		expect(rig.session().turnsDone).toBe(1);
		expect(ofSession()).toHaveLength(4);
	});

	test("loses what cannot be read, and nothing after it", async () => {
		await rig.launch("life-1");
		rig.drop("life-1", "SessionStart", "{ half a payl");
		rig.drop("life-1", "SessionStart", start);
		expect(await facts.absorb()).toBe(false);
		expect(rig.spooled("life-1")).toEqual([]);
		expect(rig.session().incarnation?.confirmedAt).not.toBeNull();
	});

	test("is cleared of what nobody launched", async () => {
		rig.drop("a-stranger", "SessionStart", start);
		expect(await facts.absorb()).toBe(false);
		expect(rig.spooled("a-stranger")).toEqual([]);
		expect(ofSession()).toEqual([]);
	});

	test("leaves half-written files and what is not its own alone", async () => {
		await rig.launch("life-1");
		rig.drop("life-1", "SessionStart", start);
		const folder = join(rig.folders.spool, "life-1");
		writeFileSync(join(folder, ".0000000000000000001-1-Stop.json.tmp"), JSON.stringify(stop));
		writeFileSync(join(folder, "notes.txt"), "mine");
		await facts.absorb();
		expect(ofSession()).toEqual(["session.launched", "session.confirmed"]);
	});
});

describe("whose hooks they are", () => {
	test("those of a life that is not recorded yet wait for the record", async () => {
		const incarnation = await rig.launch("life-1", {}, false);
		launching.add("life-1");
		rig.drop("life-1", "SessionStart", start);
		expect(await facts.absorb()).toBe(true);
		expect(rig.spooled("life-1")).toHaveLength(1);
		const launched = { type: "session.launched", session: NAME, incarnation } as const;
		rig.recorder.commit({ ...launched, why: "", task: null });
		launching.clear();
		expect(await facts.absorb()).toBe(false);
		expect(rig.session().incarnation?.confirmedAt).toBe(rig.clock.now());
	});

	test("those of a life that was started and never recorded are taken away, and keep nobody busy", async () => {
		rig.clock.jump(1_000);
		await rig.launch("life-1", {}, false);
		rig.drop("life-1", "SessionStart", start);
		expect(await facts.absorb()).toBe(false);
		expect(rig.spooled("life-1")).toEqual([]);
		expect(rig.session()).toMatchObject({ incarnation: null, turn: null });
	});

	test("those of an ended life say nothing of the present one", async () => {
		await rig.launch("life-1");
		rig.clock.jump(1_000);
		await rig.launch("life-2", { pid: 4_000_002, account: "b" });
		rig.drop("life-1", "UserPromptSubmit", prompt);
		rig.drop("life-1", "Stop", stop);
		expect(await facts.absorb()).toBe(false);
		expect(rig.session()).toMatchObject({ turn: null, turnsDone: 0 });
		expect(rig.recorder.state().accounts.b?.answeredAt).toBeNull();
		expect(rig.spooled("life-1")).toEqual([]);
	});

	test("one session that waits does not hold up another", async () => {
		await rig.launch("life-1");
		const quota = sample("hook-StopFailure-rate_limit-quota.json", {
			transcript_path: rig.transcript(),
		});
		rig.drop("life-1", "UserPromptSubmit", prompt);
		rig.drop("life-1", "StopFailure", quota);
		rig.drop("life-1", "Stop", stop);
		rig.drop("a-stranger", "Stop", stop);
		expect(await facts.absorb()).toBe(true);
		expect(rig.spooled("life-1")).toHaveLength(2);
		expect(rig.spooled("a-stranger")).toEqual([]);
		expect(rig.session().turnsDone).toBe(0);
	});
});

describe("a StopFailure that comes before its line", () => {
	test("waits, and is a limit once the line is there", async () => {
		await rig.launch("life-1");
		rig.drop("life-1", "UserPromptSubmit", prompt);
		const file = rig.transcript(sample("transcript/user-string.json"));
		rig.drop(
			"life-1",
			"StopFailure",
			sample("hook-StopFailure-rate_limit-quota.json", { transcript_path: file }),
		);
		expect(await facts.absorb()).toBe(true);
		expect(rig.session().state).toBe("working");
		rig.transcript(
			sample("transcript/user-string.json"),
			sample("transcript/assistant-text-apierror-rate_limit.json"),
		);
		rig.clock.jump(200);
		expect(await facts.absorb()).toBe(false);
		expect(rig.session()).toMatchObject({ state: "limited", owed: { cause: "limit" } });
		expect(rig.recorder.state().accounts.a?.windows.five_hour?.spent).toBe(true);
		expect(rig.recorder.state().accounts.b?.windows).toEqual({});
	});
});

describe("a task", () => {
	test("is accepted when a turn begins with the mark of its attempt, and by no other prompt", async () => {
		await rig.launch("life-1");
		const added = { project: rig.root, title: "", priority: "normal", file: "x.md" } as const;
		const claimed = { file: "x.md", attempt: 2, session: NAME, conversation: "c" };
		rig.recorder.commit(
			{ type: "task.added", task: "app.first", ...added },
			{ type: "task.claimed", task: "app.first", ...claimed, nonce: "ccl:app.first:2" },
		);
		const incarnation = rig.session().incarnation;
		if (incarnation === null) throw new Error("no life");
		const launched = { type: "session.launched", session: NAME, incarnation } as const;
		rig.recorder.commit({ ...launched, why: "", task: "app.first" });
		rig.drop("life-1", "UserPromptSubmit", prompt);
		await facts.absorb();
		expect(rig.recorder.state().tasks.get("app.first")?.acceptedAt).toBeNull();
		rig.drop("life-1", "UserPromptSubmit", { ...prompt, prompt: "[ccl:app.other:2]" });
		await facts.absorb();
		expect(rig.recorder.state().tasks.get("app.first")?.acceptedAt).toBeNull();
		rig.drop("life-1", "UserPromptSubmit", { ...prompt, prompt: "Do it.\n\n[ccl:app.first:2]" });
		await facts.absorb();
		expect(rig.recorder.state().tasks.get("app.first")?.acceptedAt).toBe(rig.clock.now());
	});
});

describe("statuslines", () => {
	const statusline = (fiveHour: number, context = 12): object =>
		sample("statusline-oauth.json", {
			rate_limits: { five_hour: { used_percentage: fiveHour, resets_at: 1_795_355_225 } },
			context_window: { total_input_tokens: 9, used_percentage: context },
		});
	/** Overwrites the one file that a process life has. */
	function show(id: string, content: object): void {
		const file = statuslineFile(rig.folders.spool, id);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, JSON.stringify(content));
	}
	const readings = (): number => rig.events().filter((type) => type === "quota.read").length;

	test("are readings of the account that the process was launched on", async () => {
		await rig.launch("life-1", { account: "b" });
		show("life-1", statusline(42));
		await facts.absorb();
		expect(rig.recorder.state().accounts.b?.windows.five_hour).toMatchObject({
			usedRatio: 0.42,
			source: "statusline",
			incarnation: "life-1",
			resetsAt: 1_795_355_225_000,
		});
		expect(rig.recorder.state().accounts.a?.windows).toEqual({});
		expect(rig.session().contextUsedRatio).toBe(0.12);
	});

	test("of a moved session still speak for the account it left", async () => {
		await rig.launch("life-1");
		rig.clock.jump(10);
		await facts.absorb();
		await rig.launch("life-2", { account: "b", pid: 4_000_002 });
		show("life-1", statusline(97, 50));
		await facts.absorb();
		expect(rig.recorder.state().accounts.a?.windows.five_hour?.usedRatio).toBe(0.97);
		expect(rig.recorder.state().accounts.b?.windows).toEqual({});
		expect(rig.session().contextUsedRatio).toBeNull();
	});

	test("of a life that ended are looked at again only now and then", async () => {
		await rig.launch("life-1");
		await facts.absorb();
		rig.clock.jump(10);
		await rig.launch("life-2", { account: "b", pid: 4_000_002 });
		await facts.absorb();
		show("life-1", statusline(97, 50));
		await facts.absorb();
		expect(readings()).toBe(0);
		rig.clock.jump(5_000);
		await facts.absorb();
		expect(readings()).toBe(1);
	});

	test("of lives that ended before the start were told before", async () => {
		await rig.launch("life-1");
		rig.clock.jump(10);
		await rig.launch("life-2", { pid: 4_000_002 });
		show("life-1", statusline(97, 50));
		await facts.absorb();
		expect(readings()).toBe(0);
	});

	test("that repeat the last answer are no new reading", async () => {
		await rig.launch("life-1");
		for (let n = 0; n < 4; n++) {
			show("life-1", statusline(42));
			await facts.absorb();
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		expect(readings()).toBe(1);
		show("life-1", statusline(43));
		await facts.absorb();
		expect(readings()).toBe(2);
	});

	test("of each process life count once, also when they say the same as another", async () => {
		await rig.launch("life-1");
		show("life-1", statusline(42));
		await facts.absorb();
		await rig.launch("life-2", { pid: 4_000_002 });
		show("life-2", statusline(42));
		await facts.absorb();
		expect(readings()).toBe(2);
		expect(rig.recorder.state().accounts.a?.told?.incarnation).toBe("life-2");
	});

	test("that repeat an old answer are no reading, whatever another process was told meanwhile", async () => {
		await rig.launch("life-1");
		show("life-1", statusline(42));
		await facts.absorb();
		await rig.launch("life-2", { pid: 4_000_002 });
		show("life-2", statusline(93));
		await facts.absorb();
		expect(readings()).toBe(2);
		for (let n = 0; n < 3; n++) {
			show("life-1", statusline(42));
			await facts.absorb();
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		expect(readings()).toBe(2);
		expect(rig.recorder.state().accounts.a?.windows.five_hour?.usedRatio).toBe(0.93);
	});

	test("that could not be recorded are read again", async () => {
		await rig.launch("life-1");
		show("life-1", statusline(42));
		let broken = true;
		const recorder = {
			...rig.recorder,
			commit: (...events: readonly Event[]) => {
				if (broken && events.length > 0) throw new Error("disk full");
				rig.recorder.commit(...events);
			},
		};
		const shaky = new SpoolFacts({ ...rig, recorder }, nobody);
		await expect(shaky.absorb()).rejects.toThrow("disk full");
		broken = false;
		await shaky.absorb();
		expect(readings()).toBe(1);
	});

	test("of one look are recorded together", async () => {
		await rig.launch("life-1");
		await facts.absorb();
		await rig.launch("life-2", { pid: 4_000_002 });
		show("life-1", statusline(42));
		show("life-2", statusline(43));
		const batches: number[] = [];
		rig.recorder.subscribe((records) => batches.push(records.length));
		await facts.absorb();
		expect(batches).toEqual([3]);
		expect(readings()).toBe(2);
	});

	test("tell tokens, cache and model, and again when one of them changes", async () => {
		await rig.launch("life-1");
		show("life-1", statusline(42));
		await facts.absorb();
		expect(rig.session()).toMatchObject({
			contextUsedRatio: 0.12,
			contextTokens: 9,
			cacheWarm: true,
			model: "claude-opus-5-5",
		});
		const said = (): number => rig.events().filter((e) => e === "session.context-seen").length;
		show("life-1", { ...statusline(42), prompt_cache: { warm: false } });
		await facts.absorb();
		expect(rig.session().cacheWarm).toBe(false);
		show("life-1", { ...statusline(42), prompt_cache: { warm: false }, cost: {} });
		await facts.absorb();
		expect(said()).toBe(2);
		expect(readings()).toBe(1);
	});

	test("without quota, as of a fresh process, are no reading", async () => {
		await rig.launch("life-1");
		show("life-1", sample("statusline-oauth.json", { rate_limits: {} }));
		await facts.absorb();
		expect(readings()).toBe(0);
		show("life-1", statusline(42));
		await facts.absorb();
		expect(readings()).toBe(1);
	});

	test("that are broken or of nobody are passed over", async () => {
		await rig.launch("life-1");
		show("life-1", { nothing: true });
		show("a-stranger", statusline(99));
		await facts.absorb();
		expect(readings()).toBe(0);
	});
});

describe("since when the answer is that a statusline tells", () => {
	const shows = (id: string, fiveHour: number | null, at: number): void => {
		const file = statuslineFile(rig.folders.spool, id);
		mkdirSync(dirname(file), { recursive: true });
		const resets = { resets_at: 1_795_355_225 };
		const limits = fiveHour === null ? {} : { five_hour: { used_percentage: fiveHour, ...resets } };
		const content = sample("statusline-oauth.json", { rate_limits: limits });
		writeFileSync(file, JSON.stringify(content));
		utimesSync(file, at / 1000, at / 1000);
	};
	const last = (): Event | undefined =>
		rig.recorder.store
			.getState()
			.recent.map((r) => r.event)
			.findLast((event) => event.type === "quota.read");

	test("of a process that was there at the start of the engine, nobody knows", async () => {
		await rig.launch("life-1");
		shows("life-1", 42, NOW + 1_000);
		await facts.absorb();
		expect(last()).not.toHaveProperty("answeredSince");
	});

	test("of one that was launched since, its launch is", async () => {
		await facts.absorb();
		rig.clock.jump(7_000);
		await rig.launch("life-1");
		shows("life-1", 42, NOW + 9_000);
		await facts.absorb();
		expect(last()).toMatchObject({ answeredSince: NOW + 7_000, observedAt: NOW + 9_000 });
	});

	test("of one that told something else before, its last statusline is", async () => {
		await rig.launch("life-1");
		for (const [percent, at] of [
			[42, 1_000],
			[42, 2_000],
			[43, 3_000],
		] as const) {
			shows("life-1", percent, NOW + at);
			await facts.absorb();
		}
		expect(last()).toMatchObject({ answeredSince: NOW + 2_000, observedAt: NOW + 3_000 });
	});

	test("of one that had nothing to tell yet, that statusline is", async () => {
		await rig.launch("life-1");
		shows("life-1", null, NOW + 1_000);
		await facts.absorb();
		shows("life-1", 5, NOW + 4_000);
		await facts.absorb();
		expect(last()).toMatchObject({ answeredSince: NOW + 1_000 });
	});
});
