import { describe, expect, test } from "vitest";
import type { SwitchRules } from "../../../src/engine/decide/switch-rules.ts";
import { decideSwitchActions, VERIFY_MS } from "../../../src/engine/decide/switch-step.ts";
import type { Incarnation, Move, MoveStep, Session, Switch } from "../../../src/state/model.ts";
import {
	dedicated,
	life,
	move,
	NOW,
	SECOND,
	session,
	stateOf,
	switchOf,
	switchRules,
	turn,
} from "../../support/state-builder.ts";

const rules = switchRules();

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
