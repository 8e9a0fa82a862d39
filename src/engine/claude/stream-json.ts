import * as z from "zod";
import { number, parseJson, record, text } from "./lenient.ts";
import type { WindowReading } from "./windows.ts";

/** What a run of `-p` was told of its account's quota with its last answer. */
export interface StreamedQuota {
	/** Any names; one that refused the request is full, whatever its figure says. */
	readonly windows: readonly WindowReading[];
	/** The window that refused the request; `null` when none did. */
	readonly spent: string | null;
}

const wire = z.looseObject({
	type: z.literal("rate_limit_event"),
	rate_limit_info: z.looseObject({
		status: text,
		rateLimitType: text,
		resetsAt: number,
		unifiedWindows: record,
	}),
});

type Told = z.infer<typeof wire>["rate_limit_info"];

/** Ratio 0..1 and epoch seconds; entries of another shape are skipped. */
const windowWire = z.looseObject({ utilization: z.number(), resetsAt: number, status: text });

/**
 * The quota in the output of `-p --output-format stream-json --verbose`: its last `rate_limit_event` (seen on 2.1.330,
 * with a login and with a token). `null` when it has none: with an API key, or without an answer of the provider.
 */
export function quotaInStream(output: string): StreamedQuota | null {
	const last = output
		.split("\n")
		.flatMap((line) => wire.safeParse(parseJson(line)).data ?? [])
		.at(-1);
	if (last === undefined) return null;
	const { rate_limit_info: told } = last;
	const spent = told.status === "rejected" ? told.rateLimitType : null;
	const windows = windowsOf(told).filter(({ window }) => window !== spent);
	return { windows: spent === null ? windows : [...windows, full(spent, told)], spent };
}

function windowsOf(told: Told): WindowReading[] {
	return Object.entries(told.unifiedWindows).flatMap(([window, value]) => {
		const parsed = windowWire.safeParse(value);
		if (!parsed.success) return [];
		const { utilization, resetsAt, status } = parsed.data;
		const usedRatio = status === "rejected" ? Math.max(1, utilization) : utilization;
		return [{ window, usedRatio, resetsAt: inMs(resetsAt) }];
	});
}

/** The event is about this window, and so is the reset that it names. */
function full(window: string, told: Told): WindowReading {
	const known = windowsOf(told).find((one) => one.window === window);
	return {
		window,
		usedRatio: Math.max(1, known?.usedRatio ?? 1),
		resetsAt: inMs(told.resetsAt) ?? known?.resetsAt ?? null,
	};
}

function inMs(seconds: number | null): number | null {
	return seconds === null ? null : seconds * 1000;
}
