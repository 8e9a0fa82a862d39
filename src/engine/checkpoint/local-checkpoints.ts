import type {
	CheckpointReply,
	Checkpoints,
	RestoreAsk,
	RestorePlan,
} from "../../state/checkpoint-client.ts";
import type { Refusal } from "../../state/client.ts";
import type { Checkpoint } from "../../state/model.ts";
import { KeptPlans } from "../kept-plans.ts";
import type { EngineParts } from "../parts.ts";
import { noSuchSession, sessionNamed } from "../pool/on-session.ts";
import type { Pool } from "../pool/pool.ts";
import { unlessRefused } from "../queue/unless-refused.ts";
import { compareWithNow } from "./compare.ts";
import { readCheckpoint } from "./read.ts";
import { runRestore } from "./restore.ts";
import { planRestore } from "./restore-plan.ts";
import { takeCheckpoint } from "./take.ts";

/** Checkpoints in the engine's own process. */
export function localCheckpoints(parts: EngineParts, pool: Pool): Checkpoints {
	const { recorder, clock, files } = parts;
	const plans = new KeptPlans<RestorePlan, RestoreAsk>(clock);
	const find = (id: string): Checkpoint | undefined =>
		recorder.state().checkpoints.find((one) => one.id === id);
	const plan = async (ask: RestoreAsk): Promise<RestorePlan | Refusal> => {
		const checkpoint = find(ask.checkpoint);
		if (checkpoint === undefined) return unknown(ask.checkpoint);
		const read = await readCheckpoint(files, checkpoint);
		if (read.kind !== "ok") return refused(read.why, read.remedy);
		return planRestore(parts, checkpoint, read.content, ask);
	};
	const read = async (id: string): Promise<CheckpointReply> => {
		const checkpoint = find(id);
		if (checkpoint === undefined) return unknown(id);
		const held = await readCheckpoint(files, checkpoint);
		return held.kind === "ok" ? held : refused(held.why, held.remedy);
	};
	return {
		async take(name) {
			const session = sessionNamed(recorder.state(), name);
			if (session === undefined) return noSuchSession();
			const taken = await unlessRefused(() => takeCheckpoint(parts, session, "asked for"));
			return "kind" in taken ? taken : { kind: "taken", checkpoint: taken };
		},
		read,
		async compare(id) {
			const held = await read(id);
			if (held.kind === "refused") return held;
			return { kind: "compared", comparison: await compareWithNow(parts, held.content) };
		},
		async planRestore(ask) {
			const made = await plan(ask);
			if ("kind" in made) return made;
			plans.keep(made, ask);
			return { kind: "plan", plan: made };
		},
		async runRestore(planId, of) {
			const shown = plans.byId(planId);
			if (shown === null) return refused("this plan is not known", "make a new plan");
			const { id } = shown.plan.checkpoint;
			if (of !== undefined && of !== id) return refused(`this plan is of ${id}`, "make a new plan");
			const fresh = await plan(shown.ask);
			if ("kind" in fresh) return fresh;
			const changed = difference(shown.plan, fresh);
			if (changed !== null) return refused(changed, "look at a new plan");
			const failed = fresh.preconditions.find(({ ok }) => !ok);
			if (failed) return refused(failed.detail, failed.remedy ?? "correct it, then plan again");
			plans.forget(planId);
			return runRestore(parts, pool, fresh);
		},
	};
}

/** Whether a plan that was shown still says the same: nobody acts on a stale sight. */
function difference(shown: RestorePlan, now: RestorePlan): string | null {
	if (shown.account !== now.account) return `it would now live on ${now.account ?? "no account"}`;
	if (shown.how !== now.how) {
		return now.how === "new" ? "the transcript is gone meanwhile" : "the transcript is there again";
	}
	if (shown.stops !== now.stops) {
		return now.stops === null
			? `${now.session} has no process any more`
			: `it would now stop conversation ${now.stops}`;
	}
	return shown.prompt === now.prompt ? null : "it would now be told something else at its start";
}

function unknown(id: string): Refusal {
	return refused(`there is no checkpoint ${id}`, "`claude-failover checkpoints` lists them");
}

function refused(why: string, remedy: string): Refusal {
	return { kind: "refused", why, remedy };
}
