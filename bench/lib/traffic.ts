import { dropStatusline } from "./payloads.ts";
import type { StandIn } from "./stand-ins.ts";

/** Each process refreshes its statusline this often, changed or not. */
export const REFRESH_MS = 2_000;

/** How often a session at work gets an answer: only that changes what its statusline says. */
const ANSWER_MS = 20_000;

const TOKENS_AN_ANSWER = 800;

/** Share of an account's 5-hour window (percent) that one answer takes. */
const PERCENT_AN_ANSWER = 0.02;

/** How often the writer is at work. */
const TICK_MS = 20;

/** Lets all sessions show their statuslines, evenly spread over time, until `stop` is called. */
export function statuslines(sessions: readonly StandIn[]): { stop(): number } {
	const begun = performance.now();
	const now = Date.now() / 1000;
	const resets = { fiveHourReset: Math.round(now + 9_000), weekReset: Math.round(now + 300_000) };
	const used = new Map<string, number>();
	const last = new Map<string, { answers: number; tokens: number; percent: number }>();
	const show = (one: StandIn, nth: number, at: number): void => {
		const answers = Math.floor((at + (nth * ANSWER_MS) / sessions.length) / ANSWER_MS);
		const before = last.get(one.name);
		if (before?.answers !== answers) {
			const percent = (used.get(one.account) ?? 20) + PERCENT_AN_ANSWER;
			used.set(one.account, percent);
			const tokens = (before?.tokens ?? 20_000 + nth * 100) + TOKENS_AN_ANSWER;
			last.set(one.name, { answers, tokens, percent });
		}
		const { tokens = 0, percent = 0 } = last.get(one.name) ?? {};
		const fiveHourPercent = Math.floor(percent);
		dropStatusline(one, { contextTokens: tokens, fiveHourPercent, weekPercent: 17, ...resets });
	};
	let shown = 0;
	const timer = setInterval(() => {
		const due = ((performance.now() - begun) / REFRESH_MS) * sessions.length;
		for (; shown < due; shown++) {
			const nth = shown % sessions.length;
			const one = sessions[nth];
			if (one !== undefined) show(one, nth, (shown / sessions.length) * REFRESH_MS);
		}
	}, TICK_MS);
	return {
		stop() {
			clearInterval(timer);
			return shown;
		},
	};
}
