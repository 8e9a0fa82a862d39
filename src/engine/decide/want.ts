import type { State, Want } from "../../state/model.ts";
import { accountState, hasRoom } from "../../state/select.ts";
import { feedingAccounts } from "../../state/waits.ts";
import { crossingWords } from "./next-turn.ts";
import { heldForQuota, isAtRest } from "./takes-task.ts";

/**
 * What tasks that choose `model` (`null`: none) wait for when no session is found for them: the quota of those that are
 * idle, or of the accounts; else a session, or what a further one would take (`noMore`). Pure.
 */
export function wantOf(
	state: State,
	model: string | null,
	noMore: string | null,
	now: number,
): Want {
	const [held] = heldForQuota(state, now, model);
	if (held !== undefined) return { kind: "quota", why: crossingWords(held) };
	const spent = withoutRoom(state, now);
	if (spent !== null) return { kind: "quota", why: spent };
	if (noMore !== null) return { kind: "no-session", why: noMore };
	const others = Object.values(state.sessions).some((s) => isAtRest(state, s, now));
	const where = model !== null && others ? ` on an account with room for ${model}` : "";
	return { kind: "no-session", why: `an idle session${where}` };
}

/** That no account which feeds sessions has room for new work; `null`: one has. */
function withoutRoom(state: State, now: number): string | null {
	const accounts = feedingAccounts(state);
	if (accounts.some((a) => hasRoom(a, state.policy, now))) return null;
	const how = accounts.map((a) => `${a.name} is ${accountState(a, state.policy, now)}`);
	return how.length === 0 ? "an account" : `an account with room: ${how.join(", ")}`;
}
