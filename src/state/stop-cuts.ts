import type { Session } from "./model.ts";

/** So long (ms) after somebody typed in an attached terminal a session counts as attended. */
export const ATTENDED_MS = 60_000;

/** What a stop takes from a session: most of it goes on after a restart, a draft is lost. */
export type StopCut = "starting" | "task" | "question" | "turn" | "draft" | "typing";

/** What a stop of a session would cut now (`now`: epoch ms), the weightiest first; empty: it rests. Pure. */
export function stopCuts(session: Session, now: number): readonly StopCut[] {
	const { incarnation, turn, task, draft, attendedAt, state } = session;
	const holdsTask = task !== null;
	if (incarnation === null) return holdsTask ? ["task"] : [];
	const is: Readonly<Record<StopCut, boolean>> = {
		starting: state === "starting",
		task: holdsTask,
		question: state === "waiting",
		turn: turn !== null || state === "working",
		draft: draft === true,
		typing: attendedAt != null && now - attendedAt < ATTENDED_MS,
	};
	return (Object.keys(is) as StopCut[]).filter((cut) => is[cut]);
}
