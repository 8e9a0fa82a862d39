import * as z from "zod";
import { flag, number, parseJson, record, text } from "./lenient.ts";
import type { WindowReading } from "./windows.ts";

/** What one process knows of itself and of its account's quota. */
export interface Statusline {
	readonly sessionId: string;
	/** Model id, such as `claude-opus-5-5`. */
	readonly model: string | null;
	readonly version: string | null;
	readonly contextUsedRatio: number | null;
	readonly contextTokens: number | null;
	readonly costUsd: number | null;
	/** Whether the next request would find its prompt cached; `null` before the first answer. */
	readonly cacheWarm: boolean | null;
	/**
	 * As the headers of this process's own last answer said. Empty before the first answer and with
	 * API keys; a window vanishes when its reset has passed.
	 */
	readonly windows: readonly WindowReading[];
}

const wire = z.looseObject({
	session_id: z.string().min(1),
	version: text,
	model: z.looseObject({ id: text }).catch({ id: null }),
	cost: z.looseObject({ total_cost_usd: number }).catch({ total_cost_usd: null }),
	context_window: z
		.looseObject({ total_input_tokens: number, used_percentage: number })
		.catch({ total_input_tokens: null, used_percentage: null }),
	prompt_cache: z.looseObject({ warm: flag }).catch({ warm: null }),
	rate_limits: record,
});

const windowWire = z.looseObject({ used_percentage: z.number(), resets_at: number });

/** Some over 100 are possible; what lies beyond these is no percentage and no time in seconds (2001 to 2286). */
const MOST_PERCENT = 1_000;
const EARLIEST_S = 1e9;
const LATEST_S = 1e10;

/** Percent (0–100) and epoch seconds, as seen on 2.1.330; entries of another shape, or beyond sense, are skipped. */
function windowsOf(limits: Readonly<Record<string, unknown>>): WindowReading[] {
	return Object.entries(limits).flatMap(([window, value]) => {
		const parsed = windowWire.safeParse(value);
		if (!parsed.success) return [];
		const { used_percentage: percent, resets_at: seconds } = parsed.data;
		if (percent < 0 || percent > MOST_PERCENT) return [];
		if (seconds !== null && (seconds < EARLIEST_S || seconds > LATEST_S)) return [];
		const resetsAt = seconds === null ? null : seconds * 1000;
		return [{ window, usedRatio: percent / 100, resetsAt }];
	});
}

/** Reads one statusline payload; `null` when it is none. */
export function parseStatusline(source: string): Statusline | null {
	const parsed = wire.safeParse(parseJson(source));
	if (!parsed.success) return null;
	const raw = parsed.data;
	const { total_input_tokens: tokens, used_percentage: percent } = raw.context_window;
	return {
		sessionId: raw.session_id,
		model: raw.model.id,
		version: raw.version,
		contextUsedRatio: percent === null ? null : percent / 100,
		// Before the first answer both are there, but the percentage is null.
		contextTokens: percent === null ? null : tokens,
		costUsd: raw.cost.total_cost_usd,
		cacheWarm: raw.prompt_cache.warm,
		windows: windowsOf(raw.rate_limits),
	};
}
