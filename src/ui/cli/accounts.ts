import type { AccountsView, AccountView, WindowView } from "../../engine/control/views/accounts.ts";
import { table } from "./print/table.ts";
import { ago, moment } from "./print/times.ts";
import { percent, windowName } from "./print/words.ts";
import { readCommand, type Sight } from "./read-command.ts";

const TITLES = ["ACCOUNT", "STATE", "WINDOW", "USED", "RESETS", "READ", "FROM"];

/** `claude-failover accounts`: one row for each window. */
export const run = readCommand<AccountsView>("/v1/accounts", accountLines);

export function accountLines(view: AccountsView, sight: Sight): readonly string[] {
	if (view.accounts.length === 0) return ["no accounts"];
	const rows = view.accounts.flatMap((account) => accountRows(account, sight.now));
	const troubles = view.accounts.flatMap(({ name, trouble }) =>
		trouble === null ? [] : [[name, `${trouble.what}; ${trouble.remedy}`]],
	);
	const notes = troubles.length === 0 ? [] : ["", ...table(["TROUBLE", ""], troubles)];
	return [...table(TITLES, rows, sight.columns), ...notes];
}

function accountRows(account: AccountView, now: number): readonly (readonly string[])[] {
	const head = [account.name + (account.active ? " *" : ""), account.state];
	const [first, ...others] = account.windows.map((window) => windowCells(window, now));
	if (first === undefined) return [[...head, "-", "-", "-", "-", "-"]];
	return [[...head, ...first], ...others.map((cells) => ["", "", ...cells])];
}

/** A window whose reset has passed says nothing any more, and is shown so. */
function windowCells(window: WindowView, now: number): readonly string[] {
	const used = window.current ? percent(window.usedRatio) : "reset";
	const resets = window.current ? moment(window.resetsAt, now) : "-";
	const name = windowName(window.window);
	return [
		name,
		window.current && window.spent ? "spent" : used,
		resets,
		ago(window.observedAt, now),
		window.source,
	];
}
