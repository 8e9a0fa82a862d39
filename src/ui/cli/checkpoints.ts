import { nearest } from "../../engine/config/nearest.ts";
import { plain } from "../tui/present/plain.ts";
import { list } from "./checkpoints/list.ts";
import { restore } from "./checkpoints/restore.ts";
import { showOne } from "./checkpoints/show.ts";
import { take } from "./checkpoints/take.ts";
import { type Args, has, type Run } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io } from "./io.ts";

/** What follows `checkpoints`, and the options that go with it besides `--json`. */
const ACTIONS: Readonly<
	Record<string, { readonly run: Run; readonly options: readonly string[] }>
> = {
	take: { run: take, options: [] },
	show: { run: showOne, options: [] },
	restore: { run: restore, options: ["account", "new", "dry-run", "yes"] },
};

const LIST = { run: list, options: ["session"] };

/** `claude-failover checkpoints [take NAME | show ID | restore ID]`. */
export async function run(args: Args, io: Io): Promise<number> {
	const [word, subject, ...extra] = args.words;
	const action =
		word === undefined ? LIST : Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
	const wrong = action === undefined ? unknownWord(word ?? "") : misuse(args, action.options);
	const missing = word !== undefined && subject === undefined ? "a word is missing" : null;
	const problem = wrong ?? missing ?? (extra[0] === undefined ? null : `unexpected "${extra[0]}"`);
	if (problem === null && action !== undefined) return action.run(args, io);
	complain(io, plain(problem ?? "it is not known"));
	io.stderr.write("Try `claude-failover checkpoints --help`.\n");
	return EXIT.usage;
}

function unknownWord(word: string): string {
	const known = nearest(word, Object.keys(ACTIONS));
	const hint = known === null ? "; there are: take, show, restore" : `; did you mean ${known}?`;
	return `checkpoints does not know "${word}"${hint}`;
}

function misuse(args: Args, allowed: readonly string[]): string | null {
	const flags = ["new", "dry-run", "yes"].filter((name) => has(args, name));
	const values = ["account", "session"].filter((name) => args.values[name] !== undefined);
	const wrong = [...flags, ...values].find((name) => !allowed.includes(name));
	return wrong === undefined
		? null
		: `--${wrong} does not go with checkpoints ${args.words[0] ?? ""}`.trim();
}
