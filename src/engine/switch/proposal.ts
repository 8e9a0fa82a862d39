import type { Plan } from "../../state/client.ts";
import type { EngineParts } from "../parts.ts";

type Parts = Pick<EngineParts, "recorder">;

/**
 * Records that a switch waits for a person's yes, once for each: the same sessions and accounts for the same reason are
 * no news, though the share that is used goes on growing.
 */
export function propose({ recorder }: Parts, plan: Plan): void {
	const { id, from, to, reason, why, moves, model } = plan;
	const sessions = moves.map((move) => move.session);
	const known = recorder.state().proposal ?? null;
	const isKnown =
		known?.from === from &&
		known.to === to &&
		known.reason === reason &&
		isSameSet(known.sessions, sessions);
	if (to === null || isKnown) return;
	const what = { id, from, to, reason, why, sessions };
	recorder.commit({ type: "switch.proposed", ...what, ...(model !== undefined && { model }) });
}

/** What waited for a yes is not wanted any more. */
export function withdrawProposal({ recorder }: Parts, why: string): void {
	const proposal = recorder.state().proposal ?? null;
	if (proposal === null) return;
	recorder.commit({ type: "switch.proposal-withdrawn", id: proposal.id, why });
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
	return one.length === other.length && one.every((name) => other.includes(name));
}
