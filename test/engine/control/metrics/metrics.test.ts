import { describe, expect, test } from "vitest";
import { expose } from "../../../../src/engine/control/metrics/exposition.ts";
import { metricsOf } from "../../../../src/engine/control/metrics/samples.ts";
import {
	account,
	HOUR,
	MINUTE,
	NOW,
	quota,
	session,
	stateOf,
	switchOf,
	task,
} from "../../../support/state-builder.ts";

const state = stateOf(
	{
		accounts: [account("a", [quota("five_hour", 0.91)]), account("b", [])],
		sessions: [session("ccl-auto-11"), session("ccl-auto-12", { state: "working" })],
		tasks: [
			task("young", { addedAt: NOW - MINUTE }),
			task("old", { addedAt: NOW - HOUR, title: "Buy sk-ant-secret" }),
			task("lost", { state: "uncertain", addedAt: NOW - 2 * HOUR }),
		],
	},
	{ openSwitch: { ...switchOf([]), begunAt: NOW - MINUTE } },
);
const loops = [
	{ name: "dispatcher", everyMs: 5_000, lastPassAt: NOW - 3_000 },
	{ name: "janitor", everyMs: 300_000, lastPassAt: null },
];

const lines = async (): Promise<readonly string[]> =>
	(await expose(metricsOf(state, loops, "9.9.9", NOW))).split("\n");

describe("the metrics", () => {
	test("count sessions and tasks in each state, also where there is nobody", async () => {
		expect(await lines()).toEqual(
			expect.arrayContaining([
				'claude_failover_sessions{state="idle"} 1',
				'claude_failover_sessions{state="working"} 1',
				'claude_failover_sessions{state="quarantined"} 0',
				'claude_failover_tasks{state="waiting"} 2',
				'claude_failover_tasks{state="uncertain"} 1',
				'claude_failover_tasks{state="failed"} 0',
			]),
		);
	});

	test("tell the quota of each window, and how old its reading is", async () => {
		const [window] = Object.values(state.accounts.a?.windows ?? {});
		const age = (NOW - (window?.observedAt ?? 0)) / 1000;
		expect(await lines()).toEqual(
			expect.arrayContaining([
				'claude_failover_quota_used_ratio{account="a",window="five_hour"} 0.91',
				`claude_failover_quota_reading_age_seconds{account="a",window="five_hour"} ${age}`,
				'claude_failover_account_state{account="a",state="near"} 1',
				'claude_failover_account_state{account="b",state="unknown"} 1',
			]),
		);
	});

	test("tell for how long a task has waited, and a switch has been open", async () => {
		expect(await lines()).toEqual(
			expect.arrayContaining([
				"claude_failover_oldest_inbox_seconds 3600",
				"claude_failover_switch_open 1",
				"claude_failover_switch_open_seconds 60",
				'claude_failover_paused{what="dispatch"} 0',
				'claude_failover_paused{what="switching"} 0',
			]),
		);
	});

	test("tell when a loop last did its work, and nothing of one that never did", async () => {
		const told = (await lines()).filter((line) => line.includes("{loop="));
		expect(told).toEqual([
			`claude_failover_loop_last_ok_timestamp{loop="dispatcher"} ${(NOW - 3_000) / 1000}`,
		]);
	});

	test("have a help and a type each, and no title of a task", async () => {
		const text = (await lines()).join("\n");
		const names = [...text.matchAll(/^# HELP (\w+) \S/gm)].map(([, name]) => name);
		expect(names).toHaveLength(11);
		for (const name of names) expect(text).toContain(`# TYPE ${name} gauge`);
		expect(text).toContain('claude_failover_build_info{version="9.9.9"} 1');
		expect(text).not.toContain("sk-ant");
	});

	test("keep a hostile name inside its label", async () => {
		const hostile = 'a"} 9\nclaude_failover_paused 7';
		const evil = stateOf({ accounts: [account(hostile, [])], sessions: [] });
		const text = await expose(metricsOf(evil, [], "9.9.9", NOW));
		expect(text).not.toMatch(/^claude_failover_paused 7/m);
		expect(text).toContain('account="a\\"} 9\\nclaude_failover_paused 7"');
	});
});
