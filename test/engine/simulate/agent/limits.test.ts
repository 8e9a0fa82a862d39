import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { readEffects, setLimit, spendTo } from "../../../../src/engine/simulate/agent/world.ts";
import { readUsage } from "../../../../src/engine/simulate/agent/world-files.ts";
import { Rig, type RigWish, uuids } from "./rig.ts";

const goOn = "Continue where you left off.";

let rig: Rig | undefined;
const open = (wish?: RigWish) => {
	rig = new Rig(wish);
	return rig;
};
afterEach(async () => {
	await rig?.end();
});

const isLimitLine = (line: Readonly<Record<string, unknown>>) => line.quotaLimits !== undefined;

describe("a simulated agent at its account's limit", () => {
	test("fails without a retry, tells it on every way and opens the dialog", async () => {
		const it = open();
		const id = randomUUID();
		const prompt = "[[bash:echo one]][[quota]][[say:over]]";
		const pane = await it.launch("a", ["--session-id", id, prompt]);
		expect(await pane.untilHook("StopFailure")).toMatchObject({
			error: "rate_limit",
			last_assistant_message: expect.stringMatching(/^You've hit your 5-hour limit · resets /),
		});
		expect(await pane.untilStatus("waiting")).toMatchObject({ waitingFor: "dialog open" });
		const line = it.transcript(id).find(isLimitLine);
		const resetsAt = Math.ceil((readUsage(it.world, uuids.a).five_hour?.resetsAt ?? 0) / 1000);
		expect(line).toMatchObject({
			apiError: "usage_limit_reached",
			quotaLimits: { rateLimitType: "five_hour", resetsAt },
		});
		await pane.untilShown("1. Stop and wait for limit to reset");
		await pane.until("100 %", () =>
			JSON.stringify(pane.statusLines().at(-1)).includes('"used_percentage":100'),
		);
		expect(pane.hooks("Stop")).toEqual([]);

		const other = await it.run("a", ["-p", "hello"]);
		expect(other).toMatchObject({ status: 1 });
	});

	test("holds a continuation back under the spent account, and runs it under another", async () => {
		const it = open();
		const id = randomUUID();
		await it.run("a", ["-p", "--session-id", id, "[[bash:echo one]][[quota]][[say:over]]"]);
		const held = await it.launch("a", ["--resume", id, goOn]);
		expect(await held.untilStatus("waiting")).toMatchObject({ waitingFor: "dialog open" });
		await held.until("100 %", () =>
			JSON.stringify(held.statusLines().at(-1)).includes('"used_percentage":100'),
		);
		expect(held.hooks().map((row) => row.hook_event_name)).toEqual(["SessionStart"]);
		held.signal("SIGTERM");
		expect(await held.untilEnd()).toBe(143);

		const heir = await it.launch("b", ["--resume", id, goOn]);
		expect(await heir.untilHook("Stop")).toMatchObject({ last_assistant_message: "over" });
	});

	test("goes on by itself after the reset when nobody has forbidden it", async () => {
		const it = open({ defaultTurn: { steps: 2, stepMs: 10 } });
		spendTo(it.world, uuids.a, "five_hour", 1);
		const pane = await it.launch("a", ["do ccl:wait:1"], {
			settings: { autoContinueAtUsageLimit: true },
		});
		await pane.untilHook("StopFailure");
		await pane.untilShown("set to continue automatically at");
		await pane.untilStatus("idle");
		await pane.press("Escape");
		await pane.untilShown("Automatic continue cancelled");

		const soon = { limitUnits: 3, resetsInMs: 2500, lengthMs: 3_600_000 };
		setLimit(it.world, uuids.a, "five_hour", soon);
		spendTo(it.world, uuids.a, "five_hour", 1);
		await pane.type("do ccl:wait:2");
		await pane.press("Enter");
		const fired = await pane.untilHook("Notification");
		expect(fired).toMatchObject({ notification_type: "quota_auto_resume_fired" });
		await pane.untilHook("Stop");
		expect(pane.hooks("UserPromptSubmit").at(-1)?.prompt).toContain("usage limit has reset");
		expect(readEffects(it.world)).toEqual([
			{ nonce: "ccl:wait:2", step: 1 },
			{ nonce: "ccl:wait:2", step: 2 },
		]);
	});

	test("names the weekly window and asks rather than waits for days", async () => {
		const it = open();
		spendTo(it.world, uuids.a, "seven_day", 1);
		const settings = { autoContinueAtUsageLimit: true };
		const pane = await it.launch("a", ["hello"], { settings });
		const failure = await pane.untilHook("StopFailure");
		expect(failure.last_assistant_message).toMatch(/^You've hit your weekly limit/);
		await pane.untilStatus("waiting");
		await pane.press("Escape");
		await pane.untilStatus("idle");
	});
});
