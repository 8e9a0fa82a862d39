import type { ActReply, ScheduleAsk, ScheduleReply } from "../../state/client.ts";
import { decideDue } from "../decide/due.ts";
import type { EngineParts } from "../parts.ts";
import { beginSwitch } from "./begin.ts";
import { planManual } from "./plan.ts";

/** Nobody remembers what was scheduled longer ago. */
const FARTHEST_MS = 7 * 24 * 3_600_000;

/** Records that a switch is to begin at a time of day. It is planned then, afresh. */
export function scheduleSwitch(
	{ recorder, clock, newId }: Pick<EngineParts, "recorder" | "clock" | "newId">,
	ask: ScheduleAsk,
): ScheduleReply {
	const { scheduled, dispatch } = recorder.state();
	const ahead = ask.at - clock.now();
	if (ahead <= 0) return refused("that time has passed", "name a time to come");
	if (ahead > FARTHEST_MS) return refused("that is more than 7 days ahead", "name an earlier time");
	if (scheduled != null) {
		return refused("a switch is scheduled already", "`claude-failover switch --cancel` first");
	}
	if (dispatch.all) {
		const remedy = "`claude-failover resume` first, or switch now: a manual switch works";
		return refused("automatic switching is paused", remedy);
	}
	const id = newId();
	const { at, to, sessions, force } = ask;
	recorder.commit({ type: "switch.scheduled", id, at, to, sessions, force });
	return { kind: "scheduled", id, at };
}

/** Forgets the scheduled switch. */
export function cancelScheduled({ recorder }: Pick<EngineParts, "recorder">): ActReply {
	const id = recorder.state().scheduled?.id;
	if (id === undefined)
		return refused("no switch is scheduled", "`claude-failover status` shows it");
	const why = "by the operator";
	recorder.commit({ type: "switch.unscheduled", id, how: "cancelled", why });
	return { kind: "done" };
}

/** Begins the scheduled switch when its time has come, or says why not. True when one began. */
export async function runDue(parts: EngineParts): Promise<boolean> {
	const { recorder, clock } = parts;
	const decision = decideDue(recorder.state(), clock.now());
	if (decision.kind === "wait") return false;
	const { scheduled } = decision;
	const drop = (how: "refused" | "missed", why: string): false => {
		recorder.commit({ type: "switch.unscheduled", id: scheduled.id, how, why });
		return false;
	};
	if (decision.kind === "missed") return drop("missed", decision.why);
	const { to, sessions, force } = scheduled;
	const plan = await planManual(parts, { to, sessions, force }, "scheduled by the operator");
	// The plan took a moment: it may have been cancelled, held or overtaken meanwhile.
	const still = decideDue(recorder.state(), clock.now());
	if (still.kind !== "run" || still.scheduled.id !== scheduled.id) return false;
	if (plan.runnable) return beginSwitch(parts, plan, scheduled.id) !== null;
	const failed = plan.preconditions.filter((p) => !p.ok).map((p) => `${p.detail}: ${p.remedy}`);
	return drop("refused", failed.join("; ") || plan.why);
}

function refused(why: string, remedy: string) {
	return { kind: "refused", why, remedy } as const;
}
