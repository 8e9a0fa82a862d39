import type { Refusal } from "../../state/client.ts";
import type { Session, State } from "../../state/model.ts";
import { isBeingGivenTask, isMoving } from "../../state/select.ts";
import { ATTENDED_MS, hasPromptOnItsWay } from "./readiness.ts";

/**
 * What forbids to stop a session at a person's word; `null`: nothing does. What would only be cut, and goes on after a
 * restart, is no obstacle to `force`; what could not be told apart afterwards is. Pure.
 */
export function obstacleToStop(
	state: State,
	session: Session,
	{ force }: { readonly force: boolean },
	now: number,
): Refusal | null {
	const { name, kind } = session;
	if (kind === "observed") {
		return refused("it was started by hand", "end it where it was started");
	}
	if (isMoving(state, name)) {
		return refused("the open switch moves it", "wait until the switch has ended");
	}
	if (isBeingGivenTask(state, session)) {
		return refused("a task is just being given to it", "ask again in a moment");
	}
	if (hasPromptOnItsWay(session, now)) {
		const remedy = "ask again in a moment; stopped now, nobody could tell whether it arrived";
		return refused("its prompt is on its way", remedy);
	}
	const cut = force ? null : whatIsCut(session, now);
	return cut === null ? null : refused(cut, `wait, or: claude-failover stop ${name} --force`);
}

/** What a stop now would take from it, in words; `null`: nothing. */
function whatIsCut(session: Session, now: number): string | null {
	const { incarnation, turn, task, draft, attendedAt, state } = session;
	if (incarnation === null) return task === null ? null : `it has task ${task} to go on with`;
	if (state === "starting") return "it is just starting";
	if (task !== null) return `it is at work on task ${task}`;
	if (state === "waiting") return `it waits for an answer: ${session.note ?? "attach and look"}`;
	if (turn !== null || state === "working") return "it is in the middle of a turn";
	if (draft === true) return "there is text in its input box, which would be lost";
	const attended = attendedAt != null && now - attendedAt < ATTENDED_MS;
	return attended ? "somebody is typing in it" : null;
}

function refused(why: string, remedy: string): Refusal {
	return { kind: "refused", why, remedy };
}
