import type { JanitorView } from "../../engine/control/views/janitor.ts";
import type { Tidying, TidyKind, TidyTrouble } from "../../state/tidying.ts";
import { plain } from "../tui/present/plain.ts";
import { age } from "../tui/present/time.ts";
import { type Args, has } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { table } from "./print/table.ts";
import { count } from "./print/words.ts";
import { type Sight, show } from "./read-command.ts";
import { talk } from "./talk.ts";

const TITLES = ["WHAT", "AGE", "WHY", "NAME"];

const ACTS: Readonly<Record<TidyKind, string>> = {
	events: "forget",
	checkpoint: "remove checkpoint",
	spool: "remove drop-box",
	launch: "remove launch folder",
	done: "archive",
	failed: "archive",
	marker: "ask about",
	pane: "remove pane",
};

/**
 * `claude-failover janitor`: does a pass now; with `--dry-run` it only shows what that would do. Fails when something was
 * not looked at or not done; what a person has to decide is no failure.
 */
export async function run(args: Args, io: Io): Promise<number> {
	const path = "/v1/janitor";
	const ask = has(args, "dry-run")
		? ({ method: "GET", path } as const)
		: ({ method: "POST", path, body: {} } as const);
	const told = await talk<JanitorView>(io, ask);
	if (told.kind === "exit") return told.code;
	const code = show(told.body, args, io, janitorLines);
	return told.body.troubles.some(({ failed }) => failed) ? EXIT.failed : code;
}

export function janitorLines(view: JanitorView, { columns }: Sight): readonly string[] {
	const { items, troubles, done } = view;
	const rows = items.map(row);
	const all = count(items.length, "thing");
	const summary = done ? `${all} tidied up` : `${all} would be tidied up; nothing was done`;
	return [
		...(rows.length === 0 ? [] : [...table(TITLES, rows, columns), ""]),
		...left(troubles),
		rows.length === 0 ? "nothing to tidy up" : summary,
	];
}

function row(item: Tidying): readonly string[] {
	const { kind, ageMs, why, name } = item;
	const to = "to" in item ? ` → ${item.to}` : "";
	return [ACTS[kind], ageMs === null ? "-" : age(ageMs), why, `${name}${to}`];
}

/** What a person has to see to. */
function left(troubles: readonly TidyTrouble[]): readonly string[] {
	if (troubles.length === 0) return [];
	const lines = troubles.map(({ what, remedy }) => `  ${plain(what)}; ${plain(remedy)}`);
	return ["left to you:", ...lines, ""];
}
