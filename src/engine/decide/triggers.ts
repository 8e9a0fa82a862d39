import type { Account, State, SwitchReason } from "../../state/model.ts";
import { nearWindows, selectAccounts, spentWindows } from "../../state/select.ts";
import { followUpOf } from "./follow-up.ts";
import { movableSessions } from "./movable.ts";
import { isSpread } from "./placement.ts";

/** An account that is to be left, why, and who can go. */
export interface Trigger {
	readonly account: Account;
	readonly reason: SwitchReason;
	readonly why: string;
	readonly sessions: readonly string[];
}

/**
 * The accounts to be left, the one that is worst off first: spent before drained by the operator before near, with
 * sessions to move before the active one without any, which only stands in the way of new ones. `retryMs`: as in `movableSessions`.
 */
export function findTriggers(state: State, retryMs: number, now: number): readonly Trigger[] {
	const triggers = selectAccounts(state).flatMap((account) =>
		causesOf(state, account, now).flatMap((cause): readonly Trigger[] => {
			const { reason } = cause;
			const movable = movableSessions(state, account.name, reason, retryMs, now);
			const standsInTheWay = !isSpread(state) && account.name === state.active;
			if (
				movable.length === 0 &&
				(!standsInTheWay || (reason !== "threshold" && reason !== "limit"))
			)
				return [];
			return [{ account, ...cause, sessions: movable.map((s) => s.name) }];
		}),
	);
	const urgency = ({ reason, sessions }: Trigger): number =>
		ORDER.indexOf(reason) * 2 + (sessions.length > 0 ? 0 : 1);
	return triggers.toSorted((a, b) => urgency(a) - urgency(b));
}

const ORDER: readonly SwitchReason[] = ["limit", "drain", "threshold", "manual"];

type Cause = Pick<Trigger, "reason" | "why">;

/** Why an account is to be left, if it is. Who is drained at the wall is left for both: a drain takes more along. */
function causesOf(state: State, account: Account, now: number): readonly Cause[] {
	const { name } = account;
	const drain: readonly Cause[] =
		account.withheld === "drained"
			? [{ reason: "drain", why: `${name} is drained by its operator` }]
			: [];
	const spent = spentWindows(account, now).map((w) => w.window);
	if (spent.length > 0) {
		return [{ reason: "limit", why: `${name}: ${spent.join(", ")} is spent` }, ...drain];
	}
	const [near] = nearWindows(account, state.policy, now);
	if (near === undefined || drain.length > 0) return [...drain, ...finishing(state, name, now)];
	const percent = Math.floor(near.usedRatio * 100);
	return [{ reason: "threshold", why: `${name}: ${near.window} is at ${percent} %` }];
}

/** A switch by hand that could not wait for everybody is finished when they come to their boundary. */
function finishing(state: State, account: string, now: number): readonly Cause[] {
	const late = followUpOf(state, account, now);
	if (late?.of.reason !== "manual") return [];
	const names = late.sessions.join(", ");
	return [{ reason: "manual", why: `${names} can follow the others to ${late.of.to} now` }];
}
