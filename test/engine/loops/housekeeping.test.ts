import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkpointLoop } from "../../../src/engine/loops/checkpoint.ts";
import { janitor } from "../../../src/engine/loops/janitor.ts";
import { notifier, type Sink } from "../../../src/engine/loops/notifier.ts";
import type { Event } from "../../../src/state/events.ts";
import { HOUR, MINUTE } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const AUTO = "ccl-auto-11";
let rig: PoolRig;

beforeEach(async () => {
	rig = poolRig();
	await rig.up(AUTO);
});
afterEach(() => rig.parts.recorder.close());

const { signal } = new AbortController();
const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const who = () => ({ session: AUTO, incarnation: rig.session(AUTO).incarnation?.id ?? "" });
const work = (): void =>
	commit(
		{ type: "turn.started", ...who(), promptId: null, nonce: null },
		{ type: "turn.ended", ...who(), outcome: "done", cause: null, backgroundTasks: 0 },
	);

describe("the checkpoint loop", () => {
	const taken = (): number => rig.parts.recorder.state().checkpoints.length;

	test("takes one of a session that did something since the last, and no other", async () => {
		const loop = checkpointLoop(rig.parts);
		await loop.tick(signal);
		expect(taken()).toBe(0);
		work();
		for (let n = 0; n < 3; n++) await loop.tick(signal);
		expect(taken()).toBe(1);
		rig.clock.jump(MINUTE);
		work();
		await loop.tick(signal);
		expect(taken()).toBe(2);
	});

	const said = (): readonly Event[] =>
		rig.parts.recorder.store
			.getState()
			.recent.map((r) => r.event)
			.filter((e) => e.type.startsWith("loop.") || e.type === "operator.warned");

	test("that cannot write one still writes the others, and tries again", async () => {
		await rig.up("ccl-auto-12");
		const other = rig.session("ccl-auto-12").incarnation?.id ?? "";
		const turn = { session: "ccl-auto-12", incarnation: other, promptId: null, nonce: null };
		work();
		commit({ type: "turn.started", ...turn });
		const { checkpoints } = rig.parts.folders;
		mkdirSync(checkpoints, { recursive: true });
		writeFileSync(join(checkpoints, AUTO), "in the way");
		const loop = checkpointLoop(rig.parts);
		await loop.tick(signal);
		expect(rig.parts.recorder.state().checkpoints.map((c) => c.session)).toEqual(["ccl-auto-12"]);
		rmSync(join(checkpoints, AUTO));
		await loop.tick(signal);
		expect(taken()).toBe(2);
	});

	test("that can write none says so once, with why and what to do, and when it works again", async () => {
		const { checkpoints } = rig.parts.folders;
		mkdirSync(dirname(checkpoints), { recursive: true });
		writeFileSync(checkpoints, "a file where the folder should be");
		const loop = checkpointLoop(rig.parts);
		for (let n = 0; n < 6; n++) {
			work();
			await loop.tick(signal);
		}
		const error =
			`no checkpoint of ${AUTO} can be written: mkdir of ${join(checkpoints, AUTO)} failed: ENOTDIR; make ` +
			`${checkpoints} a folder that the engine's user can write to, with room; it is tried again, all else goes on`;
		expect(said()).toEqual([{ type: "loop.failed", loop: "checkpoint", error }]);
		rmSync(checkpoints);
		for (let n = 0; n < 2; n++) await loop.tick(signal);
		expect(said().slice(1)).toEqual([{ type: "loop.recovered", loop: "checkpoint" }]);
		expect(taken()).toBe(1);
	});

	test("says it again when it fails for another reason", async () => {
		const codes = ["EACCES", "EACCES", "ENOSPC", "ENOSPC"];
		const makeFolder = (path: string) =>
			Promise.reject(
				Object.assign(new Error("no"), { code: codes.shift(), syscall: "mkdir", path }),
			);
		const parts = { ...rig.parts, files: { ...rig.parts.files, makeFolder } };
		const loop = checkpointLoop(parts);
		work();
		for (let n = 0; n < 4; n++) await loop.tick(signal);
		expect(said()).toEqual([
			expect.objectContaining({ error: expect.stringContaining("EACCES") }),
			expect.objectContaining({ error: expect.stringContaining("ENOSPC") }),
		]);
	});

	test("says it once also where the refusal names the file, which has another name each time", async () => {
		const writeDurably = (path: string) =>
			Promise.reject(Object.assign(new Error("no"), { code: "EACCES", syscall: "open", path }));
		const loop = checkpointLoop({ ...rig.parts, files: { ...rig.parts.files, writeDurably } });
		for (let n = 0; n < 3; n++) {
			work();
			await loop.tick(signal);
			rig.clock.jump(MINUTE);
		}
		expect(said()).toHaveLength(1);
	});

	test("fails on what is no refusal of the file system: that is a bug", async () => {
		const makeFolder = () => Promise.reject(new TypeError("a bug"));
		const loop = checkpointLoop({ ...rig.parts, files: { ...rig.parts.files, makeFolder } });
		work();
		await expect(loop.tick(signal)).rejects.toThrow("a bug");
	});

	test("stops between two sessions when it is told to", async () => {
		work();
		await checkpointLoop(rig.parts).tick(AbortSignal.abort());
		expect(taken()).toBe(0);
	});
});

