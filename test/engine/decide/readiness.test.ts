import { describe, expect, test } from "vitest";
import { howItMoves } from "../../../src/engine/decide/how-it-moves.ts";
import { readinessOf } from "../../../src/engine/decide/readiness.ts";
import type { SwitchRules } from "../../../src/engine/decide/switch-rules.ts";
import { decideSwitchActions } from "../../../src/engine/decide/switch-step.ts";
import type { Incarnation, Session, Switch } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
	life,
	MINUTE,
	move,
	NOW,
	quota,
	SECOND,
	session,
	stateOf,
	switchOf,
	switchRules,
	task,
	turn,
} from "../../support/state-builder.ts";

const rules = switchRules();

/** What the open switch does next. */
const actions = (sessions: readonly Session[], open: Switch): readonly string[] =>
	decideSwitchActions(stateOf({ sessions }, { openSwitch: open }), rules, NOW).map((action) =>
		"session" in action ? `${action.kind} ${action.session}` : action.kind,
	);

describe("a session at work", () => {
	const ready = (over: Partial<Session>, open: Partial<Switch> = {}, how = rules) =>
		readinessOf(session("s1", over), switchOf([move("s1")], open), how, NOW);
	const working = (over: Parameters<typeof turn>[0]): Partial<Session> => ({
		state: "working",
		turn: turn(over),
	});

	test("moves at its own turn boundary", () => {
		expect(ready(working({}))).toEqual({ kind: "draining", note: "its turn goes on" });
		expect(ready({ state: "idle" })).toEqual({ kind: "ready", how: "boundary" });
		expect(ready({ state: "unknown", incarnation: null })).toEqual({
			kind: "ready",
			how: "not-running",
		});
	});

	test("a session that is busy without a prompt that we know of is not cut either", () => {
		const busy = { state: "working", turn: null } as const;
		expect(ready(busy)).toEqual({ kind: "draining", note: "it is busy" });
		expect(ready({ ...busy, incarnation: null }).kind).toBe("ready");
	});

	test("whose launch carries a prompt is not stopped before that was accepted: nobody could tell if it was", () => {
		const started = (over: Partial<Incarnation>) => ({
			state: "idle" as const,
			incarnation: life("l1", { carries: "task", launchedAt: NOW - SECOND, ...over }),
		});
		const note = "its prompt is on its way";
		expect(ready(started({}))).toEqual({ kind: "draining", note });
		expect(ready(started({}), { force: true })).toEqual({ kind: "draining", note });
		expect(ready(started({ promptedAt: NOW })).kind).toBe("ready");
		expect(ready(started({ launchedAt: NOW - 61 * SECOND })).kind).toBe("ready");
		expect(ready({ ...started({}), state: "limited" }).kind).toBe("ready");
	});

	test("into which a task was typed is not stopped before it began with that, however long its process is there", () => {
		const typed = (over: Partial<Incarnation>) => ({
			state: "idle" as const,
			incarnation: life("l1", { carries: "task", promptedAt: NOW - MINUTE, ...over }),
		});
		const note = "its prompt is on its way";
		expect(ready(typed({ typedAt: NOW - SECOND }))).toEqual({ kind: "draining", note });
		expect(ready(typed({ typedAt: NOW - 61 * SECOND })).kind).toBe("ready");
		expect(ready(typed({ typedAt: null })).kind).toBe("ready");
		const state = stateOf({ sessions: [session("s1", typed({ typedAt: NOW - SECOND }))] });
		const manner = { force: false, reason: "manual" } as const;
		expect(howItMoves(state, state.sessions["s1"] as Session, manner, NOW)).toBe(
			"when the task that it is just being given is done",
		);
	});

	test("shows signs of life by its hooks; after drain_timeout without one it is left", () => {
		const quiet = { startedAt: NOW - 5 * MINUTE, activeAt: NOW - 120 * SECOND };
		expect(ready(working(quiet)).kind).toBe("draining");
		expect(ready(working({ ...quiet, activeAt: NOW - 121 * SECOND }))).toEqual({
			kind: "over",
			outcome: "timed-out",
			note: "no sign of life in its turn",
		});
	});

	test("a tool in flight is a sign of life, however long it takes", () => {
		const long = { startedAt: NOW - 20 * MINUTE, activeAt: NOW - 19 * MINUTE, toolInFlight: true };
		expect(ready(working(long), { begunAt: NOW - 20 * MINUTE }).kind).toBe("draining");
	});

	test("that outlasts drain_max stays, and is reported", () => {
		expect(ready(working({}), { begunAt: NOW - 30 * MINUTE }).kind).toBe("draining");
		expect(ready(working({}), { begunAt: NOW - 30 * MINUTE - 1 })).toEqual({
			kind: "over",
			outcome: "timed-out",
			note: "its turn goes on, longer than switch.drain_max",
		});
	});

	test("with drain_policy force it is stopped in mid-turn instead", () => {
		const force = { ...rules, drainPolicy: "force" } as const;
		expect(ready(working({}), {}, force).kind).toBe("draining");
		const cut = { kind: "ready", how: "forced" };
		expect(ready(working({}), { begunAt: NOW - 31 * MINUTE }, force)).toEqual(cut);
		expect(ready(working({ activeAt: NOW - 3 * MINUTE }), {}, force)).toEqual(cut);
	});

	test("that just starts is let start, but not for ever", () => {
		expect(ready({ state: "starting" }).kind).toBe("draining");
		expect(ready({ state: "starting" }, { begunAt: NOW - 31 * MINUTE })).toMatchObject({
			kind: "over",
			outcome: "timed-out",
		});
	});

	test("that is on the target already is left there", () => {
		const there = session("s1", { incarnation: life("l", { account: "b" }) });
		expect(readinessOf(there, switchOf([]), rules, NOW)).toEqual({
			kind: "over",
			outcome: "left",
			note: "it is on b already",
		});
	});

	test.each(["stopped", "quarantined"] as const)("that is %s by now is not started", (state) => {
		expect(ready({ state, incarnation: null })).toMatchObject({ kind: "over", outcome: "left" });
	});

	test("that left the pool is reported", () => {
		expect(readinessOf(undefined, switchOf([]), rules, NOW)).toMatchObject({ outcome: "failed" });
	});
});

