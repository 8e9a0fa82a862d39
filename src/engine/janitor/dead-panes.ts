import type { Session } from "../../state/model.ts";
import type { Tidying } from "../../state/tidying.ts";
import { autonomousNames } from "../config/config.ts";
import type { Pane } from "../tmux/tmux.ts";
import { type Duty, found, type JanitorParts, nothing } from "./duty.ts";

/**
 * Finds dead panes of ours whose autonomous session is no longer in the pool. Those of the pool stay: the next process of
 * the session starts in its old pane.
 */
export const deadPanes: Duty = async (parts) => {
	const list = await parts.tmux.listPanes();
	// Whoever watches the sessions says that tmux does not answer.
	if (list.kind !== "ok") return nothing;
	const why = "its session is no longer in the pool";
	const items = list.panes
		.filter((pane) => isLeftOver(parts, pane))
		.map(({ id, session }): Tidying => {
			return { kind: "pane", name: session, pane: id, session, why, ageMs: null };
		});
	return found(...items);
};

/** Whether nobody has a use for a pane: it is ours, dead, looked at by nobody, and was an autonomous session's. */
export function isLeftOver({ config, recorder, owner }: JanitorParts, pane: Pane): boolean {
	if (!pane.dead || pane.owner !== owner || pane.attached > 0) return false;
	const { dedicated } = config.pool;
	const inPool = [...autonomousNames(config.pool), ...dedicated.map((d) => d.name)];
	if (inPool.includes(pane.session)) return false;
	const { sessions } = recorder.state();
	const known = Object.hasOwn(sessions, pane.session) ? sessions[pane.session] : undefined;
	return known === undefined ? isCalledAutonomous(config.pool, pane.session) : isDone(known);
}

function isDone({ kind, incarnation, task }: Session): boolean {
	return kind === "autonomous" && incarnation === null && task === null;
}

/** The state has forgotten it: only its name tells whether it was one of those that the pool numbers. */
function isCalledAutonomous({ autonomous }: JanitorParts["config"]["pool"], name: string): boolean {
	if (autonomous === null || !name.startsWith(autonomous.prefix)) return false;
	return /^\d+$/.test(name.slice(autonomous.prefix.length));
}
