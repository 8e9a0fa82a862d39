import type { Precondition } from "../../state/client.ts";
import type { Session } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import type { Pane, PaneList } from "../tmux/tmux.ts";
import { bad, good } from "./precondition.ts";

type Parts = Pick<EngineParts, "owner" | "processes">;

/** A session that must not be touched, because its pane is not the one that we started. */
export interface Foreign {
	readonly session: string;
	readonly why: string;
	readonly remedy: string;
}

/**
 * Sessions whose pane is not ours: another made it, or it runs another process than the record says. `list`: what tmux
 * tells just now; that it does not tell is said elsewhere.
 */
export async function foreignSessions(
	{ owner, processes }: Parts,
	sessions: readonly Session[],
	list: PaneList,
): Promise<readonly Foreign[]> {
	if (list.kind !== "ok") return [];
	const found: Foreign[] = [];
	for (const session of sessions) {
		const life = session.incarnation;
		const lives = life !== null && (await processes.startTime(life.pid)) === life.startTime;
		const foreign = lives
			? strangeProcess(session, owner, list.panes)
			: takenName(session.name, owner, list.panes);
		if (foreign !== null) found.push({ session: session.name, ...foreign });
	}
	return found;
}

type Reason = Omit<Foreign, "session">;

function strangeProcess(
	{ name, incarnation }: Session,
	owner: string,
	panes: readonly Pane[],
): Reason | null {
	const pane = panes.find((p) => p.id === incarnation?.pane);
	const remedy = `look at it with \`claude-failover attach ${name}\`, and end process ${incarnation?.pid} by hand`;
	if (pane === undefined) return { why: "its process lives, but its pane is gone", remedy };
	if (pane.owner !== owner) return { why: `pane ${pane.id} is not ours any more`, remedy };
	if (pane.pid === incarnation?.pid && pane.incarnation === incarnation.id) return null;
	return { why: `pane ${pane.id} runs process ${pane.pid}, which we did not start`, remedy };
}

function takenName(name: string, owner: string, panes: readonly Pane[]): Reason | null {
	const there = panes.filter((p) => p.session === name);
	if (there.length === 0 || there.some((p) => p.owner === owner)) return null;
	const remedy = "rename it, or give the session another name in the configuration";
	return { why: `a tmux session ${name} that is not ours is there`, remedy };
}

/**
 * We act on our own panes only. A foreign one stays out of the switch; it stops the switch when it was asked for by
 * name, or when nobody else would move.
 */
export function panesAreOurs(
	foreign: readonly Foreign[],
	named: readonly string[],
	going: number,
): Precondition {
	const asked = going === 0 ? foreign : foreign.filter((f) => named.includes(f.session));
	const [first] = asked;
	if (first !== undefined) {
		const detail = asked.map((f) => `${f.session}: ${f.why}`).join("; ");
		return bad("panes", detail, first.remedy);
	}
	const apart = foreign.length === 0 ? "" : `, ${foreign.length} left alone: not ours`;
	return good("panes", `${going} are ours${apart}`);
}
