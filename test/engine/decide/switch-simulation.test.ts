import { expect, test } from "vitest";
import type { Switch } from "../../../src/state/model.ts";
import { dice } from "../../support/state-builder.ts";
import { type Fate, SmallWorld } from "./small-world.ts";

const RUNS = 2_000;
const MOST_TURNS = 2_000;

interface History {
	readonly seed: number;
	readonly world: SmallWorld;
	readonly ended: Switch;
}

/** Plays one history until its switch has ended. */
function play(seed: number, fate: Fate): History {
	const roll = dice(seed);
	const world = new SmallWorld(roll, fate);
	for (let turns = 0; world.state.openSwitch !== null; turns++) {
		if (turns > MOST_TURNS) {
			const moves = JSON.stringify(world.state.openSwitch.moves, null, 1);
			throw new Error(`seed ${seed}: the switch does not end: ${moves}`);
		}
		world.turnOver();
	}
	const [ended] = world.state.switches;
	if (ended === undefined) throw new Error(`seed ${seed}: there is no switch`);
	return { seed, world, ended };
}

function expectSound({ seed, world, ended }: History): void {
	expect([seed, ...world.violations]).toEqual([seed]);
	for (const move of ended.moves) {
		expect([seed, move.session, move.outcome]).not.toEqual([seed, move.session, null]);
		const where = [seed, move.session, move.outcome, world.runsOn(move.session) ?? "nowhere"];
		const right: Partial<Record<string, RegExp>> = {
			moved: /^(b|nowhere)$/,
			returned: /^(a|nowhere)$/,
			parked: /^nowhere$/,
		};
		const expected = right[move.outcome ?? ""] ?? /^(a|b|nowhere)$/;
		expect(where).toEqual([...where.slice(0, 3), expect.stringMatching(expected)]);
		if (move.outcome === "moved") expect([seed, ended.committedAt]).not.toEqual([seed, null]);
		if (move.outcome === "returned") expect([seed, ended.committedAt]).toEqual([seed, null]);
	}
	const active = ended.committedAt === null ? "a" : "b";
	expect([seed, world.state.active]).toEqual([seed, active]);
}

test("without misfortune every session moves", () => {
	for (let seed = 1; seed <= 200; seed++) {
		const history = play(seed, { crash: 0, fact: 0, failure: 0 });
		expectSound(history);
		const outcomes = new Set(history.ended.moves.map((m) => m.outcome));
		expect([seed, ...outcomes]).toEqual([seed, "moved"]);
	}
});

test("a crash at any point loses nobody: with crashes alone, every session moves as well", () => {
	let crashes = 0;
	for (let seed = 1; seed <= RUNS; seed++) {
		const history = play(seed, { crash: 0.2, fact: 0, failure: 0 });
		expectSound(history);
		crashes += history.world.crashes;
		const outcomes = new Set(history.ended.moves.map((m) => m.outcome));
		expect([seed, ...outcomes]).toEqual([seed, "moved"]);
	}
	expect(crashes).toBeGreaterThan(RUNS);
});

test("whatever happens in between, every switch ends and nobody is on two accounts", () => {
	const outcomes = new Set<string>();
	for (let seed = 1; seed <= RUNS; seed++) {
		const history = play(seed, { crash: 0.08, fact: 0.15, failure: 0.05 });
		expectSound(history);
		for (const move of history.ended.moves) outcomes.add(move.outcome ?? "none");
	}
	expect([...outcomes].sort()).toEqual([
		"failed",
		"left",
		"moved",
		"parked",
		"returned",
		"timed-out",
	]);
});

test("the same seed gives the same history", () => {
	const fate = { crash: 0.1, fact: 0.2, failure: 0.05 };
	expect(play(7, fate).world.journal).toEqual(play(7, fate).world.journal);
});
