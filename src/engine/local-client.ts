import { createStore } from "zustand/vanilla";
import type { EngineClient, Link, Plan, RestartReply, SwitchReply } from "../state/client.ts";
import type { Session } from "../state/model.ts";
import type { EngineParts } from "./parts.ts";
import { beginSwitch } from "./switch/begin.ts";
import { planDifference, planManual, type SwitchAsk } from "./switch/plan.ts";

/** Plans older than this are forgotten. */
const PLAN_KEPT_MS = 10 * 60_000;

type Refusal = Extract<SwitchReply & RestartReply, { kind: "refused" }>;

type Shown = { readonly plan: Plan; readonly ask: SwitchAsk; readonly at: number };

/** The client in the engine's own process. */
export function localClient(parts: EngineParts): EngineClient {
	const { recorder, clock, tmux, poke } = parts;
	const shown = new Map<string, Shown>();
	return {
		store: recorder.store,
		link: createStore<Link>(() => ({ kind: "here" })),
		async planSwitch(ask) {
			const plan = await planManual(parts, ask);
			const now = clock.now();
			for (const [id, old] of shown) if (now - old.at > PLAN_KEPT_MS) shown.delete(id);
			shown.set(plan.id, { plan, ask, at: now });
			return plan;
		},
		async runSwitch(planId) {
			const known = shown.get(planId);
			if (known === undefined) return refused("this plan is not known", "make a new plan");
			const fresh = await planManual(parts, { ...known.ask, to: known.plan.to });
			const difference = planDifference(known.plan, fresh);
			if (difference !== null) return refused(difference, "look at a new plan");
			const failed = fresh.preconditions.find((p) => !p.ok);
			if (failed) return refused(failed.detail, failed.remedy ?? "correct it, then plan again");
			if (!fresh.runnable) return refused("there is nothing to move", "start a session first");
			const switchId = beginSwitch(parts, fresh);
			if (switchId === null) return refused("another switch began just now", "wait until it ended");
			shown.delete(planId);
			poke("account-switcher");
			return { kind: "started", switchId };
		},
		async pause(all) {
			recorder.commit({ type: "dispatch.paused", all });
		},
		async resume() {
			recorder.commit({ type: "dispatch.resumed" });
		},
		async restart(name) {
			const { sessions } = recorder.state();
			const known = Object.hasOwn(sessions, name) ? sessions[name] : undefined;
			const obstacle = obstacleToRestart(known);
			if (obstacle !== null) return obstacle;
			recorder.commit({ type: "session.released", session: name });
			poke("session-watcher");
			return { kind: "done" };
		},
		async preview(session, rows) {
			const pane = recorder.state().sessions[session]?.incarnation?.pane;
			return pane === undefined ? null : tmux.capture(pane, rows);
		},
		attachCommand: (session) =>
			recorder.state().sessions[session]?.incarnation ? tmux.attachCommand(session) : null,
		close: async () => {},
	};
}

function obstacleToRestart(session: Session | undefined): RestartReply | null {
	if (session === undefined) {
		return refused("there is no session of that name", "`claude-failover sessions` lists them");
	}
	if (session.kind === "observed") {
		return refused("it was started by hand", "start it again where it was started");
	}
	if (session.incarnation !== null) {
		const remedy = `\`claude-failover attach ${session.name}\`, then /exit`;
		return refused("it is running; stop it first", remedy);
	}
	const { kind, keepAlive, conversation, owed, task } = session;
	const unneeded = kind === "dedicated" && conversation !== null && owed === null && task === null;
	return unneeded && !keepAlive
		? refused("it is not kept alive", "set keep_alive: true for it, then restart the engine")
		: null;
}

function refused(why: string, remedy: string): Refusal {
	return { kind: "refused", why, remedy };
}
