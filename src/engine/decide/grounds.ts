import type { Account, Candidate, Grounds, GroundsOfAccount, State } from "../../state/model.ts";
import { accountState, isCurrent, selectAccounts } from "../../state/select.ts";

/** What a decision rests on: each account as it is known now, and what was found of the candidates. Pure. */
export function groundsOf(
	state: State,
	candidates: readonly Candidate[],
	wouldChange: readonly string[],
	now: number,
): Grounds {
	const accounts = selectAccounts(state).map((account) => groundsOfAccount(state, account, now));
	return { accounts, candidates, wouldChange };
}

function groundsOfAccount(state: State, account: Account, now: number): GroundsOfAccount {
	const windows = Object.values(account.windows)
		.toSorted((a, b) => a.window.localeCompare(b.window))
		.map((w) => ({
			...{ window: w.window, usedRatio: w.usedRatio, resetsAt: w.resetsAt, source: w.source },
			...{ spent: w.spent, ageMs: Math.max(0, now - w.observedAt), past: !isCurrent(w, now) },
		}));
	return { account: account.name, state: accountState(account, state.policy, now), windows };
}