describe("the janitor", () => {
	const tick = (): Promise<void> => janitor(rig.parts).tick(signal);
	/** A checkpoint of the session, `agoMs` old. */
	function checkpoint(id: string, agoMs: number, session = AUTO): string {
		const file = join(rig.root, `${id}.json`);
		writeFileSync(file, "{}");
		const about = { account: null, conversation: null, task: null, gitHead: null };
		commit({
			type: "checkpoint.taken",
			checkpoint: {
				...{ id, session, file, why: "", transcriptBytes: null, ...about },
				takenAt: rig.clock.now() - agoMs,
			},
		});
		return file;
	}

	test("keeps the newest checkpoints of each session, and removes the files of the others", async () => {
		const { keep } = rig.parts.config.checkpoint;
		const files = Array.from({ length: keep + 3 }, (_, n) => checkpoint(`c${n}`, 0));
		const other = checkpoint("other", 0, "ccl-0");
		await tick();
		expect(files.map((f) => existsSync(f))).toEqual(files.map((_, n) => n >= 3));
		expect(existsSync(other)).toBe(true);
		expect(rig.parts.recorder.state().checkpoints).toHaveLength(keep + 1);
	});

	test("removes checkpoints that are too old, but never the last one of a session", async () => {
		const age = rig.parts.config.janitor.checkpointAgeMs + 1;
		const old = checkpoint("old", age);
		const last = checkpoint("last", age);
		const ofNobody = checkpoint("of-nobody", age, "ccl-auto-77");
		await tick();
		expect([old, last, ofNobody].map((file) => existsSync(file))).toEqual([false, true, false]);
		expect(rig.parts.recorder.state().checkpoints.map((c) => c.id)).toEqual(["last"]);
	});

	test("says nothing when there is nothing to do", async () => {
		const { seq } = rig.parts.recorder.store.getState();
		await tick();
		expect(rig.parts.recorder.store.getState().seq).toBe(seq);
	});

	test("removes what ended process lives left after a day, never that of a live one", async () => {
		const { launches, spool } = rig.parts.folders;
		const live = who().incarnation;
		for (const id of ["ended", "young"]) {
			mkdirSync(join(launches, id), { recursive: true });
			writeFileSync(join(launches, id, "record.json"), "{}");
			mkdirSync(join(spool, id), { recursive: true });
		}
		const longAgo = (rig.clock.now() - 25 * HOUR) / 1000;
		const justNow = (rig.clock.now() - HOUR) / 1000;
		for (const id of ["ended", live]) {
			utimesSync(join(launches, id, "record.json"), longAgo, longAgo);
		}
		utimesSync(join(launches, "young", "record.json"), justNow, justNow);
		await tick();
		expect(readdirSync(launches).toSorted()).toEqual([live, "young"].toSorted());
		expect(readdirSync(spool)).toEqual(["young"]);
	});
});

describe("the notifier", () => {
	let sent: string[];
	const sink: Sink = {
		name: "test",
		send: async (title, text) => void sent.push(`${title}: ${text}`),
	};
	const warn = (what: string): void => commit({ type: "operator.warned", what, remedy: "look" });

	beforeEach(() => {
		sent = [];
	});

	test("tells what needs a person, and keeps quiet about the rest", async () => {
		const loop = notifier(rig.parts, [sink]);
		work();
		warn("something is wrong");
		await loop.tick(signal);
		expect(sent).toEqual(["claude-failover: engine: something is wrong; look"]);
	});

	test("says the same once in ten minutes", async () => {
		const loop = notifier(rig.parts, [sink]);
		for (let n = 0; n < 5; n++) {
			warn("again");
			await loop.tick(signal);
			rig.clock.jump(MINUTE);
		}
		expect(sent).toHaveLength(1);
		rig.clock.jump(10 * MINUTE);
		warn("again");
		await loop.tick(signal);
		expect(sent).toHaveLength(2);
	});

	test("is delayed by no sink that fails", async () => {
		const broken: Sink = { name: "broken", send: () => Promise.reject(new Error("no network")) };
		const loop = notifier(rig.parts, [broken, sink]);
		warn("one");
		warn("two");
		await expect(loop.tick(signal)).resolves.toBeUndefined();
		expect(sent).toHaveLength(2);
	});

	test("does not let messages pile up: the newest hundred count", async () => {
		const loop = notifier(rig.parts, [sink]);
		for (let n = 0; n < 130; n++) warn(`number ${n}`);
		await loop.tick(signal);
		expect(sent).toHaveLength(100);
		expect(sent.at(-1)).toContain("number 129");
	});

	test("without a sink listens to nothing", async () => {
		warn("nobody hears");
		await expect(notifier(rig.parts, []).tick(signal)).resolves.toBeUndefined();
	});
});
