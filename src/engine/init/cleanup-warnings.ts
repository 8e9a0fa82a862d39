import { join } from "node:path";
import { cleanupPeriodDays } from "./claude-home.ts";

/** Under a year, transcripts of a shared tree would vanish while somebody may still want them. */
const LEAST_DAYS = 365;

/**
 * One line for each home whose own settings let claude delete old transcripts. Sessions of the pool
 * are started with settings that forbid it; this is about those started by hand.
 */
export async function cleanupWarnings(homes: readonly string[]): Promise<readonly string[]> {
	const lines: string[] = [];
	for (const home of homes) {
		const days = await cleanupPeriodDays(home);
		if (days !== null && days >= LEAST_DAYS) continue;
		const period = days === null ? "30 days (claude's default)" : `${days} days`;
		lines.push(
			`A claude started by hand with ${home} deletes transcripts older than ${period}, and they are ` +
				`shared. Add to ${join(home, "settings.json")}: "cleanupPeriodDays": 3650`,
		);
	}
	return lines;
}
