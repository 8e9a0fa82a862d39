import { describe, expect, test } from "vitest";
import { decideRelaunch } from "../../../src/engine/decide/relaunch.ts";
import { stopSession } from "../../../src/engine/pool/stop-session.ts";
import { type PoolRig, poolRig } from "./rig.ts";

const NAME = "ccl-0";

async function opened(name = NAME) {
	const rig = poolRig();
	await rig.up(name);
	const stop = (force = false) =>
		stopSession({ ...rig.parts, poke: () => {} }, rig.pool, name, { force });
	return { rig, stop };
}

function beginTurn({ parts, session }: PoolRig, name = NAME): void {
	const incarnation = session(name).incarnation?.id ?? "";
	const turn = { session: name, incarnation, promptId: null, nonce: null };
	parts.recorder.commit({ type: "turn.started", ...turn });
}

const wouldStart = ({ parts, session, clock }: PoolRig, name = NAME): string =>
	decideRelaunch(parts.recorder.state(), session(name), true, clock.now()).kind;

describe("a session that is stopped at its operator's word", () => {
	test.each([NAME, "ccl-auto-11"])("stays stopped: %s", async (name) => {
		const { rig, stop } = await opened(name);
		expect(await stop()).toEqual({ kind: "done" });
		expect(rig.machine.alive.size).toBe(0);
		expect(rig.session(name)).toMatchObject({ state: "stopped", incarnation: null, deaths: [] });
		expect(wouldStart(rig, name)).toBe("none");
	});

	test("has a checkpoint from before", async () => {
		const { rig, stop } = await opened();
		beginTurn(rig);
		await stop(true);
		const { checkpoints } = rig.parts.recorder.state();
		expect(checkpoints.map((c) => [c.session, c.why])).toEqual([[NAME, "stopped by the operator"]]);
	});

	test("is stopped once: again is no error", async () => {
		const { stop } = await opened();
		await stop();
		expect(await stop()).toEqual({ kind: "done" });
	});

	test("does not come back when it has died just before", async () => {
		const { rig, stop } = await opened();
		const life = rig.session(NAME).incarnation;
		const incarnation = life?.id ?? "";
		rig.machine.end(life?.pid ?? 0, 1);
		const end = { session: NAME, incarnation, how: "death", note: null } as const;
		rig.parts.recorder.commit({ type: "session.ended", ...end });
		expect(wouldStart(rig)).toBe("wait");
		expect(await stop()).toEqual({ kind: "done" });
		expect(wouldStart(rig)).toBe("none");
	});

	test("is found and ended when nobody knew yet that it had come up", async () => {
		const { rig, stop } = await opened();
		await rig.pool.stop(NAME, "makes room");
		rig.machine.hang();
		expect((await rig.pool.launch(rig.ask(NAME))).kind).toBe("not-known");
		expect(await stop()).toMatchObject({
			kind: "refused",
			why: "nobody can tell yet whether its last start came to something",
		});
		rig.machine.goOn("started");
		expect(await stop(true)).toEqual({ kind: "done" });
		expect(rig.machine.alive.size).toBe(0);
		await rig.pool.takeUpUnrecorded();
		expect(rig.session(NAME)).toMatchObject({ state: "stopped", incarnation: null });
	});

	test("is still stopped when the engine died between its word and the end of the process", async () => {
		const { rig } = await opened();
		const life = rig.session(NAME).incarnation;
		const who = { session: NAME, incarnation: life?.id ?? "" };
		rig.parts.recorder.commit({ type: "session.stopping", ...who, by: "operator" });
		rig.machine.end(life?.pid ?? 0, 143);
		rig.restartEngine();
		const seen = { how: "death", note: "exit status 143" } as const;
		rig.parts.recorder.commit({ type: "session.ended", ...who, ...seen });
		expect(rig.session(NAME).state).toBe("stopped");
	});
});

describe("a stop is refused", () => {
	test("in the middle of a turn, unless it is forced: then the turn is owed", async () => {
		const { rig, stop } = await opened();
		beginTurn(rig);
		expect(await stop()).toEqual({
			kind: "refused",
			why: "it is in the middle of a turn",
			remedy: `wait, or: claude-failover stop ${NAME} --force`,
		});
		expect(rig.machine.alive.size).toBe(1);
		expect(await stop(true)).toEqual({ kind: "done" });
		expect(rig.session(NAME)).toMatchObject({ state: "stopped", owed: { cause: "stop" } });
	});

	test("when a turn begins while its checkpoint is taken", async () => {
		const { rig, stop } = await opened();
		beginTurn(rig);
		const who = { session: NAME, incarnation: rig.session(NAME).incarnation?.id ?? "" };
		const over = { outcome: "done", cause: null, backgroundTasks: 0 } as const;
		rig.parts.recorder.commit({ type: "turn.ended", ...who, ...over });
		rig.pool.onStopped(async () => beginTurn(rig));
		expect(await stop()).toMatchObject({ kind: "refused", why: "it began a turn just now" });
		expect(rig.machine.alive.size).toBe(1);
	});

	test("while something else is done to it", async () => {
		const { rig, stop } = await opened();
		const reply = await rig.pool.exclusively(NAME, () => stop());
		expect(reply).toMatchObject({ kind: "refused", remedy: "ask again in a moment" });
	});

	test("with the truth when its process does not end", async () => {
		const { rig, stop } = await opened();
		const pid = rig.session(NAME).incarnation?.pid ?? 0;
		rig.machine.stubborn.add(pid);
		expect(await stop()).toMatchObject({
			kind: "refused",
			why: `process ${pid} was asked to end and goes on`,
		});
		expect(rig.session(NAME).state).toBe("idle");
	});

	test.each(["nobody", "__proto__", "constructor"])("for %s, which is not there", async (name) => {
		const { rig } = await opened();
		const parts = { ...rig.parts, poke: () => {} };
		expect(await stopSession(parts, rig.pool, name, { force: true })).toMatchObject({
			kind: "refused",
			why: "there is no session of that name",
		});
	});
});
