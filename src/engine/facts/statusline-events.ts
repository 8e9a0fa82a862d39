import type { Event } from "../../state/events.ts";
import type { State } from "../../state/model.ts";
import type { StatuslineItem } from "../claude/spool.ts";
import type { LaunchRecord } from "../pool/launch-record.ts";

/**
 * What a statusline tells that is new. A process repeats the limits of its own last answer for as long as it lives,
 * so a repetition is no reading; the first one of a process life is, since only its account can have told it.
 */
export function eventsOfStatusline(
	state: State,
	record: LaunchRecord,
	item: Extract<StatuslineItem, { kind: "statusline" }>,
	first: boolean,
): readonly Event[] {
	const { incarnation } = item;
	const { windows, contextUsedRatio } = item.statusline;
	const known = state.accounts[record.account]?.windows ?? {};
	const news = windows.filter((w) => {
		const old = known[w.window];
		return first || old?.usedRatio !== w.usedRatio || old.resetsAt !== w.resetsAt;
	});
	const events: Event[] = [];
	if (news.length > 0) {
		events.push({
			type: "quota.read",
			account: record.account,
			source: "statusline",
			incarnation,
			windows: news,
			observedAt: Math.round(item.mtimeMs),
		});
	}
	const { session } = record;
	if (contextUsedRatio !== null && state.sessions[session]?.contextUsedRatio !== contextUsedRatio) {
		events.push({ type: "session.context-seen", session, incarnation, contextUsedRatio });
	}
	return events;
}
