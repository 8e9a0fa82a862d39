import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
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

describe("how often accounts are asked", () => {
	/** The program counts how often it is asked, and answers or fails. */
	function program(how: "answers" | "fails"): void {
		const file = join(rig.root, "claude");
		const home = "$CLAUDE_CONFIG_DIR";
		const count = `echo "${home}" >>'${join(rig.root, "asked")}'`;
		writeFileSync(file, `#!/bin/sh\n${count}\n${how === "fails" ? "exit 1" : "exit 0"}\n`);
		chmodSync(file, 0o755);
	}
	const asked = (name: string): number => {
		const file = join(rig.root, "asked");
		const homes = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
		return homes.filter((home) => home.endsWith(`/${name}`)).length;
	};
	const pass = async (ms: number, everyMs = 30_000): Promise<void> => {
		for (let passed = 0; passed < ms; passed += everyMs) {
			rig.clock.jump(everyMs);
			answered("a", rig.clock.now() - 1);
			await tick();
		}
	};
	const spend = (resetsAt: number): void =>
		rig.parts.recorder.commit({
			type: "limit.hit",
			account: "b",
			window: "five_hour",
			resetsAt,
			session: "ccl-0",
			incarnation: "i1",
			observedAt: rig.clock.now(),
		});

	test("the active account once an interval, while no session speaks for it", async () => {
		program("answers");
		await pass(20 * MINUTE);
		expect(asked("a")).toBe(4);
		expect(account("a")).toMatchObject({ pollsFailed: 0, windows: { five_hour: {} } });
	});

	test("an account whose session tells its quota is not asked at all", async () => {
		program("answers");
		for (let minutes = 0; minutes < 20; minutes++) {
			rig.clock.jump(MINUTE);
			rig.parts.recorder.commit({
				type: "quota.read",
				account: "a",
				source: "statusline",
				incarnation: "i1",
				windows: [{ window: "five_hour", usedRatio: 0.1, resetsAt: rig.clock.now() + HOUR }],
				observedAt: rig.clock.now(),
			});
			await tick();
		}
		expect(asked("a")).toBe(0);
	});

	test("twelve times an hour at most, also by an engine that is started over and over", async () => {
		program("fails");
		for (let start = 0; start < 30; start++) {
			const polled = { type: "account.polled", account: "a", outcome: "ok", why: null } as const;
			// Somebody must know at once, over and over.
			if (start < 10) {
				rig.parts.recorder.commit(
					{ type: "account.poll-begun", account: "a", why: "test" },
					polled,
				);
			} else rig.parts.recorder.commit(polled);
			rig.restartEngine();
			monitor = quotaMonitor(rig.parts);
			rig.clock.jump(MINUTE);
			await tick();
		}
		expect(account("a")?.polls).toHaveLength(12);
		expect(asked("a")).toBe(2);
	});

	test("pauses after failures go on over a restart", async () => {
		program("fails");
		await tick();
		rig.restartEngine();
		monitor = quotaMonitor(rig.parts);
		rig.clock.jump(4 * MINUTE);
		await tick();
		expect(asked("a")).toBe(1);
		rig.clock.jump(MINUTE);
		await tick();
		rig.clock.jump(9 * MINUTE);
		await tick();
		expect(asked("a")).toBe(2);
		rig.clock.jump(MINUTE);
		await tick();
		expect(asked("a")).toBe(3);
	});

	test("a spent account is asked once an hour, and within a minute of its reset", async () => {
		program("answers");
		await tick();
		const before = asked("b");
		spend(rig.clock.now() + 2 * HOUR + 30 * MINUTE);
		await pass(59 * MINUTE, 10 * MINUTE - 10_000);
		expect(asked("b") - before).toBe(0);
		await pass(2 * MINUTE);
		expect(asked("b") - before).toBe(1);
		await pass(HOUR + 28 * MINUTE, 4 * MINUTE);
		expect(asked("b") - before).toBe(2);
		await pass(2 * MINUTE);
		expect(asked("b") - before).toBe(3);
	});

	test("an early reset ends the verdict", async () => {
		program("answers");
		await tick();
		spend(rig.clock.now() + HOUR + 30 * MINUTE);
		rig.clock.jump(HOUR + 1);
		answered("b", rig.clock.now());
		await tick();
		expect(account("b")?.windows["five_hour"]).toMatchObject({ usedRatio: 0.2, spent: false });
	});
});
