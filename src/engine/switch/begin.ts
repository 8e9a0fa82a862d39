import type { Plan } from "../../state/client.ts";
import { groundsOf } from "../decide/grounds.ts";
import type { EngineParts } from "../parts.ts";

/**
 * Records that a plan begins; from here on the account-switcher carries it on, also after a crash. `null` when
 * another switch is open: there is only one at a time. `scheduled`: the scheduled switch that it carries out.
 */
export function beginSwitch(
	parts: Pick<EngineParts, "recorder" | "clock">,
	plan: Plan,
	scheduled?: string,
): string | null {
	if (plan.to === null || !plan.runnable) throw new Error(`plan ${plan.id} cannot run`);
	const state = parts.recorder.state();
	const { sessions, openSwitch } = state;
	// A plan takes a moment to make; another switch may have begun meanwhile. Nothing is awaited from here on.
	if (openSwitch !== null) return null;
	parts.recorder.commit({
		type: "switch.begun",
		id: plan.id,
		from: plan.from,
		to: plan.to,
		reason: plan.reason,
		why: plan.why,
		force: plan.force,
		...(plan.failover !== undefined && { failover: plan.failover }),
		...(plan.model !== undefined && { model: plan.model }),
		...(scheduled !== undefined && { scheduled }),
		grounds: groundsOf(state, plan.candidates, [], parts.clock.now()),
		moves: plan.moves.map(({ session, from }) => ({
			session,
			...(from !== undefined && { from }),
			conversation: sessions[session]?.conversation ?? null,
			fromIncarnation: sessions[session]?.incarnation?.id ?? null,
		})),
	});
	return plan.id;
}
