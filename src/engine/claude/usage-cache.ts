import * as z from "zod";
import type { Files } from "../ports/files.ts";
import { readClaudeJson } from "./home.ts";
import { list, number, record, text } from "./lenient.ts";
import type { WindowReading } from "./windows.ts";

/** The answer of the CLI's last usage request, as it keeps it in its home. */
export interface CachedUsage {
	/** Epoch ms. */
	readonly fetchedAt: number;
	/** Whose usage it is. */
	readonly accountUuid: string | null;
	readonly windows: readonly WindowReading[];
}

const wire = z.looseObject({
	cachedUsageUtilization: z.looseObject({
		fetchedAtMs: z.number(),
		accountUuid: text,
		utilization: record,
	}),
});

/** Percent (0–100) and an ISO time. */
const windowWire = z.looseObject({ utilization: z.number(), resets_at: z.string().nullable() });

/** Paid use beyond the subscription; it has no reset (read in the program's text, not seen). */
const PAID = "extra_usage";

const paidWire = z.looseObject({
	is_enabled: z.literal(true),
	monthly_limit: number,
	used_credits: number,
	utilization: number,
});

const limitWire = z.looseObject({
	kind: z.literal("weekly_scoped"),
	percent: z.number(),
	resets_at: text,
	scope: z.looseObject({ model: z.looseObject({ display_name: z.string().min(1) }) }),
});

/** Reads the cache, never writes it; `null` when the home has none. Seen on 2.1.330. */
export async function readCachedUsage(files: Files, home: string): Promise<CachedUsage | null> {
	const parsed = wire.safeParse(await readClaudeJson(files, home));
	if (!parsed.success) return null;
	const { fetchedAtMs: fetchedAt, accountUuid, utilization } = parsed.data.cachedUsageUtilization;
	const windows = new Map<string, WindowReading>();
	for (const reading of [
		...flat(utilization),
		...scoped(utilization.limits),
		...paid(utilization),
	]) {
		if (!windows.has(reading.window)) windows.set(reading.window, reading);
	}
	return { fetchedAt, accountUuid, windows: [...windows.values()] };
}

function flat(utilization: Readonly<Record<string, unknown>>): WindowReading[] {
	return Object.entries(utilization).flatMap(([window, value]) => {
		const parsed = windowWire.safeParse(value);
		if (!parsed.success || window === PAID) return [];
		const { utilization: percent, resets_at: iso } = parsed.data;
		return [{ window, usedRatio: percent / 100, resetsAt: timeOf(iso) }];
	});
}

/** Per-model weekly limits that have no field of their own: `seven_day_<model>`. */
function scoped(limits: unknown): WindowReading[] {
	return list.parse(limits).flatMap((value) => {
		const parsed = limitWire.safeParse(value);
		if (!parsed.success) return [];
		const { percent, resets_at: iso, scope } = parsed.data;
		const words = scope.model.display_name.toLowerCase().match(/[a-z0-9]+/g);
		if (words === null) return [];
		const told = { usedRatio: percent / 100, resetsAt: timeOf(iso) };
		// Every model's id begins with the vendor's word.
		const model = words.find((word) => word !== "claude");
		return [{ window: ["seven_day", ...words].join("_"), ...told, ...(model && { model }) }];
	});
}

/** How much of the month's budget is used, when there is one. */
function paid(utilization: Readonly<Record<string, unknown>>): WindowReading[] {
	const parsed = paidWire.safeParse(utilization[PAID]);
	if (!parsed.success) return [];
	const { monthly_limit: limit, used_credits: used, utilization: percent } = parsed.data;
	const usedRatio = percent === null ? ratioOf(used, limit) : percent / 100;
	return usedRatio === null ? [] : [{ window: PAID, usedRatio, resetsAt: null }];
}

function ratioOf(used: number | null, limit: number | null): number | null {
	return used === null || limit === null || limit <= 0 ? null : used / limit;
}

function timeOf(iso: string | null): number | null {
	const at = iso === null ? Number.NaN : Date.parse(iso);
	return Number.isNaN(at) ? null : at;
}
