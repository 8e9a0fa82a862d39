import type { Session, State } from "../../state/model.ts";
import { byName, isMoving } from "../../state/select.ts";

/**
 * The stalled session to be stopped and told to continue, or `null`. Only one that is fed: the operator's own is left
 * to its operator. One that was told to continue and has shown nothing since is not told again: a person must look.
 * Pure; one at a time. `tried`: process lives that are not to be restarted again.
 */
export function decideStalledRestart(state: State, tried: ReadonlySet<string>): string | null {
	const stalled = Object.values(state.sessions)
		.filter((s) => s.kind === "autonomous" && s.state === "stalled")
		.filter((s) => s.incarnation !== null && !tried.has(s.incarnation.id))
		.filter((s) => !isMoving(state, s.name) && !hasContinuedInVain(s))
		.map((s) => s.name);
	return stalled.sort(byName)[0] ?? null;
}

function hasContinuedInVain({ incarnation, turn }: Session): boolean {
	if (incarnation?.carries !== "continue") return false;
	return turn === null || turn.activeAt <= turn.startedAt;
}
