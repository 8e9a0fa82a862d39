import type { Event } from "./events.ts";
import type { Account } from "./model.ts";

/** How often an hour the usage of one account may be asked for: more is refused for long (issues of the CLI). */
const POLLS_AN_HOUR = 12;

const HOUR_MS = 3_600_000;

type PollEvent = Extract<Event, { type: "account.poll-begun" | "account.polled" }>;

/** How often an account may still be asked for its usage within this hour; a restart of the engine gives no more. */
export function pollsLeft(account: Account, now: number): number {
	return Math.max(0, POLLS_AN_HOUR - withinTheHour(account, now).length);
}

/** When an account was last asked for its usage (epoch ms); `null`: never. */
export function lastPollAt(account: Account): number | null {
	return account.polls?.at(-1) ?? null;
}

/** An account after it is asked for its usage, or after the answer. */
export function notePoll(account: Account, event: PollEvent, at: number): Account {
	if (event.type === "account.poll-begun") {
		return { ...account, polls: [...withinTheHour(account, at), at] };
	}
	return { ...account, pollsFailed: event.outcome === "ok" ? 0 : (account.pollsFailed ?? 0) + 1 };
}

function withinTheHour(account: Account, now: number): readonly number[] {
	return (account.polls ?? []).filter((at) => at > now - HOUR_MS && at <= now);
}
