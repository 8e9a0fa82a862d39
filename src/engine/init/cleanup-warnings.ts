import { join } from "node:path";
import { cleanupPeriodDays } from "./claude-home.ts";

/** Under a year, transcripts of a shared tree would vanish while somebody may still want them. */
const LEAST_DAYS = 365;

/** Why a home lets claude delete old transcripts, and the remedy; `null` when it does not. */
export async function cleanupWarning(
	home: string,
): Promise<{ readonly what: string; readonly remedy: string } | null> {
	const days = await cleanupPeriodDays(home);
	if (days !== null && days >= LEAST_DAYS) return null;
	const period = days === null ? "30 days (claude's default)" : `${days} days`;
	return {
		what:
			`A claude started by hand with ${home} deletes transcripts older than ${period}, and they are ` +
			"shared.",
		remedy: `Add to ${join(home, "settings.json")}: "cleanupPeriodDays": 3650`,
	};
}

/**
 * One line for each home whose own settings let claude delete old transcripts. Sessions of the pool
 * are started with settings that forbid it; this is about those started by hand.
 */
export async function cleanupWarnings(homes: readonly string[]): Promise<readonly string[]> {
	const warnings = await Promise.all(homes.map(cleanupWarning));
	return warnings.flatMap((one) => (one === null ? [] : [`${one.what} ${one.remedy}`]));
}
