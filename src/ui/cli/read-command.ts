import { type Args, has, type Run } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { type Io, say } from "./io.ts";
import { jsonText } from "./print/json.ts";
import { talk } from "./talk.ts";

/** How people see the answer of a route. */
export interface Sight {
	readonly now: number;
	/** Width of the terminal; undefined when there is none. */
	readonly columns: number | undefined;
}

/** A command that shows one route: as lines, or with `--json` as the route gave it. */
export function readCommand<View>(
	pathOf: string | ((args: Args) => string),
	linesOf: (view: View, sight: Sight) => readonly string[],
): Run {
	return async (args, io) => {
		const path = typeof pathOf === "string" ? pathOf : pathOf(args);
		const told = await talk<View>(io, { method: "GET", path });
		if (told.kind === "exit") return told.code;
		return show(told.body, args, io, linesOf);
	};
}

/** Prints a view as lines, or with `--json` as it is. */
export function show<View>(
	view: View,
	args: Args,
	io: Io,
	linesOf: (view: View, sight: Sight) => readonly string[],
): number {
	if (has(args, "json")) say(io, jsonText(view, 2));
	else for (const line of linesOf(view, sightOf(io))) say(io, line);
	return EXIT.done;
}

/** The width is that of a terminal only: nothing is cut in a pipe. */
export function sightOf(io: Io): Sight {
	return { now: io.now(), columns: io.stdout.isTTY ? io.stdout.columns : undefined };
}
