import type { Withheld } from "../../../state/model.ts";
import { type Line, span } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";

/** The operator's word on an account. */
export type AccountUse = "enabled" | Withheld;

/** All of them, in the order in which they are offered. */
export const accountUses: readonly AccountUse[] = ["drained", "disabled", "enabled"];

const NAMES: Readonly<Record<AccountUse, string>> = {
	drained: "Drain",
	disabled: "Disable",
	enabled: "Enable",
};

const WHAT: Readonly<Record<AccountUse, string>> = {
	drained: "nothing new starts there, and its sessions are moved off, each at its turn boundary",
	disabled: "nothing new starts there; the sessions that live on it stay",
	enabled: "sessions and tasks may start there again",
};

/** What setting it would do, in rows of at most `columns`. `now`: what is set; `sessions`: how many live on it. */
export function accountUseLines(
	account: string,
	to: AccountUse,
	{ now, sessions }: { readonly now: AccountUse; readonly sessions: number },
	columns: number,
): readonly Line[] {
	const lives = `${sessions} session${sessions === 1 ? "" : "s"} on it`;
	return [
		...indented(0, `${NAMES[to]} ${plain(account)} (${now} now, ${lives})`, columns, {
			bold: true,
		}),
		...indented(0, WHAT[to], columns),
		[],
		...accountUses
			.filter((one) => one !== to && one !== now)
			.map((one): Line => [span(`e: ${NAMES[one].toLowerCase()} it instead`, { dimColor: true })]),
	];
}
