import type { EventRecord } from "../../state/events.ts";
import type { State, Task } from "../../state/model.ts";
import { selectAccountState, selectAccounts, selectQueue } from "../../state/select.ts";
import { sentenceOf } from "../../state/sentences.ts";
import type { Frame } from "./frame-store.ts";
import type { PaneId } from "./layout.ts";
import { listedEvents } from "./present/event-row.ts";
import { doingOf, taskTitleOf } from "./present/session-row.ts";
import { shownState } from "./present/words.ts";

/** The filter of each pane; empty: everything is listed. */
export type Filters = Readonly<Record<PaneId, string>>;

export const noFilters: Filters = { sessions: "", quota: "", queue: "", events: "", preview: "" };

/**
 * Whether a filter lets a text through: all of its words are in it, whatever their case; a word that begins with `!`
 * must not be.
 */
export function lets(filter: string, text: string): boolean {
	const low = text.toLowerCase();
	return filter
		.toLowerCase()
		.split(" ")
		.every((word) => {
			if (!word.startsWith("!")) return low.includes(word);
			return word === "!" || !low.includes(word.slice(1));
		});
}

/** The names of the sessions that are listed, in their order. */
export function listedSessions(frame: Frame, filter: string): readonly string[] {
	if (filter === "") return frame.sessionOrder;
	const { state } = frame.snapshot;
	return frame.sessionOrder.filter((name) => {
		const session = state.sessions[name];
		if (session === undefined) return false;
		const { account, project, kind } = session;
		const words = [name, shownState(session), account ?? "", project, kind, session.task ?? ""];
		return lets(filter, [...words, taskTitleOf(state, session), doingOf(session)].join(" "));
	});
}

/** The accounts that are listed. */
export function listedAccounts(state: State, now: number, filter: string): readonly string[] {
	const all = selectAccounts(state);
	const text = (a: (typeof all)[number]) => `${a.name} ${selectAccountState(state, a, now)}`;
	return all.filter((a) => filter === "" || lets(filter, text(a))).map((a) => a.name);
}

/** The tasks that are listed, in the order of the queue. */
export function listedTasks(state: State, filter: string): readonly Task[] {
	const all = selectQueue(state);
	if (filter === "") return all;
	return all.filter(({ id, title, project, priority, state: is, session }) =>
		lets(filter, [id, title, project, priority, is, session ?? ""].join(" ")),
	);
}

/** The events that are listed, oldest first. */
export function listedRecords(
	recent: readonly EventRecord[],
	filter: string,
): readonly EventRecord[] {
	const all = listedEvents(recent);
	if (filter === "") return all;
	return all.filter((record) => {
		const { level, source, text } = sentenceOf(record);
		return lets(filter, `${level} ${source} ${text}`);
	});
}

/** The ids of the rows of a pane, from top to bottom. */
export function idsOf(pane: PaneId, frame: Frame, filters: Filters): readonly string[] {
	const { state, recent } = frame.snapshot;
	switch (pane) {
		case "sessions":
		case "preview":
			return listedSessions(frame, filters.sessions);
		case "quota":
			return listedAccounts(state, frame.now, filters.quota);
		case "queue":
			return listedTasks(state, filters.queue).map((task) => task.id);
		default:
			return listedRecords(recent, filters.events).map((record) => String(record.seq));
	}
}

/** The pane whose selection moves when the keys are on `pane`: the preview shows the selected session. */
export function listOf(pane: PaneId): PaneId {
	return pane === "preview" ? "sessions" : pane;
}

/** What a title says of its pane's filter; empty without one. */
export function filterWords(filter: string): string {
	return filter === "" ? "" : `  /${filter}`;
}

/** How many are listed, and of how many where that is not all. */
export function countWords(listed: number, all: number): string {
	return listed === all ? String(all) : `${listed} of ${all}`;
}
