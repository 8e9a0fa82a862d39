import type { Plan, Precondition } from "../../state/client.ts";
import type { Session, State } from "../../state/model.ts";

/** Somebody goes, and nobody who was named is bound to another account. */
export function sessionsCanGo(
	state: State,
	draft: { readonly sessions: readonly Session[]; readonly named?: readonly string[] },
	to: string,
	staying: Plan["left"],
): Precondition {
	const name = "sessions";
	const bound = (draft.named ?? [])
		.flatMap((one) => state.sessions[one] ?? [])
		.filter((s) => s.pinned != null && s.pinned !== to);
	if (bound.length > 0) {
		const detail = bound.map((s) => `${s.name} is pinned to ${s.pinned}`).join("; ");
		const remedy = "leave it out, or change its `account` in the configuration";
		return { name, ok: false, detail, remedy };
	}
	const count = draft.sessions.length;
	if (count > 0) return { name, ok: true, detail: `${count} can go`, remedy: null };
	const reasons = staying.map((s) => `${s.session}: ${s.why}`).join("; ");
	const detail = `nobody would move${reasons === "" ? "" : ` (${reasons})`}`;
	return { name, ok: false, detail, remedy: "name sessions that can move, or another target" };
}

/** Where a session is that is not on an account to be left, in words. */
export function whereItLives(state: State, name: string): string {
	const session = state.sessions[name];
	if (session === undefined) return "there is no such session";
	return session.account === null ? "it lives nowhere yet" : `it lives on ${session.account}`;
}

/** Why a session of an account that is left stays there. */
export function whyLeft(session: Session, to: string | null, later: ReadonlySet<string>): string {
	const why = reasonToStay(session, to);
	if (why !== null) return why;
	if (later.has(session.name)) return "goes to another account, in a switch that follows";
	if (session.bound != null) return session.bound.why;
	return session.move === "ask" ? "move: ask" : "not chosen";
}

/** Why a session cannot go to `to` even when a person asks; `null` when it can. */
export function reasonToStay(session: Session, to: string | null): string | null {
	if (session.kind === "observed") return "not ours: started by hand";
	if (session.move === "never") return "move: never";
	if (session.pinned != null && session.pinned !== to) return `pinned to ${session.pinned}`;
	if (session.state === "stopped" || session.state === "quarantined")
		return `it is ${session.state}`;
	return null;
}
