import { describe, expect, test } from "vitest";
import {
	decideSwitchActions,
	readinessOf,
	type SwitchRules,
	VERIFY_MS,
} from "../../../src/engine/decide/switch-step.ts";
import type { Incarnation, Move, MoveStep, Session, Switch } from "../../../src/state/model.ts";
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
	task,
	turn,
} from "../../support/state-builder.ts";

const rules: SwitchRules = {
	drainTimeoutMs: 120 * SECOND,
	drainMaxMs: 30 * MINUTE,
	drainPolicy: "leave",
	slots: 2,
	crossAccountResume: "ask",
};

function actions(
	sessions: readonly Session[],
	open: Switch,
	over: Partial<SwitchRules> = {},
	busy: readonly string[] = [],
): readonly string[] {
	const state = stateOf({ sessions }, { openSwitch: open });
	return decideSwitchActions(state, { ...rules, ...over }, NOW, new Set(busy)).map((action) => {
		if (action.kind === "end-move") return `${action.session} ends: ${action.outcome}`;
		return "session" in action ? `${action.kind} ${action.session}` : action.kind;
	});
}

const names = ["s1", "s2", "s3", "s4"];
const idle = names.map((name) => session(name));
const pending = names.map((name) => move(name));
const committed = { committedAt: NOW };

/** A session that runs on b, launched by its move. */
const onB = (name: string, over: Parameters<typeof life>[1] = {}): Session =>
	session(name, {
		incarnation: life(`${name}-2`, {
			account: "b",
			launchedAt: NOW,
			confirmedAt: NOW,
			...over,
		}),
	});
const at = (name: string, step: MoveStep, over: Partial<Move> = {}): Move =>
	move(name, { step, toIncarnation: `${name}-2`, ...over });

describe("before the commit", () => {
	test("one session alone begins: the canary", () => {
		expect(actions(idle, switchOf(pending))).toEqual(["stop s1"]);
	});

	test("while the canary is under way nobody else begins", () => {
		const canary = at("s2", "stopped", { canary: true });
		expect(actions(idle, switchOf([move("s1"), canary, move("s3")]))).toEqual(["launch s2"]);
	});

	test("a step that is being taken holds all others", () => {
		expect(actions(idle, switchOf(pending), {}, ["s1"])).toEqual([]);
	});

	test("the canary is stopped, launched, verified, and only then committed", () => {
		const one = (step: MoveStep, s: Session = onB("s1")): readonly string[] =>
			actions([s], switchOf([at("s1", step, { canary: true })]));
		expect(one("checkpointed", session("s1"))).toEqual(["stop s1"]);
		expect(one("stopped", session("s1", { incarnation: null }))).toEqual(["launch s1"]);
		expect(one("launched", onB("s1", { confirmedAt: null }))).toEqual([]);
		expect(one("launched")).toEqual(["verify s1"]);
		expect(one("verified")).toEqual(["commit s1"]);
	});

	test("a canary that does not come up undoes the switch", () => {
		const open = switchOf([at("s1", "launched", { canary: true }), move("s2")]);
		const late = onB("s1", { confirmedAt: null, launchedAt: NOW - VERIFY_MS });
		expect(actions([late, session("s2")], open)).toEqual(["roll-back"]);
		const died = session("s1", { incarnation: null });
		expect(actions([died, session("s2")], open)).toEqual(["roll-back"]);
		expect(actions([session("s2")], open)).toEqual(["roll-back"]);
	});

	test("a canary that dies after it was verified undoes the switch as well", () => {
		const open = switchOf([at("s1", "verified", { canary: true })]);
		expect(actions([session("s1", { incarnation: null })], open)).toEqual(["roll-back"]);
		const another = session("s1", { incarnation: life("another") });
		expect(actions([another], open)).toEqual(["roll-back"]);
	});

	test("those whose turn was cut go first, then the fed ones, then the operator's", () => {
		const open = switchOf([move("s1"), move("s2"), move("s3")]);
		const owed = { since: NOW, cause: "limit" } as const;
		const sessions = [dedicated("s1"), session("s2"), session("s3", { state: "limited", owed })];
		expect(actions(sessions, open)).toEqual(["stop s3"]);
		expect(actions([dedicated("s1"), session("s2")], switchOf([move("s1"), move("s2")]))).toEqual([
			"stop s2",
		]);
	});

	test("nobody is ready: nothing begins, and it is said once what each waits for", () => {
		const working = names.map((n) => session(n, { state: "working", turn: turn() }));
		expect(actions(working, switchOf(pending))).toEqual(names.map((n) => `note-draining ${n}`));
		const note = "its turn goes on";
		const draining = names.map((n) => move(n, { step: "draining", note }));
		expect(actions(working, switchOf(draining))).toEqual([]);
	});
});

