import type { Candidate, State, SwitchReason } from "../../state/model.ts";
import { accountState } from "../../state/select.ts";

/**
 * Whether a session would find room for its own model on an account: who is moved to where its model is spent is cut at
 * once. Where there is no hurry, one that is near its threshold there would soon be moved again. Pure.
 */
export function canGoTo(
	state: State,
	session: string,
	to: string,
	reason: SwitchReason,
	now: number,
): boolean {
	const account = state.accounts[to];
	if (account === undefined) return false;
	const model = state.sessions[session]?.model ?? null;
	const asIs = accountState(account, state.policy, now);
	const forIt = accountState(account, state.policy, now, model);
	if (forIt === "spent") return asIs === "spent";
	return reason === "limit" || reason === "drain" || forIt !== "near" || asIs === "near";
}

/** A candidate as it was judged, or refused where none of the sessions would find room for its model. Pure. */
export function unlessNobodyCanGo(
	state: State,
	candidate: Candidate,
	sessions: readonly string[],
	reason: SwitchReason,
	now: number,
): Candidate {
	const { account, ok } = candidate;
	const nobody = !sessions.some((name) => canGoTo(state, name, account, reason, now));
	if (!ok || sessions.length === 0 || !nobody) return candidate;
	return { account, ok: false, why: "has no room for the models of these sessions" };
}
