import * as z from "zod";
import type { DispatchConfig, JanitorConfig } from "../config.ts";
import type { PathContext } from "../paths.ts";
import { choice, count, duration, path } from "./fields.ts";
import { modelName } from "./names.ts";

/** What is done with tasks, checkpoints and old files. */

export const dispatchSection = z
	.strictObject({
		context: choice("fresh", "keep")
			.prefault("fresh")
			.describe("fresh: a new conversation for each task; keep: the session's own goes on."),
		models: z
			.array(modelName)
			.prefault(["opus", "sonnet", "haiku"])
			.describe("Models that a task may select."),
		retries: count(0, 20).prefault(1).describe("Further attempts of a task that failed."),
		backoff: duration("0s", "1d")
			.prefault("30s")
			.describe("Wait before the first; then doubled, up to 30m, ± 20 %."),
		submit_timeout: duration("1s", "1h")
			.prefault("30s")
			.describe("A prompt that is not confirmed by then is reported."),
		blocked_rescan: duration("1s", "1d")
			.prefault("30s")
			.describe("A task that could not be given out is tried again after so long."),
	})
	.transform((raw): DispatchConfig => {
		return {
			context: raw.context,
			models: raw.models,
			retries: raw.retries,
			backoffMs: raw.backoff,
			submitTimeoutMs: raw.submit_timeout,
			blockedRescanMs: raw.blocked_rescan,
		};
	})
	.prefault({});

/** `dir` stays undefined when the file does not name one: then it lies in the state directory. */
export function checkpointSection(context: PathContext) {
	return z
		.strictObject({
			dir: path(context)
				.optional()
				.describe("Default: checkpoints/ in $XDG_STATE_HOME/claude-failover."),
			interval: duration("1s", "1d").prefault("60s").describe("How often one is taken."),
			keep: count(1, 10_000).prefault(20).describe("So many are kept for each session."),
		})
		.prefault({});
}

export const janitorSection = z
	.strictObject({
		done_archive_age: duration("1h", "3650d")
			.prefault("30d")
			.describe(
				"Files of tasks that ended longer ago move from done/ and failed/ to the archive there.",
			),
		checkpoint_age: duration("1h", "3650d")
			.prefault("14d")
			.describe("Checkpoints older than that are deleted, but never a session's last one."),
		stale_marker_age: duration("1m", "3650d")
			.prefault("24h")
			.describe("Claimed files that no task runs with are asked about after so long."),
		stalled_after: duration("1m", "7d")
			.prefault("30m")
			.describe("A working session without a sign of life for so long is stalled."),
		stalled: choice("notify", "restart")
			.prefault("notify")
			.describe("restart: a stalled autonomous session is stopped and told to continue."),
	})
	.transform((raw): JanitorConfig => {
		return {
			doneArchiveAgeMs: raw.done_archive_age,
			checkpointAgeMs: raw.checkpoint_age,
			staleMarkerAgeMs: raw.stale_marker_age,
			stalledAfterMs: raw.stalled_after,
			stalled: raw.stalled,
		};
	})
	.prefault({});
