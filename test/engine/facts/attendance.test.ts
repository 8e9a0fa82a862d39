import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { attendanceFacts } from "../../../src/engine/facts/attendance.ts";
import type { Pane } from "../../../src/engine/tmux/tmux.ts";
import type { Event } from "../../../src/state/events.ts";
import { MINUTE, SECOND } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
let screen: readonly string[];

beforeEach(async () => {
	rig = poolRig();
	screen = [];
	await rig.up("ccl-0");
	await rig.up("ccl-auto-11");
});
afterEach(() => rig.parts.recorder.close());

const rule = "─".repeat(80);
const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);

function look(
	over: Partial<Pane>,
	name = "ccl-0",
	how: "all" | "where-somebody-is" = "all",
): Promise<readonly Event[]> {
	const panes = rig.machine.panes.map((p) => (p.session === name ? { ...p, ...over } : p));
	const tmux = { ...rig.parts.tmux, capture: async () => screen };
	return attendanceFacts({ tmux, recorder: rig.parts.recorder }, rig.session(name), panes, how);
}
/** Looks and records, as the watcher does. */
async function watch(over: Partial<Pane>): Promise<readonly Event[]> {
	const events = await look(over);
	commit(...events);
	return events;
}
const begin = (over: { readonly reason?: "manual" | "limit"; readonly force?: boolean } = {}) =>
	commit({
		...{ type: "switch.begun", id: "s1", from: "a", to: "b", reason: "manual", why: "" },
		moves: [{ session: "ccl-0", conversation: null, fromIncarnation: null }],
		...over,
	});
const typed = (agoMs: number) => ({ attached: 1, typedAt: rig.clock.now() - agoMs });

describe("an operator at a session", () => {
	test("is known to the minute, so that keys do not flood the journal", async () => {
		expect(await watch(typed(0))).toMatchObject([
			{ type: "session.attended", session: "ccl-0", typedAt: rig.clock.now(), draft: null },
		]);
		rig.clock.jump(30 * SECOND);
		expect(await watch(typed(0))).toEqual([]);
		rig.clock.jump(30 * SECOND);
		expect(await watch(typed(0))).toHaveLength(1);
	});

	test("is known to the second while a switch waits to stop the session", async () => {
		await watch(typed(5 * SECOND));
		begin();
		expect(await watch(typed(4 * SECOND))).toHaveLength(1);
		expect(await watch(typed(4 * SECOND))).toEqual([]);
	});

	test("who has left is still known to have typed", async () => {
		await watch(typed(0));
		begin();
		expect(await look({ attached: 0, typedAt: null })).toEqual([]);
		expect(rig.session("ccl-0").attendedAt).toBe(rig.clock.now());
	});

	test("is no matter for a session that is fed", async () => {
		expect(await look(typed(0), "ccl-auto-11")).toEqual([]);
	});

	test("of another's pane under that name is no matter", async () => {
		expect(await look({ ...typed(0), incarnation: "other" })).toEqual([]);
		expect(await look({ ...typed(0), dead: true })).toEqual([]);
	});
});

describe("text in the input box", () => {
	const draft = { cursor: { x: 7, y: 1 } };
	beforeEach(() => {
		screen = [rule, "❯ hello", rule];
	});

	test("is looked for while a switch waits to stop the session, and told when it comes and goes", async () => {
		expect(await watch(draft)).toEqual([]);
		begin();
		expect(await watch(draft)).toMatchObject([{ draft: true }]);
		expect(await watch(draft)).toEqual([]);
		screen = [rule, "❯ ", rule];
		expect(await watch({ cursor: { x: 2, y: 1 } })).toMatchObject([{ draft: false }]);
	});

	test("is taken as it was seen where nobody is attached, when only somebody's keys count", async () => {
		begin();
		expect(await look(draft, "ccl-0", "where-somebody-is")).toEqual([]);
		await watch(draft);
		screen = [rule, "❯ ", rule];
		const gone = await look({ cursor: { x: 2, y: 1 } }, "ccl-0", "where-somebody-is");
		expect(gone).toMatchObject([{ draft: false }]);
	});

	test.each([
		["at the wall", { reason: "limit" as const }],
		["when the switch is forced", { force: true }],
	])("is not looked for %s", async (_when, over) => {
		begin(over);
		expect(await watch(draft)).toEqual([]);
	});

	test("is not looked for in mid-turn: that is waited for anyway", async () => {
		begin();
		const incarnation = rig.session("ccl-0").incarnation?.id ?? "";
		const who = { session: "ccl-0", incarnation, promptId: null, nonce: null };
		commit({ type: "turn.started", ...who });
		expect(await watch(draft)).toEqual([]);
	});

	test("is forgotten when the switch is over", async () => {
		begin();
		await watch(draft);
		const over = { id: "s1", outcome: "failed", note: null } as const;
		commit({ type: "switch.ended", ...over });
		rig.clock.jump(MINUTE);
		expect(await watch(draft)).toMatchObject([{ draft: null }]);
	});
});
