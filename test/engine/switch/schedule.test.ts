import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localClient } from "../../../src/engine/local-client.ts";
import { accountSwitcher } from "../../../src/engine/loops/account-switcher.ts";
import { SwitchRunner } from "../../../src/engine/switch/runner.ts";
import type { EngineClient } from "../../../src/state/client.ts";
import type { State } from "../../../src/state/model.ts";
import { HOUR, MINUTE } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
let client: EngineClient;

beforeEach(async () => {
	rig = poolRig();
	client = localClient(rig.parts, rig.pool);
	await rig.up("ccl-0");
	await rig.up("ccl-auto-11");
});
afterEach(() => rig.parts.recorder.close());

const state = (): State => rig.parts.recorder.state();
const ask = (over: object = {}) => ({
	to: "b",
	sessions: null,
	force: false,
	at: rig.clock.now() + HOUR,
	...over,
});
const tick = (): Promise<void> => {
	const runner = new SwitchRunner(rig.parts, rig.pool, async () => {});
	return accountSwitcher(rig.parts, runner).tick(new AbortController().signal);
};
const said = (): unknown =>
	rig.parts.recorder.store.getState().recent.findLast((r) => r.event.type === "switch.unscheduled")
		?.event;

describe("a switch with a time", () => {
	test("begins then, planned afresh, and not before", async () => {
		await client.scheduleSwitch(ask({ sessions: ["ccl-0"] }));
		await tick();
		expect(state()).toMatchObject({ openSwitch: null, scheduled: { to: "b" } });
		rig.clock.jump(HOUR);
		await tick();
		expect(state()).toMatchObject({
			scheduled: null,
			openSwitch: {
				from: "a",
				to: "b",
				reason: "manual",
				why: "scheduled by the operator",
				moves: [{ session: "ccl-0" }],
			},
		});
	});

	test("that cannot run then is refused, with the reason of the same check as any other", async () => {
		await client.scheduleSwitch(ask());
		await client.setUse("b", "disabled");
		rig.clock.jump(HOUR);
		await tick();
		expect(state()).toMatchObject({ scheduled: null, openSwitch: null });
		expect(said()).toMatchObject({
			how: "refused",
			why: expect.stringContaining("b is disabled by its operator"),
		});
	});

	test("that nobody could begin in time is dropped with a word", async () => {
		await client.scheduleSwitch(ask());
		rig.clock.jump(HOUR + 6 * MINUTE);
		await tick();
		expect(state()).toMatchObject({ scheduled: null, openSwitch: null });
		expect(said()).toMatchObject({ how: "missed" });
	});

	test("can be cancelled", async () => {
		expect(await client.cancelSwitch()).toMatchObject({ kind: "refused" });
		await client.scheduleSwitch(ask());
		expect(await client.cancelSwitch()).toEqual({ kind: "done" });
		rig.clock.jump(HOUR);
		await tick();
		expect(state().openSwitch).toBeNull();
	});

	test("is refused in the past, in the far future, twice, and while all is paused", async () => {
		const why = async (over: object = {}) => {
			const reply = await client.scheduleSwitch(ask(over));
			return reply.kind === "refused" ? reply.why : null;
		};
		expect(await why({ at: rig.clock.now() })).toContain("has passed");
		expect(await why({ at: rig.clock.now() + 8 * 24 * HOUR })).toContain("7 days");
		await client.pause(true);
		expect(await why()).toContain("is paused");
		await client.resume();
		expect(await why()).toBeNull();
		expect(await why()).toContain("scheduled already");
	});
});

describe("the operator's word on an account", () => {
	test("an active account that is disabled is not where new sessions start", async () => {
		await client.setUse("a", "disabled");
		await tick();
		expect(state()).toMatchObject({ active: "b", openSwitch: null });
	});

	test("a drained account is left by a switch, also under policy ask", async () => {
		await client.setUse("a", "drained");
		const parts = { ...rig.parts, config: { ...rig.parts.config } };
		Object.assign(parts.config, { switch: { ...parts.config.switch, policy: "ask" } });
		const runner = new SwitchRunner(parts, rig.pool, async () => {});
		await accountSwitcher(parts, runner).tick(new AbortController().signal);
		expect(state()).toMatchObject({ openSwitch: { from: "a", to: "b", reason: "drain" } });
	});

	test("is not recorded twice, and does not overrule the configuration", async () => {
		expect(await client.setUse("nobody", "drained")).toMatchObject({ kind: "refused" });
		await client.setUse("b", "disabled");
		const { seq } = rig.parts.recorder.store.getState();
		expect(await client.setUse("b", "disabled")).toEqual({ kind: "done" });
		expect(rig.parts.recorder.store.getState().seq).toBe(seq);
		const { home } = state().accounts.b ?? { home: "" };
		const registered = { type: "account.registered", account: "b", home, kind: "login" } as const;
		rig.parts.recorder.commit({ ...registered, priority: 2, enabled: false });
		expect(await client.setUse("b", "enabled")).toMatchObject({
			kind: "refused",
			why: expect.stringContaining("`enabled: false`"),
		});
	});
});
