import type { Move, MoveStep, Switch } from "../../../state/model.ts";
import { readinessText } from "../../../state/sentences.ts";

/** What a session is at while it moves. */
export const stepWords: Readonly<Record<MoveStep, string>> = {
	pending: "waiting",
	draining: "draining",
	checkpointed: "checkpointed",
	stopped: "stopped",
	launched: "relaunching",
	verified: "verified",
};

/** Where a move is, or how it ended, in a word. */
export function placeOf({ step, outcome }: Move): string {
	return outcome ?? stepWords[step];
}

/** Why it is there, as far as that is known. */
export function reasonOf({ note, readiness, outcome }: Move): string {
	if (note !== null) return note;
	return readiness == null || outcome !== null ? "" : readinessText[readiness];
}

/** How long a move takes, or took, in ms; `null`: it has not begun. */
export function timeOf({ startedAt, endedAt }: Move, now: number): number | null {
	return startedAt === null ? null : Math.max(0, (endedAt ?? now) - startedAt);
}

/** Whether what was begun can be undone yet. */
export function returnWords({ committedAt, outcome }: Switch): string {
	if (committedAt !== null) return "past the point of no return";
	return outcome === null ? "can still go back" : "the point of no return was never passed";
}

/** `0.4 s`, `2 min 05.0 s` to the tenth. */
export function seconds(ms: number): string {
	if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
	const tenths = Math.floor(ms / 100);
	const rest = (tenths % 600) / 10;
	return `${Math.floor(tenths / 600)} min ${rest.toFixed(1).padStart(4, "0")} s`;
}
