import type { State } from "../../../state/model.ts";
import { nearWindows, selectAccountState, spentWindows } from "../../../state/select.ts";
import type { Line } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { clock, countdown } from "./time.ts";

/** When what limits an account is reset (epoch ms), or why nobody can wait for that. */
export type ResetOf = { readonly at: number } | { readonly why: string; readonly unknown?: true };

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
	if (resets.length < limiting.length) {
		return { why: `nobody knows when ${name} is reset`, unknown: true };
	}
	return { at: Math.max(...resets) };
}

/** When the last of the accounts is reset that need that; or why nobody can wait for it. */
export function lastResetOf(state: State, names: readonly string[], now: number): ResetOf {
	const [first, ...others] = names.map((name) => resetOf(state, name, now));
	return others.reduce(later, first ?? { why: "there is no account that would be left" });
}

/** One that is not near its limit is not waited for; what is not known of one is not known of all. */
function later(one: ResetOf, other: ResetOf): ResetOf {
	if ("at" in one && "at" in other) return { at: Math.max(one.at, other.at) };
	const unknown = [one, other].find((reset) => "why" in reset && reset.unknown === true);
	return unknown ?? ("at" in one ? one : other);
}

/** What waiting for a reset means, in rows of at most `columns`. */
export function waitLines(
	state: State,
	{ accounts, until }: { readonly accounts: readonly string[]; readonly until: number },
	now: number,
	columns: number,
): readonly Line[] {
	const part = (text: string, style = {}) => indented(0, text, columns, style);
	const sessions = Object.values(state.sessions).filter((s) => accounts.includes(s.account ?? ""));
	const limited = sessions.filter((s) => s.state === "limited").length;
	const others = sessions.length - limited;
	const when = `${clock(until)}, in ${countdown(until - now)}`;
	const names = namesOf(accounts);
	const resets = accounts.length === 1 ? "its reset" : "their resets, the last";
	return [
		...part(`Leave all on ${names} and wait for ${resets} at ${when}`, { bold: true }),
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

/** `main`, `main and backup`, `main, backup and spare`. */
export function namesOf(accounts: readonly string[]): string {
	const names = accounts.map(plain);
	const last = names.at(-1) ?? "";
	return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

function count(sessions: number): string {
	return `${sessions} session${sessions === 1 ? "" : "s"}`;
}
