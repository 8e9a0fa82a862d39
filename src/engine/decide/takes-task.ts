import type { Session, State, Task } from "../../state/model.ts";
import { isOutOfRetries } from "../../state/retries.ts";
import { byName, hasRoom, isMoving } from "../../state/select.ts";
import { isKeptFree } from "./follow-up.ts";
import { type Crossing, mayCross } from "./next-turn.ts";

/**
 * Only an autonomous session that is at rest on an account with room is ever given a task, and only when the quota
 * lasts for its next turn, by the model of the task: a turn that is not begun costs less than one that is cut.
 */
export function canTakeTask(
	state: State,
	session: Session,
	now: number,
	{ choices }: Pick<Task, "choices"> = {},
): boolean {
	return isAtRest(state, session, now) && canFeed(state, session, choices?.model ?? null, now);
}

/** Whether the account of a session has room for a task that chooses `model` (`null`: none), and its quota lasts. */
export function canFeed(
	state: State,
	session: Session,
	model: string | null,
	now: number,
): boolean {
	const fed = withModel(session, model);
	return isRoomy(state, fed, now) && mayCross(state, fed, now) === null;
}

/** Why sessions that could take a task are given none, by name: their next turn would probably be cut. */
export function heldForQuota(
	state: State,
	now: number,
	model: string | null = null,
): readonly Crossing[] {
	return Object.values(state.sessions)
		.filter((s) => isAtRest(state, s, now))
		.map((s) => withModel(s, model))
		.filter((s) => isRoomy(state, s, now))
		.toSorted((a, b) => byName(a.name, b.name))
		.flatMap((s) => mayCross(state, s, now) ?? []);
}

/** It has a process that is there, is not to move, and nothing is under way in it, nor owed. */
export function isAtRest(state: State, session: Session, now: number): boolean {
	if (session.kind !== "autonomous" || session.state !== "idle") return false;
	// One that the configuration no longer has works off what it has, and no more.
	if (state.policy.dispatch?.sessions?.includes(session.name) === false) return false;
	if (session.task !== null || session.turn !== null || isOwed(state, session)) return false;
	if (session.incarnation?.confirmedAt == null) return false;
	return !isMoving(state, session.name) && !isKeptFree(state, session, now);
}

/** As it is for its next task. A model that another task chose goes with that task. */
export function withModel(session: Session, chosen: string | null): Session {
	const own = session.chosenModel == null ? (session.model ?? null) : null;
	return { ...session, model: chosen ?? own };
}

function isRoomy(state: State, { account: name, model }: Session, now: number): boolean {
	const account = name === null ? undefined : state.accounts[name];
	return account !== undefined && hasRoom(account, state.policy, now, model);
}

/** Something of it is still to be gone on with. A turn that failed too often is not. */
function isOwed(state: State, session: Session): boolean {
	const { owed } = session;
	if (owed === null) return false;
	return owed.cause !== "failure" || !isOutOfRetries(session, undefined, state.policy.retries ?? 0);
}
