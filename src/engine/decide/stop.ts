import type { Refusal } from "../../state/client.ts";
import type { Session, State } from "../../state/model.ts";
import { isBeingGivenTask, isMoving } from "../../state/select.ts";
import { type StopCut, stopCuts } from "../../state/stop-cuts.ts";
import { hasPromptOnItsWay } from "./readiness.ts";

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
	const [cut] = force ? [] : stopCuts(session, now);
	const remedy = `wait, or: claude-failover stop ${name} --force`;
	return cut === undefined ? null : refused(wordsFor(cut, session), remedy);
}

/** What a stop now would take from it, in words. */
function wordsFor(cut: StopCut, { incarnation, task, note }: Session): string {
	switch (cut) {
		case "starting":
			return "it is just starting";
		case "task":
			return incarnation === null
				? `it has task ${task} to go on with`
				: `it is at work on task ${task}`;
		case "question":
			return `it waits for an answer: ${note ?? "attach and look"}`;
		case "turn":
			return "it is in the middle of a turn";
		case "draft":
			return "there is text in its input box, which would be lost";
		default:
			return "somebody is typing in it";
	}
}

function refused(why: string, remedy: string): Refusal {
	return { kind: "refused", why, remedy };
}
