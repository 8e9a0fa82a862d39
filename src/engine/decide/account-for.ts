import type { Account, Session, State } from "../../state/model.ts";
import { hasRoom } from "../../state/select.ts";
import { bestPlace, canStartOn, isSpread, loadOf, startableAccounts } from "./placement.ts";

/** Whether a session goes to another account without being asked about. */
export function mayMove(session: Session): boolean {
	return session.move === "auto" && session.pinned == null && session.bound == null;
}

/**
 * The account that a session without a process is started on, `null` when none can take it now. It stays on its own
 * while that one works; else, if it may move by itself, the strategy says where. An autonomous session that has nothing
 * to go on with is placed anew: under `spread` always, else when its own account has no room for a task.
 */
export function accountFor(state: State, session: Session, now: number): Account | null {
	const model = session.model ?? null;
	const usable = (name: string | null): Account | null => {
		const account = name === null ? undefined : state.accounts[name];
		return account !== undefined && canStartOn(state, account, now, model) ? account : null;
	};
	if (session.pinned != null) return usable(session.pinned);
	if (session.bound != null) return usable(session.bound.account);
	const own = usable(session.account);
	const known = state.accounts[session.account ?? ""] !== undefined;
	if (known && !mayMove(session)) return own;
	const fresh = session.kind === "autonomous" && session.task === null && session.owed === null;
	const roomy = own !== null && hasRoom(own, state.policy, now, model);
	if (own !== null && !(fresh && (isSpread(state) || !roomy))) return own;
	if (!isSpread(state)) return usable(state.active) ?? own;
	return bestPlace(state, startableAccounts(state, now, model), loadOf(state), now, model);
}
