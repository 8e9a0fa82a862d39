import type { Plan } from "../../state/client.ts";
import type { EngineParts } from "../parts.ts";

/** Records that a plan begins; from here on the account-switcher carries it on, also after a crash. */
export function beginSwitch(parts: Pick<EngineParts, "recorder">, plan: Plan): string {
	if (plan.to === null || !plan.runnable) throw new Error(`plan ${plan.id} cannot run`);
	const { sessions } = parts.recorder.state();
	parts.recorder.commit({
		type: "switch.begun",
		id: plan.id,
		from: plan.from,
		to: plan.to,
		reason: plan.reason,
		why: plan.why,
		moves: plan.moves.map(({ session }) => ({
			session,
			conversation: sessions[session]?.conversation ?? null,
			fromIncarnation: sessions[session]?.incarnation?.id ?? null,
		})),
	});
	return plan.id;
}
