import type { Dispatch } from "../../state/model.ts";
import { plain } from "../tui/present/plain.ts";
import { type Args, lastValue } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { type Io, say } from "./io.ts";
import { projectWord } from "./project-word.ts";
import { talk } from "./talk.ts";

/** `claude-failover resume`: ends the pause of everything, or of one project. */
export async function run(args: Args, io: Io): Promise<number> {
	const word = lastValue(args, "project");
	const body = word === null ? {} : { project: projectWord(word, io) };
	const told = await talk<{ readonly dispatch: Dispatch }>(io, {
		method: "POST",
		path: "/v1/resume",
		body,
	});
	if (told.kind === "exit") return told.code;
	const { paused, projects = {} } = told.body.dispatch;
	if (word !== null) {
		const still = paused ? "; all dispatch is paused yet: `claude-failover resume` ends that" : "";
		say(io, plain(`the tasks of ${word} go on${still}`));
		return EXIT.done;
	}
	say(io, "dispatch and automatic switching go on");
	for (const project of Object.keys(projects).toSorted()) {
		const end = `\`claude-failover resume --project ${project}\` ends that`;
		say(io, plain(`the tasks of ${project} are paused yet; ${end}`));
	}
	return EXIT.done;
}
