import type { Plan } from "../../state/client.ts";
import type { EngineParts } from "../parts.ts";

type Parts = Pick<EngineParts, "recorder">;

/**
 * Records that a switch waits for a person's yes, once for each: the same accounts for the same reason are no news, though
 * the share that is used goes on growing.
 */
export function propose({ recorder }: Parts, plan: Plan): void {
	const { id, from, to, reason, why, moves } = plan;
	const known = recorder.state().proposal ?? null;
	const isKnown = known?.from === from && known.to === to && known.reason === reason;
	if (to === null || isKnown) return;
	const sessions = moves.map((move) => move.session);
	recorder.commit({ type: "switch.proposed", id, from, to, reason, why, sessions });
}

/** What waited for a yes is not wanted any more. */
export function withdrawProposal({ recorder }: Parts, why: string): void {
	const proposal = recorder.state().proposal ?? null;
	if (proposal === null) return;
	recorder.commit({ type: "switch.proposal-withdrawn", id: proposal.id, why });
}