describe("a session that waits for a person", () => {
	const asks = { state: "waiting", note: "allow Bash rm?" } as const;
	const moves = { kind: "ready", how: "question" };
	const inTurn = { ...asks, turn: turn({ toolInFlight: true, activeAt: NOW - MINUTE }) };
	const ready = (one: Session, open: Partial<Switch> = {}) =>
		readinessOf(one, switchOf([move("s1")], open), rules, NOW);

	test.each([
		["between turns", asks],
		["within its turn", inTurn],
	])("the operator's own stays until it is answered (%s)", (_where, over) => {
		expect(ready(dedicated("s1", over))).toEqual({
			kind: "draining",
			note: "it waits for its operator's answer",
		});
	});

	test.each([
		["between turns", asks],
		["within its turn", inTurn],
	])("the operator's own goes along at the wall (%s)", (_where, over) => {
		expect(ready(dedicated("s1", over), { reason: "limit" })).toEqual(moves);
	});

	test("the operator's own does not hold the switch open for ever: others may need one", () => {
		expect(ready(dedicated("s1", asks), { begunAt: NOW - 31 * MINUTE })).toEqual({
			kind: "over",
			outcome: "timed-out",
			note: "it waits for its operator's answer, longer than switch.drain_max",
		});
	});

	test("the operator's own is not cut by drain_policy force either: that is for sessions at work", () => {
		const force = { ...rules, drainPolicy: "force" } as const;
		const late = switchOf([move("s1")], { begunAt: NOW - 31 * MINUTE });
		expect(readinessOf(dedicated("s1", asks), late, force, NOW)).toMatchObject({
			kind: "over",
			outcome: "timed-out",
		});
	});

	test("the operator's own goes along when the operator forces the switch", () => {
		expect(ready(dedicated("s1", asks), { force: true })).toEqual(moves);
	});

	test("an autonomous one moves at once and is prompted again", () => {
		expect(ready(session("s1", asks))).toEqual(moves);
		expect(ready(session("s1", inTurn))).toEqual(moves);
	});
});

