import { describe, expect, test } from "vitest";
import type { State } from "../../src/state/model.ts";
import { fuse } from "../../src/state/quota.ts";
import { reduce } from "../../src/state/reduce.ts";
import { accountState, readyAt } from "../../src/state/select.ts";
import {
	account,
	HOUR,
	life,
	MINUTE,
	move,
	NOW,
	quota,
	replay,
	session,
	stateOf,
	switchOf,
	task,
	turn,
} from "../support/state-builder.ts";

/** Every field that holds a time, each with a time of its own. */
const everything: State = stateOf(
	{
		accounts: [
			account(
				"a",
				[
					quota("five_hour", 1, { observedAt: NOW - 101, resetsAt: NOW + 2 * HOUR }),
					quota("seven_day", 0.4, { observedAt: NOW - 102 }),
				],
				{
					trouble: { cause: "links", what: "", remedy: "", since: NOW - 103 },
					leftAt: NOW - 104,
					leftUntil: NOW + 105,
					answeredAt: NOW - 106,
					told: { at: NOW - 107, incarnation: null },
					polls: [NOW - 108],
				},
			),
		],
		sessions: [
			session("s", {
				stateSince: NOW - 201,
				incarnation: life("s-1", {
					launchedAt: NOW - 202,
					confirmedAt: NOW - 203,
					promptedAt: NOW - 204,
					typedAt: NOW - 211,
					stoppingAt: NOW - 205,
				}),
				turn: turn({ startedAt: NOW - 206, activeAt: NOW - 207 }),
				owed: { since: NOW - 208, cause: "limit" },
				deaths: [NOW - 209],
				attendedAt: NOW - 210,
			}),
		],
		tasks: [
			task("runs", {
				state: "running",
				addedAt: NOW - 301,
				startedAt: NOW - 302,
				typedAt: NOW - 309,
				acceptedAt: NOW - 303,
				answeredAt: NOW - 304,
			}),
			task("ended", {
				state: "done",
				addedAt: NOW - 305,
				startedAt: NOW - 306,
				acceptedAt: NOW - 307,
				answeredAt: NOW - 308,
				endedAt: NOW - 309,
			}),
		],
	},
	{
		engine: {
			...stateOf({}).engine,
			startedAt: NOW - 401,
			stoppedAt: NOW - 402,
		},
		lastSwitchAt: NOW - 403,
		openSwitch: switchOf([move("s", { startedAt: NOW - 404, endedAt: NOW - 405 })], {
			begunAt: NOW - 406,
			committedAt: NOW - 407,
		}),
		scheduled: {
			id: "later",
			at: NOW + 408,
			to: null,
			sessions: null,
			force: false,
			scheduledAt: NOW - 409,
		},
		switches: [
			switchOf([move("s", { startedAt: NOW - 410, endedAt: NOW - 411 })], {
				begunAt: NOW - 412,
				committedAt: NOW - 413,
				endedAt: NOW - 414,
			}),
		],
		checkpoints: [
			{
				id: "c",
				session: "s",
				takenAt: NOW - 415,
				why: "",
				account: null,
				conversation: null,
				task: null,
				gitHead: null,
				transcriptBytes: null,
				file: "",
			},
		],
		dispatch: {
			paused: true,
			all: false,
			since: NOW - 416,
			until: NOW + 416,
			projects: { "/srv/app": { since: NOW - 419, until: NOW + 419 } },
		},
		loops: {
			janitor: {
				name: "janitor",
				failures: 0,
				lastError: null,
				lastChangeAt: NOW - 417,
				gaveUp: false,
			},
		},
		verdict: { why: "", at: NOW - 418 },
	},
);

/** Every time in a state, by where it stands. */
const timesIn = (state: State): ReadonlyMap<string, number> =>
	timesOf(JSON.parse(JSON.stringify(state)));

function timesOf(thing: unknown, path = ""): ReadonlyMap<string, number> {
	if (typeof thing === "number")
		return new Map(thing > NOW - 10 * HOUR * 24 ? [[path, thing]] : []);
	if (typeof thing !== "object" || thing === null) return new Map();
	return new Map(
		Object.entries(thing).flatMap(([key, value]) => [
			...timesOf(value, path === "" ? key : `${path}.${key}`),
		]),
	);
}

const MOVES_ALONG: readonly string[] = [
	"accounts.a.windows.five_hour.observedAt",
	"accounts.a.trouble.since",
	"accounts.a.leftAt",
	"accounts.a.answeredAt",
	"accounts.a.told.at",
	"accounts.a.polls.0",
	"lastSwitchAt",
	"sessions.s.stateSince",
	"sessions.s.owed.since",
	"sessions.s.deaths.0",
	"sessions.s.attendedAt",
	"sessions.s.incarnation.launchedAt",
	"sessions.s.incarnation.confirmedAt",
	"sessions.s.incarnation.promptedAt",
	"sessions.s.incarnation.typedAt",
	"sessions.s.incarnation.stoppingAt",
	"sessions.s.turn.startedAt",
	"sessions.s.turn.activeAt",
	"tasks.runs.addedAt",
	"tasks.runs.startedAt",
	"tasks.runs.typedAt",
	"tasks.runs.acceptedAt",
	"tasks.runs.answeredAt",
	"openSwitch.begunAt",
	"openSwitch.committedAt",
	"openSwitch.moves.0.startedAt",
	"openSwitch.moves.0.endedAt",
];

