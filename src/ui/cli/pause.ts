import type { Dispatch } from "../../state/model.ts";
import { plain } from "../tui/present/plain.ts";
import { type Args, has, lastValue } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io, say } from "./io.ts";
import { parseTime, TIMES } from "./parse-time.ts";
import { untilWords } from "./print/pauses.ts";
import { projectWord } from "./project-word.ts";
import { talk } from "./talk.ts";

/** `claude-failover pause`: no more tasks are given out; with `--all` no automatic switch either. */
export async function run(args: Args, io: Io): Promise<number> {
	const all = has(args, "all");
	const time = lastValue(args, "until");
	const word = lastValue(args, "project");
	const until = time === null ? null : parseTime(time, io.now());
	if (time !== null && until === null) return misuse(io, `--until ${time}: ${TIMES}`);
	if (all && word !== null) return misuse(io, "--all is for every project: leave --project away");
	const project = word === null ? {} : { project: projectWord(word, io) };
	const told = await talk<{ readonly dispatch: Dispatch }>(io, {
		method: "POST",
		path: "/v1/pause",
		body: { all, ...project, ...(until !== null && { until }) },
	});
	if (told.kind === "exit") return told.code;
	const what = all ? "dispatch and automatic switching are paused" : "dispatch is paused";
	const of = word === null ? "" : ` --project ${word}`;
	const subject = word === null ? what : `the tasks of ${word} are paused`;
	const end = `\`claude-failover resume${of}\` ends that`;
	say(
		io,
		plain(`${subject}${untilWords(until, io.now())}; ${end}${until === null ? "" : " before"}`),
	);
	return EXIT.done;
}

function misuse(io: Io, what: string): number {
	complain(io, plain(what));
	io.stderr.write("Try `claude-failover pause --help`.\n");
	return EXIT.usage;
}
