import type { Refusal } from "../../state/client.ts";
import type { Session, State } from "../../state/model.ts";
import { isBeingGivenTask, isMoving } from "../../state/select.ts";
import { hasPromptOnItsWay } from "./readiness.ts";
import { oweContinuation } from "./relaunch.ts";

/**
 * What forbids to type a person's line into a session; `null`: nothing that the state tells. It must rest, so that the
 * line becomes a turn of its own. Pure.
 */
export function obstacleToSend(state: State, session: Session, now: number): Refusal | null {
	const { name, kind } = session;
	const attach = `claude-failover attach ${name}`;
	if (kind === "observed") {
		return refused("it was started by hand", "type into it where it was started");
	}
	if (isMoving(state, name)) {
		return refused("the open switch moves it", "wait until the switch has ended");
	}
	if (session.incarnation === null) {
		return refused("it is not running", `claude-failover restart ${name}`);
	}
	const stopped = session.incarnation.stoppingAt != null;
	if (stopped) return refused("it was asked to end", "wait until it has ended");
	if (session.task !== null || isBeingGivenTask(state, session)) {
		return refused("it is at work on a task", `wait until the task has ended, or: ${attach}`);
	}
	if (oweContinuation(session)) {
		return refused("its turn was cut, and is continued first", "wait until that turn has ended");
	}
	const rests = session.turn === null && !hasPromptOnItsWay(session, now);
	return rests && session.state === "idle" && session.question == null
		? null
		: refused(whyBusy(session), `wait, or: ${attach}`);
}

function whyBusy({ state, note, turn }: Session): string {
	if (state === "waiting") return `it waits for an answer: ${note ?? "attach and look"}`;
	if (state === "limited") return "the quota of its account is spent";
	if (state === "starting") return "it is just starting";
	return turn !== null || state === "working" || state === "idle"
		? "it is in the middle of a turn"
		: `it is ${state}`;
}

function refused(why: string, remedy: string): Refusal {
	return { kind: "refused", why, remedy };
}