/** What is told by the provider's clock or by the operator's watch, and what has ended or is only shown. */
const STAYS: readonly string[] = [
	"accounts.a.windows.five_hour.resetsAt",
	"accounts.a.leftUntil",
	"scheduled.at",
	"scheduled.scheduledAt",
	"tasks.ended.addedAt",
	"tasks.ended.startedAt",
	"tasks.ended.acceptedAt",
	"tasks.ended.answeredAt",
	"tasks.ended.endedAt",
	"switches.0.begunAt",
	"switches.0.committedAt",
	"switches.0.endedAt",
	"switches.0.moves.0.startedAt",
	"switches.0.moves.0.endedAt",
	"checkpoints.0.takenAt",
	"dispatch.since",
	"dispatch.until",
	"dispatch.projects./srv/app.since",
	"dispatch.projects./srv/app.until",
	"engine.startedAt",
	"engine.stoppedAt",
	"loops.janitor.lastChangeAt",
	"verdict.at",
];

/** A reading of before the jump tells nothing any more. */
const GOES: readonly string[] = [
	"accounts.a.windows.seven_day.observedAt",
	"accounts.a.windows.seven_day.resetsAt",
];

describe("T8: when the clock jumps", () => {
	test.each([
		["an hour ahead", HOUR],
		["an hour back", -HOUR],
		["over a night of sleep", 8 * HOUR],
	])("%s, what a duration is counted from moves along, and nothing else", (_how, byMs) => {
		const before = timesIn(everything);
		const after = timesIn(reduce(everything, { type: "clock.jumped", byMs }, NOW + byMs));
		expect([...before.keys()].sort()).toEqual([...MOVES_ALONG, ...STAYS, ...GOES].sort());
		for (const path of MOVES_ALONG) {
			expect([path, after.get(path)]).toEqual([path, (before.get(path) ?? 0) + byMs]);
		}
		for (const path of STAYS) expect([path, after.get(path)]).toEqual([path, before.get(path)]);
		for (const path of GOES) expect([path, after.get(path)]).toEqual([path, undefined]);
	});

	test("what is not known or absent stays so", () => {
		const empty = stateOf({
			accounts: [account("a")],
			sessions: [session("s", { incarnation: null }), session("t")],
			tasks: [task("x")],
		});
		const after = reduce(empty, { type: "clock.jumped", byMs: HOUR }, NOW + HOUR);
		expect(after.accounts.a).toEqual(empty.accounts.a);
		expect(after.sessions.s).toMatchObject({ incarnation: null, turn: null, owed: null });
		expect(after.sessions.t?.incarnation).toMatchObject({ promptedAt: null, stoppingAt: null });
		expect(after.tasks.get("x")).toMatchObject({
			startedAt: null,
			acceptedAt: null,
			answeredAt: null,
		});
		expect([after.lastSwitchAt, after.openSwitch]).toEqual([null, null]);
	});

	const spentAccount = (state: State) => {
		const { a } = state.accounts;
		if (a === undefined) throw new Error("the account is gone");
		return a;
	};
	const jumped = (byMs: number): State =>
		replay(
			stateOf({ accounts: [account("a", [quota("five_hour", 1), quota("seven_day", 0.94)])] }),
			{ at: NOW + byMs, event: { type: "clock.jumped", byMs } },
		);

	test("a spent window holds until its reset, which the provider told", () => {
		const state = jumped(HOUR);
		expect(accountState(spentAccount(state), state.policy, NOW + HOUR)).toBe("spent");
		expect(readyAt(spentAccount(state), NOW + HOUR)).toBe(NOW + 2 * HOUR);
	});

	test("over its reset, nothing is known of it", () => {
		const state = jumped(8 * HOUR);
		expect(accountState(spentAccount(state), state.policy, NOW + 8 * HOUR)).toBe("unknown");
	});

	test("back, fresh evidence counts against a limit without a known reset as it did before", () => {
		const before = stateOf({
			accounts: [account("a", [quota("five_hour", 1, { resetsAt: null })])],
		});
		const state = reduce(before, { type: "clock.jumped", byMs: -HOUR }, NOW - HOUR);
		const known = spentAccount(state).windows.five_hour;
		const fresh = quota("five_hour", 0.1, { observedAt: NOW - HOUR + 11 * MINUTE });
		expect(fuse(known, fresh, fresh.observedAt)).toEqual(fresh);
	});

	test("deaths of a minute ago still count as deaths of a minute ago", () => {
		const died = stateOf({ sessions: [session("s", { deaths: [NOW - MINUTE] })] });
		const state = replay(
			died,
			{ at: NOW - HOUR, event: { type: "clock.jumped", byMs: -HOUR } },
			{
				at: NOW - HOUR,
				event: {
					type: "session.ended",
					session: "s",
					incarnation: "s-1",
					how: "death",
					note: null,
				},
			},
		);
		expect(state.sessions.s?.deaths).toEqual([NOW - HOUR - MINUTE, NOW - HOUR]);
	});
});
