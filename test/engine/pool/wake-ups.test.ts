import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WakeUps } from "../../../src/engine/pool/wake-ups.ts";
import type { Event } from "../../../src/state/events.ts";
import { HOUR, MINUTE } from "../../support/state-builder.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "./rig.ts";

const FIRST = "ccl-0";
const NEXT = "ccl-auto-11";
let rig: PoolRig;

beforeEach(async () => {
	rig = poolRig();
	await limited(FIRST, "a");
	await limited(NEXT, "b");
	rig.clock.jump(MINUTE);
});
afterEach(() => rig.parts.recorder.close());

const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);

/** It met the limit of its account, which is reset in a minute. */
async function limited(session: string, account: string): Promise<void> {
	await rig.up(session, { account });
	const { conversation, incarnation } = rig.session(session);
	rig.transcript(conversation ?? "", sample("transcript/user-string.json"));
	const who = { session, incarnation: incarnation?.id ?? "" };
	const limit = { account, window: "five_hour", resetsAt: rig.clock.now() + MINUTE };
	commit(
		{ type: "turn.started", ...who, promptId: null, nonce: null },
		{ type: "limit.hit", ...limit, ...who, observedAt: rig.clock.now() },
		{ type: "turn.ended", ...who, outcome: "limit", cause: null, backgroundTasks: 0 },
	);
}

/** Wakes all that are due; says who was started. `then` happens when the first was. */
async function wake(then: () => void = () => {}): Promise<readonly string[]> {
	const woken: string[] = [];
	const wakeUps = new WakeUps(rig.parts, rig.pool, (session, { kind }) => {
		if (kind === "ok") woken.push(session);
		if (woken.length === 1) then();
	});
	await wakeUps.wakeDue();
	return woken;
}

describe("sessions that wait for a quota", () => {
	test("go on when it was reset, each on its own account", async () => {
		expect(await wake()).toEqual([FIRST, NEXT]);
	});

	const trouble = { cause: "quarantined", what: "another login", remedy: "log in again" } as const;
	const unusable: readonly (readonly [string, () => Event])[] = [
		["disabled", () => ({ type: "account.enabled-set", account: "b", to: "disabled" })],
		["drained", () => ({ type: "account.enabled-set", account: "b", to: "drained" })],
		["quarantined", () => ({ type: "account.troubled", account: "b", trouble })],
		["spent again", () => spent()],
	];
	test.each(unusable)("stay when their account was %s in the meantime", async (_what, event) => {
		const { incarnation } = rig.session(NEXT);
		expect(await wake(() => commit(event()))).toEqual([FIRST]);
		expect(rig.session(NEXT).incarnation).toEqual(incarnation);
	});

	test("stay when a switch is about to move them", async () => {
		const moves = [{ session: NEXT, conversation: null, fromIncarnation: null }];
		const begun = { id: "s1", from: "b", to: "a", reason: "manual", why: "", moves } as const;
		expect(await wake(() => commit({ type: "switch.begun", ...begun }))).toEqual([FIRST]);
	});

	test("are not brought back when their operator left them while they were being woken", async () => {
		const { id: incarnation = "", pid = 0 } = rig.session(FIRST).incarnation ?? {};
		rig.pool.onStopped(async () => {
			rig.machine.end(pid, 0);
			const left = { how: "exit", note: "left by its operator" } as const;
			commit({ type: "session.ended", session: FIRST, incarnation, ...left });
		});
		expect(await wake()).toEqual([NEXT]);
		expect(rig.session(FIRST)).toMatchObject({ state: "stopped", incarnation: null });
	});

	test("are not started on an account that was disabled while they were stopped for it", async () => {
		rig.pool.onStopped(async () => {
			if (rig.machine.alive.size > 1) return;
			commit({ type: "account.enabled-set", account: "a", to: "disabled" });
		});
		expect(await wake()).toEqual([NEXT]);
		expect(rig.session(FIRST)).toMatchObject({ incarnation: null, owed: { cause: "limit" } });
	});
});

function spent(): Event {
	const window = { window: "five_hour", usedRatio: 1, resetsAt: rig.clock.now() + HOUR };
	const observedAt = rig.clock.now();
	const read = { source: "statusline", incarnation: null, windows: [window], observedAt } as const;
	return { type: "quota.read", account: "b", ...read };
}
