import { markedIn, subjectOf } from "../facts.ts";
import { listedSessions } from "../listed.ts";
import { needsOperator } from "../present/needs.ts";
import type { Room } from "../room.ts";
import { select, toast } from "../view-store.ts";
import { setFilter } from "./filter.ts";

/** Marks the selected session, or takes its mark away. */
export function mark(room: Room): void {
	const frame = room.frames.store.getState();
	const session = subjectOf(frame, room.view.getState());
	if (session === null) return;
	const marked = markedIn(frame, room.view.getState());
	const without = marked.filter((name) => name !== session);
	const isMarked = without.length < marked.length;
	room.view.setState({ marked: isMarked ? without : [...marked, session] });
}

/** Selects the next session that needs the operator, from the top again after the last. */
export function nextNeedy(room: Room): void {
	const frame = room.frames.store.getState();
	const view = room.view.getState();
	const { sessions } = frame.snapshot.state;
	const order = frame.sessionOrder;
	const from = order.indexOf(subjectOf(frame, view) ?? "");
	// The first one that is not the selected one; that one itself when it is alone, or not in sight.
	const turned = [...order.slice(from + 1), ...order.slice(0, from + 1)];
	const next = turned.find((name) => sessions[name] !== undefined && needsOperator(sessions[name]));
	if (next === undefined) return;
	if (!listedSessions(frame, view.filters.sessions).includes(next)) {
		setFilter(room, "sessions", "");
		toast(room.view, `the filter hid ${next}: all sessions are listed again`);
	}
	room.view.setState({ focus: "sessions" });
	select(room.view, "sessions", { id: next, index: order.indexOf(next) });
}
