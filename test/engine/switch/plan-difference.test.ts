import { describe, expect, test } from "vitest";
import { planDifference } from "../../../src/engine/switch/plan-difference.ts";
import type { Plan, Precondition } from "../../../src/state/client.ts";

const good = (name: string): Precondition => ({ name, ok: true, detail: "fine", remedy: null });
const bad = (name: string): Precondition => ({
	name,
	ok: false,
	detail: "it broke",
	remedy: "mend",
});
const move = (session: string, over: Partial<Plan["moves"][number]> = {}) => ({
	session,
	how: "now: it is between turns",
	continues: false,
	canary: false,
	cut: false,
	...over,
});

const shown: Plan = {
	id: "plan-1",
	seq: 7,
	from: "a",
	to: "b",
	reason: "manual",
	why: "asked for by the operator",
	force: false,
	moves: [move("ccl-0", { canary: true }), move("ccl-1")],
	left: [],
	candidates: [{ account: "b", ok: true, why: "can take over" }],
	preconditions: [good("links"), good("tmux")],
	runnable: true,
};

const why = (over: Partial<Plan>): string | undefined =>
	planDifference(shown, { ...shown, ...over })?.why;

describe("a plan differs from the one that was shown", () => {
	test.each<[string, Partial<Plan>, string]>([
		["by its target", { to: "c" }, "it would now be a → c"],
		["when nobody can take over", { to: null }, "it would now be a → nobody"],
		["by the account that is left", { from: "c" }, "it would now be c → b"],
		[
			"by a session that joins",
			{ moves: [...shown.moves, move("ccl-2")] },
			"ccl-2 would move as well",
		],
		[
			"by one that stays, with its reason",
			{ moves: [move("ccl-1")], left: [{ session: "ccl-0", why: "move: never" }] },
			"ccl-0 would not move any more (move: never)",
		],
		[
			"by one that is gone",
			{ moves: [move("ccl-1")] },
			"ccl-0 would not move any more (it is gone)",
		],
		[
			"by a turn that it would cut",
			{ moves: [move("ccl-0", { cut: true }), move("ccl-1")] },
			"the turn that ccl-0 began would be cut",
		],
		[
			"by the account that one of them leaves",
			{ moves: [move("ccl-0"), move("ccl-1", { from: "c" })] },
			"ccl-1 would leave c, no longer a",
		],
		["by force", { force: true }, "it would cut turns"],
		["by a precondition", { preconditions: [bad("links"), good("tmux")] }, "it broke"],
		["by a new one", { preconditions: [...shown.preconditions, bad("disk")] }, "it broke"],
	])("%s", (_, over, sentence) => {
		expect(why(over)).toBe(sentence);
	});

	test("and all of it is said at once, with the remedy of what broke", () => {
		const moves = [move("ccl-0"), move("ccl-2")];
		const now = { ...shown, to: "c", moves, preconditions: [good("links"), bad("tmux")] };
		expect(planDifference(shown, now)).toEqual({
			why: "it would now be a → c; ccl-2 would move as well; ccl-1 would not move any more (it is gone); it broke",
			remedy: "mend",
		});
	});

	test("when there is nothing left to move, the failed precondition says why", () => {
		const detail = "all sessions are on b already";
		const preconditions = [{ name: "sessions", ok: false, detail, remedy: null }];
		expect(why({ from: "", to: null, moves: [], preconditions })).toBe(detail);
	});
});

describe("it is the same plan", () => {
	test.each<[string, Partial<Plan>]>([
		["when nothing changed", {}],
		["under another id", { id: "plan-2", seq: 8 }],
		[
			"when another session goes first",
			{ moves: [move("ccl-0"), move("ccl-1", { canary: true })] },
		],
		[
			"when a session must be waited for",
			{ moves: [move("ccl-0", { how: "when its turn has ended" }), move("ccl-1")] },
		],
		["when the candidates have other reasons", { candidates: [] }],
		["when a precondition has another detail", { preconditions: [good("tmux"), good("links")] }],
	])("%s", (_, over) => {
		expect(planDifference(shown, { ...shown, ...over })).toBeNull();
	});

	test("when a precondition that failed then still fails, or holds now", () => {
		const before = { ...shown, preconditions: [bad("links"), good("tmux")] };
		expect(planDifference(before, before)).toBeNull();
		expect(planDifference(before, shown)).toBeNull();
	});
});
