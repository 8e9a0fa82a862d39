import type { Owed, Session, State } from "../../state/model.ts";
import { isMoving } from "../../state/select.ts";
import { accountFor } from "./account-for.ts";
import { cannotResume } from "./begin-anew.ts";

/** What to do with a session that has no process. */
export type RelaunchDecision =
	| { readonly kind: "none" }
	| { readonly kind: "wait"; readonly why: string }
	| { readonly kind: "quarantine"; readonly why: string }
	| {
			readonly kind: "launch";
			readonly account: string;
			readonly continues: boolean;
			readonly why: string;
	  };

/** More unplanned ends than this in ten minutes: a person must look. */
export const RESTART_INTENSITY = 3;

/** A session that died is brought back after 1 s, then 2 s, 4 s, … */
const FIRST_PAUSE_MS = 1_000;

const RESTING = new Set(["stopped", "quarantined", "parked"]);

/** Decides whether a session must be started. Pure. `wanted`: the pool needs it now. */
export function decideRelaunch(
	state: State,
	session: Session,
	wanted: boolean,
	now: number,
): RelaunchDecision {
	if (!isNeeded(state, session, wanted)) return { kind: "none" };
	if (session.deaths.length >= RESTART_INTENSITY) {
		return {
			kind: "quarantine",
			why: `ended ${session.deaths.length} times in ten minutes (${session.note ?? "no reason seen"})`,
		};
	}
	if (session.kind === "dedicated" && cannotResume(session)) {
		return { kind: "quarantine", why: unresumable(state, session) };
	}
	const pause = session.deaths.length === 0 ? 0 : FIRST_PAUSE_MS * 2 ** (session.deaths.length - 1);
	const due = (session.deaths.at(-1) ?? 0) + pause;
	if (due > now) return { kind: "wait", why: `it died; next start in ${due - now} ms` };
	const account = accountFor(state, session, now);
	if (account === null) return { kind: "wait", why: "no account can take it now" };
	const continues = oweContinuation(session);
	return { kind: "launch", account: account.name, continues, why: reasonOf(session, continues) };
}

/** The operator's own conversation is not replaced by another: they are told how to look and how to go on. */
function unresumable(state: State, session: Session): string {
	const home = state.accounts[session.account ?? ""]?.home ?? "its home";
	const look = `CLAUDE_CONFIG_DIR=${home} claude --resume ${session.conversation}`;
	const times = `claude ended ${session.resumesFailed} times before it had resumed its conversation`;
	return `${times}; look with: ${look}; then: claude-failover restart ${session.name}`;
}

function isNeeded(state: State, session: Session, wanted: boolean): boolean {
	if (session.incarnation !== null || session.kind === "observed") return false;
	if (RESTING.has(session.state) || isMoving(state, session.name)) return false;
	if (session.task !== null || session.owed !== null) return true;
	if (session.kind === "autonomous") return wanted;
	return session.keepAlive || session.conversation === null || session.recalled === true;
}

function reasonOf(session: Session, continues: boolean): string {
	if (session.conversation === null) return "first start";
	return continues ? "its turn was cut" : "it was not running";
}

/**
 * Whether a relaunch carries a continue prompt. The operator's own sessions get none, unless the quota or we
 * ourselves cut the turn.
 */
export function oweContinuation(session: Session): boolean {
	if (session.owed === null) return false;
	const ours: ReadonlySet<Owed["cause"]> = new Set(["limit", "stop"]);
	return session.kind === "autonomous" || ours.has(session.owed.cause);
}
