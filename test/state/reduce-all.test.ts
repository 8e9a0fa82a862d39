import { expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import { initialState, type State } from "../../src/state/model.ts";
import { reduce } from "../../src/state/reduce.ts";
import { reduceAll } from "../../src/state/reduce-all.ts";
import { NOW, session, stateOf, task } from "../support/state-builder.ts";
import { everyEvent } from "./every-event.ts";

type Added = Extract<Event, { type: "task.added" }>;

const inRow = (events: readonly Event[]) => events.map((event, n) => ({ event, at: NOW + n }));

/** What `reduce` gives one after the other. */
const oneByOne = (state: State, events: readonly Event[]): State =>
	inRow(events).reduce((s, { event, at }) => reduce(s, event, at), state);

const together = (state: State, events: readonly Event[]): State => reduceAll(state, inRow(events));

function added(id: string, over: Partial<Added> = {}): Added {
	const file = `/srv/app/.agent-queue/inbox/${id}.md`;
	const base = { project: "/srv/app", title: id, priority: "normal", file } as const;
	return { type: "task.added", task: id, ...base, ...over };
}

test("a whole story gives the same together as event by event", () => {
	const story = Object.values(everyEvent);
	expect(together(initialState, story)).toEqual(oneByOne(initialState, story));
});

test("more files than are taken in at once are all there, in the order in which they were found", () => {
	const events = Array.from({ length: 450 }, (_, n) => added(`t-${n}`));
	const state = together(stateOf({ tasks: [task("known")] }), events);
	expect(Object.keys(state.tasks)).toEqual(["known", ...events.map((e) => e.task)]);
	expect(state.tasks["t-449"]?.addedAt).toBe(NOW + 449);
});

test("a file that is found, held back, edited and taken away in one look leaves nothing, and the others stay", () => {
	const state = stateOf({ tasks: [task("old"), task("stays")] });
	const events: Event[] = [
		added("new"),
		{ type: "task.blocked", task: "new", by: "new.md.blocked" },
		{ type: "task.edited", task: "new", title: "n", priority: "high", dependsOn: ["stays"] },
		{ type: "task.removed", task: "old" },
		added("other"),
		{ type: "task.removed", task: "new" },
	];
	expect(together(state, events)).toEqual(oneByOne(state, events));
	expect(Object.keys(together(state, events).tasks)).toEqual(["stays", "other"]);
});

test("a session whose task is taken away in a row of others is free", () => {
	const busy = session("ccl-auto-11", { task: "runs" });
	const runs = task("runs", { state: "running", session: busy.name });
	const state = stateOf({ sessions: [busy], tasks: [runs] });
	const events: Event[] = [added("new"), { type: "task.removed", task: "runs" }];
	expect(together(state, events)).toEqual(oneByOne(state, events));
	expect(together(state, events).sessions[busy.name]?.task).toBeNull();
});
