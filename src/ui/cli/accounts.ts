import type { AccountsView, AccountView, WindowView } from "../../engine/control/views/accounts.ts";
import type { Withheld } from "../../state/model.ts";
import { wallWords } from "../tui/present/forecast-words.ts";
import { plain } from "../tui/present/plain.ts";
import type { Args } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io } from "./io.ts";
import { table } from "./print/table.ts";
import { ago, moment } from "./print/times.ts";
import { count, percent, windowName } from "./print/words.ts";
import { readCommand, type Sight, show } from "./read-command.ts";
import { talk } from "./talk.ts";

const TITLES = ["ACCOUNT", "STATE", "WINDOW", "USED", "RESETS", "WALL IN", "READ", "FROM"];

const list = readCommand<AccountsView>("/v1/accounts", accountLines);

/** `claude-failover accounts`: one row for each window; with a word and a name, whether that one may be used. */
export async function run(args: Args, io: Io): Promise<number> {
	const [word, name] = args.words;
	if (word === undefined) return list(args, io);
	if (!isUse(word) || name === undefined) {
		complain(io, plain(`accounts ${word}: write \`accounts enable|disable|drain NAME\``));
		return EXIT.usage;
	}
	const path = `/v1/accounts/${encodeURIComponent(name)}/${word}`;
	const told = await talk<{ readonly account: AccountView }>(io, {
		method: "POST",
		path,
		body: {},
	});
	if (told.kind === "exit") return told.code;
	return show(told.body, args, io, ({ account }) => [plain(saidOf[word](account))]);
}

type Use = "enable" | "disable" | "drain";

const isUse = (word: string): word is Use => Object.hasOwn(saidOf, word);

const saidOf: Readonly<Record<Use, (account: AccountView) => string>> = {
	enable: ({ name }) => `${name} may be used again`,
	disable: ({ name, sessions }) =>
		`nothing new starts on ${name}; ${count(sessions.length, "session")} stay there`,
	drain: ({ name, sessions }) =>
		`nothing new starts on ${name}; ${count(sessions.length, "session")} there move off, ` +
		"each when its turn has ended (those with `move: never` or a pin stay)",
};

export function accountLines(view: AccountsView, sight: Sight): readonly string[] {
	if (view.accounts.length === 0) return ["no accounts"];
	const rows = view.accounts.flatMap((account) => accountRows(account, sight.now));
	const troubles = view.accounts.flatMap(({ name, trouble }) =>
		trouble === null ? [] : [[name, `${trouble.what}; ${trouble.remedy}`]],
	);
	const withheld = view.accounts.flatMap(({ name, withheld: word, sessions }) =>
		word == null ? [] : [[name, withheldText(name, word, sessions.length)]],
	);
	const word = withheld.length === 0 ? [] : ["", ...table(["OPERATOR", ""], withheld)];
	const notes = troubles.length === 0 ? [] : ["", ...table(["TROUBLE", ""], troubles)];
	return [...table(TITLES, rows, sight.columns), ...word, ...notes];
}

function withheldText(name: string, word: Withheld, sessions: number): string {
	const left = sessions === 0 ? "" : `, ${count(sessions, "session")} still there`;
	return `${word}${left}; \`claude-failover accounts enable ${name}\` takes it back`;
}

function accountRows(account: AccountView, now: number): readonly (readonly string[])[] {
	const head = [account.name + (account.active ? " *" : ""), account.state];
	const [first, ...others] = account.windows.map((window) => windowCells(window, now));
	if (first === undefined) return [[...head, "-", "-", "-", "-", "-", "-"]];
	return [[...head, ...first], ...others.map((cells) => ["", "", ...cells])];
}

/** Between when and when it will be full; `after reset`: not before. */
function wallCell({ forecast }: WindowView, now: number): string {
	return forecast == null ? "-" : (wallWords(forecast, now) ?? "after reset");
}

/** A window whose reset has passed says nothing any more, and is shown so. */
function windowCells(window: WindowView, now: number): readonly string[] {
	const used = window.current ? percent(window.usedRatio) : "reset, unconfirmed";
	const resets = window.current ? moment(window.resetsAt, now) : "-";
	const name = windowName(window.window);
	return [
		name,
		window.current && window.spent ? "spent" : used,
		resets,
		wallCell(window, now),
		ago(window.observedAt, now),
		window.source,
	];
}
