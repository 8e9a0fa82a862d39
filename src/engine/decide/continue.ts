import type { Session, State } from "../../state/model.ts";
import { accountState, byName, isMoving } from "../../state/select.ts";

/** A conversation whose turn was cut and that can go on where it is. */
export interface Continuation {
	readonly session: string;
	readonly account: string;
	readonly why: string;
}

export interface ContinueRules {
	/** Failed turns in a row after which a person must look. */
	readonly retries: number;
	/** First pause after a failed turn (ms); doubles each time. */
	readonly backoffMs: number;
}

const READY = new Set(["ok", "near", "unknown", "unmetered"]);

/**
 * The next session to be told to go on, on its own account: after its reset when it was not moved, or some time
 * after another API failure. One at a time, so that a reset does not wake a herd. Pure.
 */
export function decideContinue(
	state: State,
	rules: ContinueRules,
	now: number,
): Continuation | null {
	const cut = Object.values(state.sessions)
		.filter((s) => s.owed !== null && s.turn === null && s.kind !== "observed")
		.filter((s) => !isMoving(state, s.name))
		.sort((a, b) => (a.owed?.since ?? 0) - (b.owed?.since ?? 0) || byName(a.name, b.name));
	for (const session of cut) {
		const account = session.account === null ? undefined : state.accounts[session.account];
		if (account === undefined || !READY.has(accountState(account, state.policy, now))) continue;
		const why = dueReason(session, rules, now);
		if (why !== null) return { session: session.name, account: account.name, why };
	}
	return null;
}

function dueReason(session: Session, rules: ContinueRules, now: number): string | null {
	if (session.owed?.cause === "limit" && session.state === "limited") return "its quota was reset";
	const failed = session.owed?.cause === "failure" && session.kind === "autonomous";
	if (!failed || session.state !== "idle" || session.failedTurns > rules.retries) return null;
	const pause = rules.backoffMs * 2 ** Math.max(0, session.failedTurns - 1);
	if (now - (session.owed?.since ?? now) < pause) return null;
	return `its turn failed (${session.failedTurns} times in a row)`;
}
