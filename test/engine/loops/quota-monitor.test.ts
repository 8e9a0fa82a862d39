import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { quotaMonitor } from "../../../src/engine/loops/quota-monitor.ts";
import type { Loop } from "../../../src/engine/supervisor.ts";
import { HOUR, MINUTE } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
let monitor: Loop;
beforeEach(() => {
	rig = poolRig();
	monitor = quotaMonitor(rig.parts);
});
afterEach(() => rig.parts.recorder.close());

const tick = (): Promise<void> => monitor.tick(new AbortController().signal);
const account = (name: string) => rig.parts.recorder.state().accounts[name];

/** What the program's own poll leaves in a home. */
function answered(name: string, fetchedAtMs: number): void {
	const file = join(rig.root, "homes", name, ".claude.json");
	const known = JSON.parse(readFileSync(file, "utf8")) as object;
	const resets_at = new Date(fetchedAtMs + HOUR).toISOString();
	const utilization = { five_hour: { utilization: 20, resets_at } };
	const cachedUsageUtilization = { fetchedAtMs, accountUuid: null, utilization };
	writeFileSync(file, JSON.stringify({ ...known, cachedUsageUtilization }));
}

describe("an account that must log in again", () => {
	const logOut = (): void =>
		rig.parts.recorder.commit({
			type: "account.troubled",
			account: "a",
			trouble: { cause: "login-needed", what: "401", remedy: "/login" },
		});

	test("is good again once it answers, without a turn of a session", async () => {
		logOut();
		rig.clock.jump(MINUTE);
		answered("a", rig.clock.now());
		await tick();
		expect(account("a")).toMatchObject({ trouble: null, windows: { five_hour: {} } });
	});

	test("is not good again by an answer from before", async () => {
		answered("a", rig.clock.now() - 10);
		logOut();
		rig.clock.jump(30_000);
		await tick();
		expect(account("a")?.trouble?.cause).toBe("login-needed");
	});

	test("is asked again with growing pauses only", async () => {
		logOut();
		await tick();
		answered("a", rig.clock.now() + 4 * MINUTE);
		rig.clock.jump(4 * MINUTE);
		await tick();
		expect(account("a")?.trouble?.cause).toBe("login-needed");
		rig.clock.jump(MINUTE + 1);
		answered("a", rig.clock.now());
		await tick();
		expect(account("a")?.trouble).toBeNull();
	});
});
