import type {
	Account,
	Policy,
	QuotaWindow,
	Session,
	State,
	SwitchReason,
} from "../../state/model.ts";
import { currentWindows, nearWindows, selectAccounts, spentWindows } from "../../state/select.ts";
import { familyOf, isOfFamily } from "../../state/windows.ts";
import { isDemanded } from "./demand.ts";
import { followUpOf } from "./follow-up.ts";
import { movableSessions } from "./movable.ts";
import { crossingWords } from "./next-turn.ts";
import { isSpread } from "./placement.ts";
import { heldForQuota } from "./takes-task.ts";

/** An account to be left, why, and who can go. */
export interface Trigger {
	readonly account: Account;
	readonly reason: SwitchReason;
	readonly why: string;
	/** Only sessions of this model family are to leave it; `null`: all. */
	readonly model: string | null;
	readonly sessions: readonly string[];
	/** The window that has no room for the next turn, where that alone is the reason; absent: thresholds or limits. */
	readonly held?: QuotaWindow;
}

/**
 * The accounts to be left, the one that is worst off first: spent before drained by the operator before near, with
 * sessions to move before the active one without any, which only stands in the way of new ones. `retryMs`: as in `movableSessions`.
 */
export function findTriggers(state: State, retryMs: number, now: number): readonly Trigger[] {
	const triggers = selectAccounts(state).flatMap((account) =>
		causesOf(state, account, now).flatMap((cause): readonly Trigger[] => {
			const { reason, model } = cause;
			const movable = movableSessions(state, account.name, reason, retryMs, now).filter((s) =>
				uses(s, model),
			);
			const standsInTheWay = model === null && !isSpread(state) && account.name === state.active;
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

type Cause = Pick<Trigger, "reason" | "why" | "model" | "held">;

function uses(session: Session, family: string | null): boolean {
	return family === null || isOfFamily(session.model ?? null, family);
}

/** Why an account is to be left, as a whole or by the sessions of a model. */
function causesOf(state: State, account: Account, now: number): readonly Cause[] {
	const whole = wholeCauses(state, account, now);
	// At the wall all go, whatever their model.
	if (whole[0]?.reason === "limit") return whole;
	const causes = [...whole, ...modelCauses(account, state.policy, now)];
	return causes.length > 0 ? causes : heldCauses(state, account, now);
}

/** Below the threshold an account is left as well when tasks wait there for turns that may not end before the wall. */
function heldCauses(state: State, account: Account, now: number): readonly Cause[] {
	// Who is held by turns that are under way may go on when they have ended.
	const held = heldForQuota(state, now).find(
		(c) => c.account === account.name && c.window.usedRatio + c.use.p95 >= 1,
	);
	// Asked last: it looks at every task that waits.
	if (held === undefined || !isDemanded(state, now)) return [];
	const { window } = held;
	return [{ reason: "threshold", why: crossingWords(held), model: familyOf(window), held: window }];
}

/** Who is drained at the wall is left for both: a drain takes more along. */
function wholeCauses(state: State, account: Account, now: number): readonly Cause[] {
	const { name } = account;
	const model = null;
	const drain: readonly Cause[] =
		account.withheld === "drained"
			? [{ reason: "drain", why: `${name} is drained by its operator`, model }]
			: [];
	const spent = spentWindows(account, now).map((w) => w.window);
	if (spent.length > 0) {
		return [{ reason: "limit", why: `${name}: ${spent.join(", ")} is spent`, model }, ...drain];
	}
	const [near] = nearWindows(account, state.policy, now);
	if (near === undefined || drain.length > 0) return [...drain, ...finishing(state, name, now)];
	return [{ reason: "threshold", why: isAt(name, near), model }];
}

/** The windows of single models that are spent or near: only the sessions of that model have to go. */
function modelCauses(account: Account, policy: Policy, now: number): readonly Cause[] {
	const families = Object.values(account.windows).flatMap((w) => familyOf(w) ?? []);
	return [...new Set(families)].flatMap((model): readonly Cause[] => {
		const own = currentWindows(account, now, model).filter((w) => familyOf(w) === model);
		const spent = own.filter((w) => w.spent).map((w) => w.window);
		if (spent.length > 0) {
			const why = `${account.name}: ${spent.join(", ")} is spent`;
			return [{ reason: "limit", why, model }];
		}
		const near = nearWindows(account, policy, now, model).find((w) => own.includes(w));
		return near === undefined
			? []
			: [{ reason: "threshold", why: isAt(account.name, near), model }];
	});
}

function isAt(account: string, near: { window: string; usedRatio: number }): string {
	return `${account}: ${near.window} is at ${Math.floor(near.usedRatio * 100)} %`;
}

/** A switch by hand that could not wait for everybody is finished when they come to their boundary. */
function finishing(state: State, account: string, now: number): readonly Cause[] {
	const late = followUpOf(state, account, now);
	if (late?.of.reason !== "manual") return [];
	const names = late.sessions.join(", ");
	const why = `${names} can follow the others to ${late.of.to} now`;
	return [{ reason: "manual", why, model: null }];
}
