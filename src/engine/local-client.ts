import { createStore } from "zustand/vanilla";
import type {
	EngineClient,
	Link,
	Plan,
	PlanAsk,
	RestartReply,
	SwitchReply,
} from "../state/client.ts";
import type { LoopPass } from "../state/loop-pass.ts";
import type { Session } from "../state/model.ts";
import { setUse } from "./accounts/use.ts";
import { localCheckpoints } from "./checkpoint/local-checkpoints.ts";
import { explainNow } from "./explain.ts";
import { Janitor } from "./janitor/janitor.ts";
import type { EngineParts } from "./parts.ts";
import { noSuchSession, sessionNamed } from "./pool/on-session.ts";
import type { Pool } from "./pool/pool.ts";
import { sendLine } from "./pool/send-line.ts";
import { stopSession } from "./pool/stop-session.ts";
import { localTasks } from "./queue/acts/local-tasks.ts";
import { pauseDispatch, resumeDispatch } from "./queue/pauses.ts";
import { refresher } from "./refresh.ts";
import { scrubRows } from "./scrub.ts";
import { beginSwitch } from "./switch/begin.ts";
import { planManual } from "./switch/plan.ts";
import { planDifference } from "./switch/plan-difference.ts";
import { cancelScheduled, scheduleSwitch } from "./switch/schedule.ts";
import { ShownPlans } from "./switch/shown-plans.ts";

type Refusal = Extract<SwitchReply & RestartReply, { kind: "refused" }>;

/** The client in the engine's own process. */
export function localClient(
	parts: EngineParts,
	pool: Pool,
	janitor = new Janitor(parts),
	passes: () => readonly LoopPass[] = () => [],
): EngineClient {
	const { recorder, clock, tmux, poke } = parts;
	const plans = new ShownPlans(clock);
	const refresh = refresher(parts);
	return {
		store: recorder.store,
		link: createStore<Link>(() => ({ kind: "here" })),
		explain: async () => explainNow(parts),
		loops: async () => passes(),
		planSwitch: (ask) => plan(parts, plans, ask),
		async runSwitch(planId) {
			const reply = await run(parts, plans, planId);
			if (reply.kind === "started") poke("account-switcher");
			return reply;
		},
		async scheduleSwitch(ask) {
			return scheduleSwitch(parts, ask);
		},
		async cancelSwitch() {
			return cancelScheduled(parts);
		},
		async setUse(account, to) {
			return setUse(parts, account, to);
		},
		pause: (all, scope = {}) => pauseDispatch(parts, all, scope),
		resume: (project) => resumeDispatch(parts, project),
		async restart(name) {
			const obstacle = obstacleToRestart(sessionNamed(recorder.state(), name));
			if (obstacle !== null) return obstacle;
			recorder.commit({ type: "session.released", session: name });
			poke("session-watcher");
			return { kind: "done" };
		},
		stop: (name, ask) => stopSession(parts, pool, name, ask),
		send: (name, line) => sendLine(parts, pool, name, line),
		refresh: async () => refresh(),
		checkpoints: localCheckpoints(parts, pool),
		janitor: { look: () => janitor.look(), tidy: () => janitor.tidy() },
		tasks: localTasks(parts),
		async preview(session, rows) {
			const pane = recorder.state().sessions[session]?.incarnation?.pane;
			const seen = pane === undefined ? null : await tmux.capture(pane, rows);
			return seen === null ? null : scrubRows(seen, recorder.scrub);
		},
		attachCommand: (session) =>
			recorder.state().sessions[session]?.incarnation ? tmux.attachCommand(session) : null,
		close: async () => {},
	};
}

async function plan(
	parts: EngineParts,
	plans: ShownPlans,
	{ purpose = "look", ...ask }: PlanAsk,
): Promise<Plan> {
	const fresh = await planManual(parts, ask);
	const shown = purpose === "look" ? null : plans.shownFor(ask);
	const difference = shown === null ? null : planDifference(shown, fresh);
	if (shown === null || difference !== null) {
		if (shown !== null) plans.forget(shown);
		plans.keep(fresh, ask, purpose === "show" && fresh.runnable);
		const changed = purpose === "run" ? difference : null;
		return changed === null ? fresh : { ...fresh, changed: `${changed.why}; ${changed.remedy}` };
	}
	if (purpose === "run") return shown;
	const again = { ...fresh, id: shown.id };
	plans.keep(again, ask, true);
	return again;
}

async function run(parts: EngineParts, plans: ShownPlans, planId: string): Promise<SwitchReply> {
	const known = plans.byId(planId);
	if (known === null) return refused("this plan is not known", "make a new plan");
	const fresh = await planManual(parts, { ...known.ask, to: known.plan.to });
	const difference = planDifference(known.plan, fresh);
	if (difference !== null) {
		plans.forget(known.plan);
		return { kind: "refused", ...difference };
	}
	const failed = fresh.preconditions.find((p) => !p.ok);
	if (failed) return refused(failed.detail, failed.remedy ?? "correct it, then plan again");
	if (!fresh.runnable) return refused("there is nothing to move", "start a session first");
	const switchId = beginSwitch(parts, known.plan);
	if (switchId === null) return refused("another switch began just now", "wait until it ended");
	plans.forget(known.plan);
	return { kind: "started", switchId, plan: known.plan };
}

function obstacleToRestart(session: Session | undefined): RestartReply | null {
	if (session === undefined) return noSuchSession();
	if (session.kind === "observed") {
		return refused("it was started by hand", "start it again where it was started");
	}
	if (session.incarnation !== null) {
		return refused("it is running; stop it first", `claude-failover stop ${session.name}`);
	}
	return null;
}

function refused(why: string, remedy: string): Refusal {
	return { kind: "refused", why, remedy };
}
