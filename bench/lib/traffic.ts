import { dropHook, dropStatusline } from "./payloads.ts";
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

export interface StatuslineTraffic {
	/** When the 5-hour windows are reset (epoch s). */
	readonly fiveHourReset: number;
	stop(): void;
}

/** Lets all sessions show their statuslines, evenly spread over time, until `stop` is called. */
export function statuslines(sessions: readonly StandIn[]): StatuslineTraffic {
	const begun = performance.now();
	const now = Date.now() / 1000;
	const resets = { fiveHourReset: Math.round(now + 9_000), weekReset: Math.round(now + 300_000) };
	const used = new Map<string, number>();
	const last = new Map<string, { answers: number; tokens: number; percent: number }>();
	const show = (one: StandIn, nth: number, at: number): void => {
		const answers = Math.floor((at + (nth * ANSWER_MS) / sessions.length) / ANSWER_MS);
		const before = last.get(one.name);
		if (before?.answers !== answers) {
			// No two accounts reach their next percent together.
			const percent = (used.get(one.account) ?? 20 + used.size / 10) + PERCENT_AN_ANSWER;
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
	return { fiveHourReset: resets.fiveHourReset, stop: () => clearInterval(timer) };
}

/** Lets all sessions use tools, each for a while and then the next, until `stop` is called. */
export function toolHooks(sessions: readonly StandIn[]): { stop(): void } {
	let nth = 0;
	const timer = setInterval(() => {
		const one = sessions[nth % sessions.length];
		const event = Math.floor(nth / sessions.length) % 2 === 0 ? "PreToolUse" : "PostToolUse";
		nth += 1;
		const tool_input = { command: "npm test" };
		if (one !== undefined) dropHook(one, event, { tool_name: "Bash", tool_input });
	}, REFRESH_MS / sessions.length);
	return { stop: () => clearInterval(timer) };
}