describe("a session that its operator is at", () => {
	const ready = (
		over: Partial<Session>,
		open: Partial<Switch> = {},
		how: Partial<SwitchRules> = {},
		kind: Session["kind"] = "dedicated",
	) =>
		readinessOf(
			session("s1", { kind, ...over }),
			switchOf([move("s1")], open),
			{ ...rules, ...how },
			NOW,
		);
	const typing = { attendedAt: NOW - 59 * SECOND };
	const draft = { draft: true };
	const boundary = { kind: "ready", how: "boundary" };

	test("is not stopped within a minute of the last key", () => {
		const note = "its operator is typing in it";
		expect(ready(typing)).toEqual({ kind: "draining", note });
		expect(ready({ attendedAt: NOW - 60 * SECOND })).toEqual(boundary);
	});

	test("is not stopped while there is text in its input box, however old the last key is", () => {
		const note = "there is text in its input box";
		expect(ready({ ...draft, attendedAt: NOW - 10 * MINUTE })).toEqual({ kind: "draining", note });
		expect(ready({ draft: false })).toEqual(boundary);
		expect(ready({ draft: null })).toEqual(boundary);
	});

	test.each([
		["the wall", { reason: "limit" as const }],
		["a forced switch", { force: true }],
	])("is stopped all the same by %s", (_what, open) => {
		expect(ready({ ...typing, ...draft }, open)).toEqual(boundary);
	});

	test("does not hold the switch open for ever: at drain_max it stays and is reported, also with drain_policy force", () => {
		for (const drainPolicy of ["leave", "force"] as const) {
			const late = { begunAt: NOW - 31 * MINUTE };
			expect(ready(draft, late, { drainPolicy })).toEqual({
				kind: "over",
				outcome: "timed-out",
				note: "there is text in its input box, longer than switch.drain_max",
			});
		}
	});

	test("is the operator's own: an autonomous one moves", () => {
		expect(ready({ ...typing, ...draft }, {}, {}, "autonomous")).toEqual(boundary);
	});

	test("says so while the switch waits, and says it anew when it waits for something else", () => {
		const held = [session("s1", { kind: "dedicated", ...draft })];
		const note = "there is text in its input box";
		expect(actions(held, switchOf([move("s1")]))).toEqual(["note-draining s1"]);
		const draining = (said: string) => switchOf([move("s1", { step: "draining", note: said })]);
		expect(actions(held, draining(note))).toEqual([]);
		expect(actions(held, draining("its turn goes on"))).toEqual(["note-draining s1"]);
	});
});

describe("how a session was ready", () => {
	const how = (over: Partial<Session>, open: Partial<Switch> = {}) => {
		const ready = readinessOf(session("s1", over), switchOf([move("s1")], open), rules, NOW);
		return ready.kind === "ready" ? ready.how : ready.kind;
	};

	test("past the hard limit its turn is over: it does not wait", () => {
		expect(how({ state: "limited", owed: { since: NOW, cause: "limit" } })).toBe("limit");
	});

	test("a forced switch cuts a turn that is under way, and only that is forced", () => {
		const working = { state: "working" as const, turn: turn({}) };
		expect(how(working, { force: true })).toBe("forced");
		expect(how({ state: "working" }, { force: true })).toBe("forced");
		expect(how({ state: "idle" }, { force: true })).toBe("boundary");
	});

	test("one that is stalled without a turn that we know of is not taken for one between turns", () => {
		expect(how({ state: "stalled" })).toBe("draining");
	});
});

test("at the wall an operator is not waited for any more, also by a switch that began before it", () => {
	const held = [session("s1", { kind: "dedicated", draft: true, account: "a" })];
	const open = switchOf([move("s1", { step: "draining", note: "there is text in its input box" })]);
	const at = (usedRatio: number) =>
		decideSwitchActions(
			stateOf(
				{ accounts: [account("a", [quota("five_hour", usedRatio)])], sessions: held },
				{ openSwitch: open },
			),
			rules,
			NOW,
		).map((a) => a.kind);
	expect(at(0.95)).toEqual([]);
	expect(at(1)).toEqual(["stop"]);
});

describe("a session that a task is just being given to", () => {
	const empty = session("s1", { incarnation: null, state: "unknown" });
	const given = task("t1", { state: "running", session: "s1" });
	const next = (begunAt: number) => {
		const open = switchOf([move("s1"), move("s2")], { begunAt });
		const things = { sessions: [empty, session("s2")], tasks: [given] };
		return decideSwitchActions(stateOf(things, { openSwitch: open }), rules, NOW);
	};

	test("is waited for while another goes first: its process is about to be there", () => {
		expect(next(NOW)).toEqual([
			{ kind: "stop", session: "s2" },
			{ kind: "note-draining", session: "s1", note: "a task is just being given to it" },
		]);
	});

	test("is waited for no longer than for any other", () => {
		expect(next(NOW - 31 * MINUTE)).toContainEqual({ kind: "stop", session: "s1" });
	});
});
