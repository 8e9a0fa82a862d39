import { type Ledger, type WindowName, windowNames } from "./ledger.ts";

const shortNames: Record<WindowName, string> = { five_hour: "5h", seven_day: "7d" };

/** The response headers by which the server tells an account how much of its windows is used. */
export function rateLimitHeaders(ledger: Ledger): Record<string, string> {
	const spent = ledger.spentWindow();
	const claim = spent ?? "five_hour";
	const headers: Record<string, string> = {
		status: spent === undefined ? "allowed" : "rejected",
		reset: String(ledger.window(claim).resetsAt),
		"representative-claim": claim,
		"overage-status": "rejected",
		"overage-disabled-reason": "org_level_disabled",
	};
	for (const name of windowNames) {
		const window = ledger.window(name);
		const ratio = Math.min(1, window.used / window.limit);
		headers[`${shortNames[name]}-status`] = ratio < 1 ? "allowed" : "rejected";
		headers[`${shortNames[name]}-utilization`] = String(ratio);
		headers[`${shortNames[name]}-reset`] = String(window.resetsAt);
	}
	return Object.fromEntries(
		Object.entries(headers).map(([key, value]) => [`anthropic-ratelimit-unified-${key}`, value]),
	);
}
