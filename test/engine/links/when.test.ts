import { mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeLoops } from "../../../src/engine/make-loops.ts";
import { planManual } from "../../../src/engine/switch/plan.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
beforeEach(async () => {
	rig = poolRig();
	await rig.up("ccl-0");
});
afterEach(() => rig.parts.recorder.close());

const link = (account: string, name = "projects"): string => join(rig.root, "homes", account, name);

/** Somebody puts a link to another place there. */
function tamper(account: string, name?: string): void {
	mkdirSync(join(rig.root, "elsewhere"), { recursive: true });
	rmSync(link(account, name), { force: true });
	symlinkSync(join(rig.root, "elsewhere"), link(account, name));
}

/** The loop that the engine runs at its start and then on a timer. */
function monitor() {
	const loop = makeLoops(rig.parts, []).all.find(({ name }) => name === "quota-monitor");
	if (loop === undefined) throw new Error("there is no such loop");
	return { everyMs: loop.everyMs, tick: () => loop.tick(new AbortController().signal) };
}

const trouble = (account: string) => rig.parts.recorder.state().accounts[account]?.trouble;

describe("T11: links are looked at", () => {
	test("at the start: the first pass finds a wrong one in any home, also where nothing runs", async () => {
		tamper("b");
		await monitor().tick();
		expect(trouble("b")).toMatchObject({
			cause: "links",
			remedy: expect.stringContaining(`ln -sfn ${join(rig.root, "shared/projects")} ${link("b")}`),
		});
		expect(trouble("a")).toBeNull();
	});

	test("on a timer, at least every half minute: it is found, said once, and over once it is corrected", async () => {
		const { everyMs, tick } = monitor();
		expect(everyMs).toBeLessThanOrEqual(30_000);
		await tick();
		expect(trouble("a")).toBeNull();
		tamper("a", "session-env");
		for (let pass = 0; pass < 3; pass++) await tick();
		const { recent } = rig.parts.recorder.store.getState();
		expect(recent.filter(({ event }) => event.type === "account.troubled")).toHaveLength(1);
		expect(readlinkSync(link("a", "session-env"))).toBe(join(rig.root, "elsewhere"));
		rmSync(link("a", "session-env"));
		await tick();
		expect(trouble("a")).toBeNull();
	});

	test("before every switch: it is refused, and every wrong link of every home is named", async () => {
		tamper("b");
		tamper("b", "file-history");
		tamper("a");
		const plan = await planManual(rig.parts, { to: "b", sessions: null, force: false });
		const found = plan.preconditions.find(({ name }) => name === "links");
		expect([plan.runnable, found?.ok]).toEqual([false, false]);
		for (const path of [link("a"), link("b"), link("b", "file-history")]) {
			expect(found?.detail).toContain(path);
		}
	});

	test("before every start of a process: missing ones are made, a wrong one refuses it", async () => {
		expect(readlinkSync(link("a"))).toBe(join(rig.root, "shared/projects"));
		tamper("b");
		const launched = await rig.pool.launch(rig.ask("ccl-auto-11", { account: "b" }));
		expect(launched).toMatchObject({
			kind: "refused",
			remedy: expect.stringContaining("is a link to"),
		});
	});
});
