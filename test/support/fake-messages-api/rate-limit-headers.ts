import type { FakeAccount } from "./accounts.ts";

/** Only these two are told with every answer; the window of a model is named only where it refuses. */
const toldAlways = [
	["five_hour", "5h"],
	["seven_day", "7d"],
] as const;

/** Tells an account how much of its windows is used, by the response headers of a request to that model. */
export function tellRateLimits(account: FakeAccount, model: string): Record<string, string> {
	const { ledger, told } = account;
	const spent = ledger.spentWindow(model);
	const claim = spent ?? "five_hour";
	const headers: Record<string, string> = {
		status: spent === undefined ? "allowed" : "rejected",
		reset: String(ledger.window(claim).resetsAt),
		"representative-claim": claim,
		"overage-status": "rejected",
		"overage-disabled-reason": "org_level_disabled",
	};
	for (const [name, short] of toldAlways) {
		const ratio = ledger.ratio(name);
		const { resetsAt } = ledger.window(name);
		headers[`${short}-status`] = ratio < 1 ? "allowed" : "rejected";
		headers[`${short}-utilization`] = String(ratio);
		headers[`${short}-reset`] = String(resetsAt);
		told.push({ window: name, ratio, resetsAt });
	}
	if (spent !== undefined) {
		told.push({ window: spent, ratio: 1, resetsAt: ledger.window(spent).resetsAt });
	}
	return Object.fromEntries(
		Object.entries(headers).map(([key, value]) => [`anthropic-ratelimit-unified-${key}`, value]),
	);
}