describe("after the commit", () => {
	const first = at("s1", "verified", { canary: true });

	test("as many are under way as there are slots", () => {
		const open = switchOf([{ ...first, outcome: "moved" }, ...pending.slice(1)], committed);
		expect(actions(idle, open)).toEqual(["stop s2", "stop s3"]);
		expect(actions(idle, open, { slots: 3 })).toEqual(["stop s2", "stop s3", "stop s4"]);
	});

	test("who is under way or has a step taken holds a slot", () => {
		const open = switchOf([at("s1", "launched"), ...pending.slice(1)], committed);
		const sessions = [onB("s1", { confirmedAt: null }), ...idle.slice(1)];
		expect(actions(sessions, open)).toEqual(["stop s2"]);
		expect(actions(sessions, open, {}, ["s2"])).toEqual([]);
		expect(actions(sessions, open, {}, ["s1"])).toEqual(["stop s2"]);
	});

	test("who has come up holds no slot any more, also while it is verified", () => {
		const open = switchOf([at("s1", "launched"), ...pending.slice(1)], committed);
		const sessions = [onB("s1"), ...idle.slice(1)];
		expect(actions(sessions, open)).toEqual(["verify s1", "stop s2", "stop s3"]);
		expect(actions(sessions, open, {}, ["s1"])).toEqual(["stop s2", "stop s3"]);
	});

	test("who goes on with its work holds its slot until its prompt has arrived, whether its move has ended or not", () => {
		const sessions = (over: Partial<Incarnation>) => [
			onB("s1", { carries: "continue", ...over }),
			...idle.slice(1),
		];
		for (const outcome of [null, "moved"] as const) {
			const first = at("s1", "verified", { outcome });
			const open = switchOf([first, ...pending.slice(1)], committed);
			const next = (over: Partial<Incarnation>) =>
				actions(sessions(over), open).filter((a) => a.startsWith("stop"));
			expect(next({})).toEqual(["stop s2"]);
			expect(next({ promptedAt: NOW })).toEqual(["stop s2", "stop s3"]);
		}
	});

	test("a start that takes long keeps the others waiting no more", () => {
		const open = switchOf([at("s1", "launched"), ...pending.slice(1)], committed);
		const since = (launchedAt: number) => [
			onB("s1", { confirmedAt: null, launchedAt }),
			...idle.slice(1),
		];
		expect(actions(since(NOW - 14 * SECOND), open)).toEqual(["stop s2"]);
		expect(actions(since(NOW - 15 * SECOND), open)).toEqual(["stop s2", "stop s3"]);
	});

	test("the canary's own move ends like the others", () => {
		expect(actions([onB("s1")], switchOf([first], committed))).toEqual(["s1 ends: moved"]);
	});

	test("one that does not come up is reported; nothing goes back", () => {
		const open = switchOf([at("s1", "launched"), move("s2")], committed);
		const late = onB("s1", { confirmedAt: null, launchedAt: NOW - VERIFY_MS });
		expect(actions([late, session("s2")], open)).toEqual(["s1 ends: failed", "stop s2"]);
	});

	test("another process than the one that was launched is not taken for it", () => {
		const open = switchOf([at("s1", "launched")], committed);
		const other = session("s1", { incarnation: life("someone-else", { account: "b" }) });
		expect(actions([other], open)).toEqual(["s1 ends: failed"]);
	});

	test("a session that left the pool ends its move", () => {
		for (const step of ["pending", "draining", "checkpointed", "stopped", "launched"] as const) {
			expect(actions([], switchOf([at("s1", step)], committed))).toEqual(["s1 ends: failed"]);
		}
	});
});

describe("the end", () => {
	const over = pending.map((m, i) => ({
		...m,
		outcome: (["moved", "timed-out", "left", "failed"] as const)[i] ?? "moved",
	}));

	test("comes when every move has an outcome, whichever", () => {
		expect(actions(idle, switchOf(over, committed))).toEqual(["end"]);
		expect(actions(idle, switchOf(over))).toEqual(["end"]);
		expect(actions(idle, switchOf([]))).toEqual(["end"]);
	});

	test("waits for a step that is still being taken", () => {
		expect(actions(idle, switchOf(over, committed), {}, ["s4"])).toEqual([]);
	});

	test("asks for nothing when there is no switch", () => {
		expect(decideSwitchActions(stateOf({ sessions: idle }), rules, NOW)).toEqual([]);
	});
});

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

describe("a session that asks about the owner of its conversation", () => {
	const asking = (since = NOW): Session => ({
		...onB("s1"),
		state: "waiting",
		stateSince: since,
		question: "owner",
	});
	const LONG_AGO = NOW - 61 * SECOND;
	const asked = (
		policy: SwitchRules["crossAccountResume"],
		since = NOW,
		over: Partial<Switch> = {},
		step: MoveStep = "launched",
	): readonly string[] => {
		const open = switchOf([at("s1", step, { canary: true }), move("s2")], over);
		return actions([asking(since), session("s2")], open, { crossAccountResume: policy, slots: 1 });
	};

	test.each(["ask", "copy"] as const)(
		"%s: is waited for, and nothing is committed on it",
		(policy) => {
			expect(asked(policy)).toEqual([]);
			expect(asked(policy, NOW, {}, "verified")).toEqual([]);
		},
	);

	test.each(["ask", "copy"] as const)(
		"%s: not for ever: before the commit the switch is undone",
		(policy) => {
			expect(asked(policy, LONG_AGO)).toEqual(["roll-back"]);
		},
	);

	test("after the commit its move alone ends, and holds nobody up meanwhile", () => {
		expect(asked("ask", NOW, committed)).toEqual(["stop s2"]);
		expect(asked("ask", LONG_AGO, committed)).toContain("s1 ends: timed-out");
		expect(asked("copy", LONG_AGO, committed)).toContain("s1 ends: failed");
	});

	test("refuse: it leaves the target at once", () => {
		expect(asked("refuse")).toEqual(["decline s1"]);
		expect(asked("refuse", NOW, committed)).toContain("decline s1");
	});

	test("a move that needed another conversation says which", () => {
		const copied = { ...onB("s1"), conversation: "the-copy" };
		const open = switchOf([at("s1", "verified", { conversation: "before" })], committed);
		const state = stateOf({ sessions: [copied] }, { openSwitch: open });
		expect(decideSwitchActions(state, rules, NOW)).toMatchObject([
			{ outcome: "moved", note: "it goes on in another conversation, the-copy" },
		]);
	});
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
