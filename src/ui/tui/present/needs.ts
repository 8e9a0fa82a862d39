import type { Session, State } from "../../../state/model.ts";
import { type ShownState, shownState } from "./words.ts";

/** What a session cannot get out of by itself, or not soon: it asks, is at a limit, was set aside, or hangs. */
const NEEDY: ReadonlySet<ShownState> = new Set(["waiting", "limited", "quarantined", "stalled"]);

/** Whether a session needs the operator. */
export function needsOperator(session: Session): boolean {
	return NEEDY.has(shownState(session));
}

/** How many sessions need the operator. */
export function countNeedy({ sessions }: State): number {
	return Object.values(sessions).filter(needsOperator).length;
}
