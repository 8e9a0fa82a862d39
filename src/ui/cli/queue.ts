import { nearest } from "../../engine/config/nearest.ts";
import { plain } from "../tui/present/plain.ts";
import type { Args, Run } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io } from "./io.ts";
import { actOn, changePriority } from "./queue/act.ts";
import { add } from "./queue/add.ts";
import { list } from "./queue/list.ts";
import { show } from "./queue/show.ts";

/** What follows `queue`: the words that come then, and the options that go with it besides `--json`. */
interface Action {
	readonly run: Run;
	readonly words: string;
	readonly least: number;
	readonly most: number;
	readonly options: readonly string[];
}

const onTask = (run: Run): Action => ({ run, words: "ID", least: 1, most: 1, options: [] });

const ACTIONS: Readonly<Record<string, Action>> = {
	list: { run: list, words: "", least: 0, most: 0, options: [] },
	add: {
		run: add,
		words: "FILE…",
		least: 1,
		most: 1000,
		options: ["project", "priority", "title"],
	},
	show: onTask(show),
	priority: { run: changePriority, words: "ID LEVEL", least: 2, most: 2, options: [] },
	retry: onTask(actOn("retry")),
	drop: onTask(actOn("drop")),
	done: onTask(actOn("done")),
};

/** `claude-failover queue [list | add FILE… | show ID | priority ID LEVEL | retry ID | drop ID | done ID]`. */
export async function run(args: Args, io: Io): Promise<number> {
	const [word = "list", ...rest] = args.words;
	const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
	const problem = action === undefined ? unknownWord(word) : misuse(args, word, rest, action);
	if (problem === null && action !== undefined) {
		return action.run({ ...args, words: rest }, io);
	}
	complain(io, plain(problem ?? "it is not known"));
	io.stderr.write("Try `claude-failover queue --help`.\n");
	return EXIT.usage;
}

function unknownWord(word: string): string {
	const words = Object.keys(ACTIONS);
	const known = nearest(word, words);
	const hint = known === null ? `there are: ${words.join(", ")}` : `did you mean ${known}?`;
	return `queue does not know "${word}"; ${hint}`;
}

function misuse(args: Args, word: string, rest: readonly string[], action: Action): string | null {
	if (rest.length < action.least) return `a word is missing: queue ${word} ${action.words}`;
	const extra = rest[action.most];
	if (extra !== undefined) return `unexpected "${extra}"`;
	const given = ["project", "priority", "title"].filter((name) => args.values[name] !== undefined);
	const wrong = given.find((name) => !action.options.includes(name));
	return wrong === undefined ? null : `--${wrong} does not go with queue ${word}`;
}
