import type { State } from "../../../state/model.ts";
import { nearWindows, selectAccountState, spentWindows } from "../../../state/select.ts";
import type { Line } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { clock, countdown } from "./time.ts";

/** When what limits an account is reset (epoch ms), or why nobody can wait for that. */
export type ResetOf = { readonly at: number } | { readonly why: string };

/** When an account is reset: all that is spent, else all that is near its threshold. */
export function resetOf(state: State, name: string, now: number): ResetOf {
	const account = state.accounts[name];
	if (account === undefined) return { why: "there is no account that would be left" };
	const spent = spentWindows(account, now);
	const limiting = spent.length > 0 ? spent : nearWindows(account, state.policy, now);
	if (limiting.length === 0) {
		const word = selectAccountState(state, account, now);
		return { why: `${name} is ${word}: there is no reset to wait for` };
	}
	const resets = limiting.flatMap(({ resetsAt }) => (resetsAt === null ? [] : [resetsAt]));
	if (resets.length < limiting.length) return { why: `nobody knows when ${name} is reset` };
	return { at: Math.max(...resets) };
}

/** What waiting for a reset means, in rows of at most `columns`. */
export function waitLines(
	state: State,
	{ account, until }: { readonly account: string; readonly until: number },
	now: number,
	columns: number,
): readonly Line[] {
	const part = (text: string, style = {}) => indented(0, text, columns, style);
	const sessions = Object.values(state.sessions).filter((s) => s.account === account);
	const limited = sessions.filter((s) => s.state === "limited").length;
	const others = sessions.length - limited;
	const when = `${clock(until)}, in ${countdown(until - now)}`;
	const name = plain(account);
	return [
		...part(`Leave all on ${name} and wait for its reset at ${when}`, { bold: true }),
		[],
		...part(`${count(limited)} at the limit: after the reset they go on by themselves`),
		...part(`${count(others)} beside: they work on while there is quota`),
		[],
		...holdLines(state, until).flatMap((text) => part(text, { color: "yellow" })),
	];
}

function holdLines(state: State, until: number): readonly string[] {
	if (holdsByItself(state, until))
		return ["nothing is switched without you: there is nothing else to do"];
	return [
		"until then, on any account, nothing is switched by itself",
		"and no task is given out; p ends that",
		...(state.dispatch.paused ? ["the pause that there is now ends with it"] : []),
	];
}

/** No switch begins by itself before that time (epoch ms), whatever is done or left. */
export function holdsByItself({ policy, dispatch }: State, until: number): boolean {
	if (policy.switchPolicy !== "auto") return true;
	return dispatch.all && (dispatch.until == null || dispatch.until >= until);
}

function count(sessions: number): string {
	return `${sessions} session${sessions === 1 ? "" : "s"}`;
}
