import { describe, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import { initialState, type State } from "../../src/state/model.ts";
import { endsOfPauses, isPaused, isProjectPaused, nextEndOfPause } from "../../src/state/pauses.ts";
import { sentenceOf } from "../../src/state/sentences.ts";
import { selectWaits } from "../../src/state/waits.ts";
import { HOUR, NOW, replay, stateOf, task } from "../support/state-builder.ts";

const APP = "/srv/app";
const pause = (over: Partial<Extract<Event, { type: "dispatch.paused" }>> = {}): Event => ({
	type: "dispatch.paused",
	all: false,
	...over,
});
const resume = (project?: string): Event => ({
	type: "dispatch.resumed",
	...(project !== undefined && { project }),
});
const stateAfter = (...events: readonly Event[]): State => replay(initialState, ...events);

describe("a pause of one project", () => {
	test("holds its tasks and no others", () => {
		const state = stateAfter(pause({ project: APP }));
		expect([isProjectPaused(state, APP), isProjectPaused(state, "/srv/api")]).toEqual([
			true,
			false,
		]);
		expect(state.dispatch).toMatchObject({ paused: false, all: false });
	});

	test("outlives the end of the pause of everything, and does not end that", () => {
		const both = stateAfter(pause({ project: APP }), pause({ all: true }));
		expect(replay(both, resume()).dispatch).toMatchObject({
			paused: false,
			projects: { [APP]: { since: NOW, until: null } },
		});
		const state = replay(both, resume(APP));
		expect(state.dispatch).toMatchObject({ paused: true, all: true, projects: {} });
		expect(isProjectPaused(state, APP)).toBe(true);
	});

	test("is what its tasks wait for", () => {
		const it = task("app.it");
		const { dispatch } = stateAfter(pause({ project: APP }));
		const waitOf = selectWaits(stateOf({ tasks: [it] }, { dispatch }), NOW);
		expect(waitOf(it)?.kind).toBe("paused");
	});

	test("is no property of the object that holds it", () => {
		const state = stateAfter(pause({ project: APP }));
		for (const name of ["__proto__", "constructor", "toString"]) {
			expect([name, isProjectPaused(state, name), isPaused(state, name, NOW)]).toEqual([
				name,
				false,
				false,
			]);
		}
	});
});

describe("a pause with a time", () => {
	const until = NOW + HOUR;
	const state = stateAfter(
		pause({ all: true, until }),
		pause({ project: APP, until: until + HOUR }),
	);

	test("is over when the time has come, and not a moment before", () => {
		expect(isPaused(state, "/srv/api", until - 1)).toBe(true);
		expect(isPaused(state, "/srv/api", until)).toBe(false);
		expect([isPaused(state, APP, until), isPaused(state, APP, until + HOUR)]).toEqual([
			true,
			false,
		]);
	});

	test("tells when it ends, and which event ends it then", () => {
		expect([nextEndOfPause(state), endsOfPauses(state, until - 1)]).toEqual([until, []]);
		expect(endsOfPauses(state, until)).toEqual([resume()]);
		expect(endsOfPauses(state, until + HOUR)).toEqual([resume(), resume(APP)]);
		const ended = replay(state, ...endsOfPauses(state, until + HOUR));
		expect(ended.dispatch).toEqual({ paused: false, all: false, since: null, projects: {} });
		expect([nextEndOfPause(ended), endsOfPauses(ended, until + 9 * HOUR)]).toEqual([null, []]);
	});

	test("does not end one of everything, nor is one that is without: automatic switching stays paused", () => {
		const all = replay(stateOf({}), pause({ all: true }));
		const less = replay(all, pause({ until }));
		expect(less.dispatch).toEqual(all.dispatch);
		expect(endsOfPauses(less, until + HOUR)).toEqual([]);
	});

	test("is replaced by one without", () => {
		const forever = replay(stateOf({}), pause({ until }), pause());
		expect(forever.dispatch.until).toBeUndefined();
		expect(isPaused(forever, "/srv/api", until + 99 * HOUR)).toBe(true);
	});
});

test("the events name the project", () => {
	const say = (event: Event): string => sentenceOf({ seq: 1, at: NOW, event }).text;
	expect(say(pause({ project: APP }))).toBe("of /srv/app: paused");
	expect(say(resume(APP))).toBe("of /srv/app: goes on");
});
