import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event } from "../../../src/state/events.ts";
import { openJournal } from "../../../src/state/journal.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "./rig.ts";

const NAME = "ccl-auto-11";
const TOOL = 5_000_001;
let rig: PoolRig;

beforeEach(() => {
	rig = poolRig();
});
afterEach(() => {
	if (rig.parts.recorder.holdsEpoch()) rig.parts.recorder.close();
});

const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const ended = (): readonly Event[] =>
	rig.parts.recorder.store
		.getState()
		.recent.map((r) => r.event)
		.filter((e) => e.type === "session.tools-ended");

/** Its process is gone; one that its tool started lives on. */
async function dies(how: "death" | "exit"): Promise<void> {
	await rig.up(NAME);
	const life = rig.session(NAME).incarnation;
	rig.transcript(life?.conversation ?? "", sample("transcript/user-string.json"));
	const who = { session: NAME, incarnation: life?.id ?? "" };
	rig.machine.alive.set(TOOL, "start-of-the-tool");
	rig.machine.marked.set(`CCL_INCARNATION=${life?.id}`, [TOOL]);
	rig.machine.end(life?.pid ?? 0, how === "death" ? 137 : 0);
	commit(
		{ type: "turn.started", ...who, promptId: null, nonce: null },
		{ type: "turn.advanced", ...who, doing: "Bash make", toolInFlight: how === "death" },
		{ type: "session.ended", ...who, how, note: null },
	);
}

const again = () => rig.pool.launch(rig.ask(NAME));

test("what a tool of a killed process left running is ended before its session starts again", async () => {
	await dies("death");
	expect((await again()).kind).toBe("ok");
	expect(rig.machine.alive.has(TOOL)).toBe(false);
	expect(ended()).toMatchObject([{ pids: [TOOL] }]);
});

test("one that ignores SIGTERM is ended all the same: it is not claude", async () => {
	await dies("death");
	rig.machine.stubborn.add(TOOL);
	expect((await again()).kind).toBe("ok");
	expect(rig.machine.alive.has(TOOL)).toBe(false);
});

test("one that nothing ends keeps the session from starting beside it", async () => {
	await dies("death");
	rig.machine.stubborn.add(TOOL);
	rig.machine.immortal.add(TOOL);
	const refused = await again();
	expect(refused).toMatchObject({ kind: "refused" });
	expect(refused.kind === "refused" && refused.why).toContain(String(TOOL));
	expect(rig.session(NAME).incarnation).toBeNull();
	rig.machine.alive.delete(TOOL);
	expect((await again()).kind).toBe("ok");
});

test("after any other end it is left alone: it may be meant to run", async () => {
	await dies("exit");
	expect((await again()).kind).toBe("ok");
	expect(rig.machine.alive.has(TOOL)).toBe(true);
	expect(ended()).toEqual([]);
});

test("the processes of other lives are left alone", async () => {
	await dies("death");
	rig.machine.alive.set(TOOL + 1, "start-of-another");
	rig.machine.marked.set("CCL_INCARNATION=another-life", [TOOL + 1]);
	await again();
	expect(rig.machine.alive.has(TOOL + 1)).toBe(true);
});

test("nothing is ended by an engine that was taken over", async () => {
	await dies("death");
	const newer = openJournal(join(rig.root, "state.db"));
	newer.nextEpoch();
	newer.close();
	await expect(again()).rejects.toThrow("a newer engine took over");
	expect(rig.machine.alive.has(TOOL)).toBe(true);
});
