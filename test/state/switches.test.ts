import { describe, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import type { State } from "../../src/state/model.ts";
import {
	account,
	HOUR,
	life,
	NOW,
	quota,
	replay,
	SECOND,
	session,
	stateOf,
} from "../support/state-builder.ts";

const pool = (): State =>
	stateOf({
		accounts: [account("a"), account("b")],
		sessions: [session("ccl-auto-11"), session("ccl-auto-12")],
	});

const begun = (id: string): Event => ({
	type: "switch.begun",
	id,
	from: "a",
	to: "b",
	reason: "threshold",
	why: "a: five_hour is at 92 %",
	moves: ["ccl-auto-11", "ccl-auto-12"].map((name) => ({
		session: name,
		conversation: `conversation-of-${name}-1`,
		fromIncarnation: `${name}-1`,
	})),
});
const stepped = (name: string, step: "checkpointed" | "stopped" | "draining"): Event => ({
	type: "move.stepped",
	id: "s1",
	session: name,
	step,
});
const ended = (id: string): Event => ({
	type: "switch.ended",
	id,
	outcome: "done",
	note: null,
});
const committed: Event = { type: "switch.committed", id: "s1", proof: "b told its quota" };

describe("a switch", () => {
	test("has the session that moves before the commit as its canary, and only that one", () => {
		const state = replay(
			pool(),
			begun("s1"),
			stepped("ccl-auto-12", "checkpointed"),
			committed,
			stepped("ccl-auto-11", "checkpointed"),
		);
		const canaries = state.openSwitch?.moves.filter((m) => m.canary).map((m) => m.session);
		expect(canaries).toEqual(["ccl-auto-12"]);
	});

	test("goes by what a session is when it is stopped: it may have been given another conversation meanwhile", () => {
		const other = life("life-2", { conversation: "another" });
		const state = replay(
			pool(),
			begun("s1"),
			{
				type: "session.launched",
				session: "ccl-auto-12",
				incarnation: other,
				why: "t",
				task: null,
			},
			stepped("ccl-auto-12", "checkpointed"),
		);
		const changed = { conversation: "another", fromIncarnation: "life-2" };
		expect(state.openSwitch?.moves).toMatchObject([{ fromIncarnation: "ccl-auto-11-1" }, changed]);
	});

	test("is missed by a session that is recorded as started on the account that it leaves, and by no other", () => {
		const start = (session: string, on: string): Event => ({
			...{ type: "session.launched", session, why: "first start", task: null },
			incarnation: life(`${session}-2`, { account: on }),
		});
		const state = replay(
			stateOf({
				accounts: [account("a"), account("b")],
				sessions: ["ccl-auto-11", "ccl-auto-12", "late", "there"].map((name) => session(name)),
			}),
			begun("s1"),
			...[start("late", "a"), start("there", "b"), start("ccl-auto-12", "a")],
		);
		const missed = Object.values(state.sessions).filter((s) => s.incarnation?.missed === "s1");
		expect(missed.map((s) => s.name)).toEqual(["late"]);
		const after = replay(state, ended("s1"), start("late", "a"));
		expect(after.sessions["late"]?.incarnation?.missed).toBeUndefined();
	});

	test("makes no canary of a session that merely drains", () => {
		const state = replay(pool(), begun("s1"), stepped("ccl-auto-11", "draining"));
		expect(state.openSwitch?.moves.some((m) => m.canary)).toBe(false);
	});

	test("makes the target active at the commit, not before, and notes when the other was left", () => {
		const before = replay(pool(), begun("s1"), stepped("ccl-auto-11", "checkpointed"));
		expect(before.active).toBe("a");
		expect(before.accounts.a?.leftAt).toBeNull();
		const state = replay(before, { at: NOW + 9 * SECOND, event: committed });
		expect(state.active).toBe("b");
		expect(state.accounts.a?.leftAt).toBe(NOW + 9 * SECOND);
	});

	test("counts for dwell time from the attempt, also when it is undone", () => {
		const state = replay(
			pool(),
			{ at: NOW, event: begun("s1") },
			{
				at: NOW + SECOND,
				event: { type: "switch.ended", id: "s1", outcome: "rolled-back", note: "b refused" },
			},
		);
		expect(state.lastSwitchAt).toBe(NOW);
		expect(state.active).toBe("a");
	});

	test("takes no notice of what is said of another switch", () => {
		const open = replay(pool(), begun("s1"));
		const state = replay(
			open,
			{ ...stepped("ccl-auto-11", "stopped"), id: "s0" } as Event,
			{ type: "switch.committed", id: "s0", proof: "" },
			{ type: "move.ended", id: "s0", session: "ccl-auto-11", outcome: "failed", note: null },
			ended("s0"),
		);
		expect(state).toEqual(open);
	});

	test("remembers the first note, checkpoint and time of a move until they are said anew", () => {
		const state = replay(
			pool(),
			begun("s1"),
			{
				type: "move.stepped",
				id: "s1",
				session: "ccl-auto-11",
				step: "checkpointed",
				checkpoint: "c1",
				note: "it was idle",
			},
			stepped("ccl-auto-11", "stopped"),
		);
		expect(state.openSwitch?.moves[0]).toMatchObject({
			step: "stopped",
			checkpoint: "c1",
			note: "it was idle",
			startedAt: NOW + SECOND,
		});
	});
});

test("fifty ended switches are kept, newest first", () => {
	let state = pool();
	for (let n = 1; n <= 60; n++) state = replay(state, begun(`s${n}`), ended(`s${n}`));
	expect(state.switches).toHaveLength(50);
	expect(state.switches[0]?.id).toBe("s60");
	expect(state.switches.at(-1)?.id).toBe("s11");
	expect(state.openSwitch).toBeNull();
});

test("checkpoints are kept newest first, until they are pruned", () => {
	const taken = (id: string): Event => ({
		type: "checkpoint.taken",
		checkpoint: {
			id,
			session: "ccl-auto-11",
			takenAt: NOW,
			why: "every so often",
			account: "a",
			conversation: null,
			task: null,
			gitHead: null,
			transcriptBytes: null,
			file: `/state/checkpoints/${id}.json`,
		},
	});
	const state = replay(pool(), taken("c1"), taken("c2"), taken("c3"));
	expect(state.checkpoints.map((c) => c.id)).toEqual(["c3", "c2", "c1"]);
	const pruned = replay(state, { type: "checkpoint.pruned", ids: ["c1", "c2"] });
	expect(pruned.checkpoints.map((c) => c.id)).toEqual(["c3"]);
});

describe("an account that a switch leaves", () => {
	const near = (usedRatio: number) => account("a", [quota("five_hour", usedRatio)]);
	const left = (usedRatio: number): State =>
		replay(stateOf({ accounts: [near(usedRatio), account("b")] }), begun("s1"), committed);

	test("is left until the reset of what it was left for", () => {
		expect(left(0.92).accounts.a?.leftUntil).toBe(NOW + 2 * HOUR);
	});

	test("is left until nothing when no quota of it was the cause", () => {
		expect(left(0.3).accounts.a?.leftUntil).toBeNull();
	});

	test("is noted for each account that sessions came from", () => {
		const both = stateOf({ accounts: [account("a"), account("b"), account("c")] });
		const from = { session: "x", from: "c", conversation: null, fromIncarnation: null };
		const begin = { ...begun("s1"), moves: [from] } as Event;
		const { accounts } = replay(both, begin, committed);
		expect([accounts.a?.leftAt, accounts.b?.leftAt, accounts.c?.leftAt]).toEqual([
			NOW + SECOND,
			null,
			NOW + SECOND,
		]);
	});
});

describe("a scheduled switch", () => {
	const scheduled: Event = {
		type: "switch.scheduled",
		id: "later",
		at: NOW + HOUR,
		to: "b",
		sessions: null,
		force: false,
	};

	test("waits, through other switches as well, until it is begun", () => {
		const waiting = replay(pool(), scheduled, begun("s1"), ended("s1"));
		expect(waiting.scheduled).toMatchObject({ id: "later", at: NOW + HOUR, scheduledAt: NOW });
		const run = { ...begun("s2"), scheduled: "later" } as Event;
		expect(replay(waiting, run)).toMatchObject({ scheduled: null, openSwitch: { id: "s2" } });
	});

	test("is gone when it is cancelled, refused or missed", () => {
		for (const how of ["cancelled", "refused", "missed"] as const) {
			const end: Event = { type: "switch.unscheduled", id: "later", how, why: "" };
			expect(replay(pool(), scheduled, end).scheduled).toBeNull();
			expect(replay(pool(), scheduled, { ...end, id: "other" }).scheduled?.id).toBe("later");
		}
	});
});
