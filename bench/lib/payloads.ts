import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StandIn } from "./stand-ins.ts";

let dropped = 0;

/** Drops a hook of a stand-in into the spool as the shipped writer does: under a hidden name, then by rename. */
export function dropHook(one: StandIn, event: string, fields: object = {}): void {
	dropped += 1;
	const stamp = `${BigInt(Date.now()) * 1_000_000n + BigInt(dropped % 1_000_000)}`;
	const payload = {
		...{ session_id: one.conversation, transcript_path: one.transcript, cwd: "/srv/app" },
		...{ prompt_id: "p", permission_mode: "acceptEdits", hook_event_name: event, ...fields },
	};
	const temporary = join(one.spool, `.${stamp}-${process.pid}.tmp`);
	writeFileSync(temporary, JSON.stringify(payload), { mode: 0o600 });
	renameSync(temporary, join(one.spool, `${stamp}-${process.pid}-${event}.json`));
}

/** What a process shows of itself and of its account. */
export interface Shown {
	readonly contextTokens: number;
	readonly fiveHourPercent: number;
	readonly weekPercent: number;
	/** Epoch s. */
	readonly fiveHourReset: number;
	readonly weekReset: number;
}

/** Overwrites the statusline of a stand-in as the shipped writer does. The fields are those of 2.1.330. */
export function dropStatusline(one: StandIn, shown: Shown): void {
	const { contextTokens: tokens } = shown;
	const payload = {
		...{ session_id: one.conversation, transcript_path: one.transcript, cwd: "/srv/app" },
		...{ prompt_id: "p", effort: { level: "medium" }, version: "2.1.330" },
		model: { id: "claude-opus-5-5", display_name: "Opus 5.5" },
		workspace: { current_dir: "/srv/app", project_dir: "/srv/app", added_dirs: [] },
		output_style: { name: "default" },
		// Time goes on in every payload: no two of them are equal byte by byte.
		cost: { total_cost_usd: tokens / 1e5, total_duration_ms: Math.round(performance.now()) },
		context_window: {
			...{ total_input_tokens: tokens, total_output_tokens: 25, context_window_size: 200_000 },
			used_percentage: Math.floor(tokens / 2_000),
			remaining_percentage: 100 - Math.floor(tokens / 2_000),
		},
		exceeds_200k_tokens: false,
		prompt_cache: { warm: true, caching_observed: true, ttl: "1h", requests: 1, misses: 0 },
		rate_limits: {
			five_hour: { used_percentage: shown.fiveHourPercent, resets_at: shown.fiveHourReset },
			seven_day: { used_percentage: shown.weekPercent, resets_at: shown.weekReset },
		},
	};
	const folder = join(one.spool, "statusline");
	mkdirSync(folder, { recursive: true });
	const temporary = join(folder, `.${process.pid}.tmp`);
	writeFileSync(temporary, JSON.stringify(payload), { mode: 0o600 });
	renameSync(temporary, join(folder, "last.json"));
}
