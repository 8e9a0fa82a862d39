import type { Event } from "../../state/events.ts";
import type { State } from "../../state/model.ts";
import type { StatuslineItem } from "../claude/spool.ts";
import type { WindowReading } from "../claude/windows.ts";
import type { LaunchRecord } from "../pool/launch-record.ts";

export type ReadStatusline = Extract<StatuslineItem, { kind: "statusline" }>;

/** What a process life has told so far. */
export interface Told {
	/** Each window as it was last told. */
	readonly windows: ReadonlyMap<string, WindowReading>;
	/** When its last statusline was written (epoch ms). */
	readonly at: number;
}

/**
 * What a statusline tells that is new. A process repeats the limits of its own last answer for as long as it lives, so
 * what it told before is no reading, whatever others know of the account by now. `before`: what this process life told;
 * `null`: nothing yet, then all of it is a reading, since only its account can have told it. `since`: the answer came
 * after this (epoch ms), if that is known.
 */
export function eventsOfStatusline(
	state: State,
	record: LaunchRecord,
	item: ReadStatusline,
	before: Told | null,
	since: number | null,
): readonly Event[] {
	const { windows } = item.statusline;
	// One answer tells all windows: when one of them is news, the others were told anew as well.
	const answered = windows.some((w) => !isSame(w, before?.windows.get(w.window)));
	const reading: Event = {
		type: "quota.read",
		account: record.account,
		source: "statusline",
		incarnation: item.incarnation,
		windows,
		observedAt: Math.round(item.mtimeMs),
		...(since !== null && { answeredSince: Math.floor(since) }),
	};
	return [...(answered ? [reading] : []), ...contextEvents(state, record.session, item)];
}

/** What a process life has told once this statusline is read. A window that vanished may come back as it was. */
export function toldAfter(before: Told | null, item: ReadStatusline): Told {
	const windows = new Map(before?.windows);
	for (const one of item.statusline.windows) windows.set(one.window, one);
	return { windows, at: item.mtimeMs };
}

function isSame(one: WindowReading, known: WindowReading | undefined): boolean {
	return known?.usedRatio === one.usedRatio && known.resetsAt === one.resetsAt;
}

/** Changes with every answer; of a life that is not the session's present one it says nothing. */
function contextEvents(state: State, name: string, item: ReadStatusline): readonly Event[] {
	const { contextUsedRatio, contextTokens, cacheWarm, model } = item.statusline;
	const session = state.sessions[name];
	if (contextUsedRatio === null || session?.incarnation?.id !== item.incarnation) return [];
	const same =
		session.contextUsedRatio === contextUsedRatio &&
		(session.contextTokens ?? null) === contextTokens &&
		(session.cacheWarm ?? null) === cacheWarm &&
		(session.model ?? null) === model;
	if (same) return [];
	const seen = { contextUsedRatio, contextTokens, cacheWarm, model };
	return [{ type: "session.context-seen", session: name, incarnation: item.incarnation, ...seen }];
}
