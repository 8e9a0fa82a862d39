import type { Event } from "../../state/events.ts";
import type { Switch } from "../../state/model.ts";
import { spentWindows } from "../../state/select.ts";
import { oweContinuation } from "../decide/relaunch.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";
import { restart } from "../pool/restart.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "newId">;

/** Undoes a switch, before the commit only: the canary goes back, the others never left. */
export async function rollBack(parts: Parts, pool: Pool, open: Switch, why: string): Promise<true> {
	const { recorder } = parts;
	const moves = recorder.state().openSwitch?.moves ?? [];
	const events: Event[] = [];
	for (const { session, canary, fromIncarnation } of moves.filter((m) => m.outcome === null)) {
		const outcome = canary ? await goBack(parts, pool, open, session, fromIncarnation) : "left";
		events.push({ type: "move.ended", id: open.id, session, outcome, note: why });
	}
	// All at once: what is left of a half undone switch would go on.
	const over = { type: "switch.ended", id: open.id, outcome: "rolled-back", note: why } as const;
	recorder.commit(...events, over);
	return true;
}

/** Brings one session back to the account that it came from; where that is spent as well, it waits for a reset. */
export async function goBack(
	parts: Parts,
	pool: Pool,
	open: Switch,
	name: string,
	fromIncarnation: string | null,
): Promise<"returned" | "parked" | "failed"> {
	const { recorder, clock } = parts;
	const there = recorder.state().sessions[name];
	const isNew = there?.incarnation && there.incarnation.id !== fromIncarnation;
	const home = open.moves.find((m) => m.session === name)?.from ?? open.from;
	if (isNew && there.account === home) return "returned";
	if (there?.question === "owner") {
		const why = `${open.to} may not go on with its conversation (switch.cross_account_resume)`;
		recorder.commit({ type: "session.bound", session: name, account: home, why });
	}
	const stopped = await pool.stop(name, `goes back to ${home}`, "also-in-turn");
	if (stopped === "still-there") return "failed";
	const state = recorder.state();
	const session = state.sessions[name];
	const from = state.accounts[home];
	if (session === undefined || from === undefined) return "failed";
	if (spentWindows(from, clock.now(), session.model ?? null).length > 0) {
		const note = `neither ${open.to} nor ${home} can take it; it waits for a reset`;
		recorder.commit({ type: "session.set-aside", session: name, state: "parked", note });
		return "parked";
	}
	const continues = oweContinuation(session);
	const ask = { account: home, continues, why: `the switch to ${open.to} was undone` };
	const launched = await restart(parts, pool, session, ask);
	return launched.kind === "ok" ? "returned" : "failed";
}
