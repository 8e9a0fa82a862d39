import * as z from "zod";
import type { QuotaConfig, SwitchConfig } from "../config.ts";
import { choice, count, duration, ratio, reject } from "./fields.ts";

/** When to leave an account, and how. */

export const quotaSection = z
	.strictObject({
		poll_interval: duration("1s", "1d")
			.prefault("5m")
			.describe("Usage poll of accounts without a live session; never more often than 5m."),
		window_5h_threshold: ratio.prefault(0.9).describe("Leave the account at this share."),
		window_week_threshold: ratio.prefault(0.95).describe("The same for the weekly windows."),
		reactivate_cooldown: duration("0s", "7d")
			.prefault("5m")
			.describe("An account that was left is a candidate so long after its confirmed reset."),
	})
	.transform((raw): QuotaConfig => {
		return {
			pollIntervalMs: raw.poll_interval,
			threshold5h: raw.window_5h_threshold,
			thresholdWeek: raw.window_week_threshold,
			reactivateCooldownMs: raw.reactivate_cooldown,
		};
	})
	.prefault({});

export const switchSection = z
	.strictObject({
		policy: choice("auto", "ask", "off")
			.prefault("auto")
			.describe("auto: switch; ask: plan and ask a person; off: manual switches only."),
		strategy: choice("active-standby", "spread")
			.prefault("active-standby")
			.describe(
				"active-standby: all sessions on one account; spread: each on the account with most headroom.",
			),
		failback: choice("never", "idle")
			.prefault("never")
			.describe("idle: go back to the preferred account when the sessions are idle."),
		drain_timeout: duration("1s", "1d")
			.prefault("120s")
			.describe("A session counts as stuck after so much inactivity; a running tool is activity."),
		drain_max: duration("1s", "7d")
			.prefault("30m")
			.describe("How long a switch waits for a session's turn to end."),
		drain_policy: choice("leave", "force")
			.prefault("leave")
			.describe("At drain_max: leave the session for a later switch, or stop it in mid-turn."),
		candidate_max: ratio
			.prefault(0.6)
			.describe("Highest used share of a candidate's 5-hour window in a threshold switch."),
		min_dwell: duration("0s", "7d")
			.prefault("15m")
			.describe("Shortest stay on an account before a threshold switch."),
		max_per_hour: count(1, 60)
			.prefault(4)
			.describe("More failovers than that are held; at the limit, a person is told as well."),
		wait_for_reset: duration("0s", "1h")
			.prefault("6m")
			.describe("An account that is reset so soon is waited for if that is cheaper; 0s: never."),
		cross_account_resume: choice("ask", "copy", "refuse")
			.prefault("ask")
			.describe("When Claude asks whether a conversation may go on under another account."),
	})
	.transform((raw, ctx): SwitchConfig => {
		if (raw.drain_timeout > raw.drain_max) {
			const wrong = { what: "longer than drain_max", remedy: "lower it, or raise drain_max" };
			return reject(ctx, wrong, ["drain_timeout"]);
		}
		return {
			policy: raw.policy,
			strategy: raw.strategy,
			failback: raw.failback,
			drainTimeoutMs: raw.drain_timeout,
			drainMaxMs: raw.drain_max,
			drainPolicy: raw.drain_policy,
			candidateMax: raw.candidate_max,
			minDwellMs: raw.min_dwell,
			maxPerHour: raw.max_per_hour,
			waitForResetMs: raw.wait_for_reset,
			crossAccountResume: raw.cross_account_resume,
		};
	})
	.prefault({});
