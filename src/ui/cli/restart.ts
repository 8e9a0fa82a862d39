import { plain } from "../tui/present/plain.ts";
import type { Args } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { type Io, say } from "./io.ts";
import { actOnSession } from "./session-act.ts";

/** `claude-failover restart NAME`: a session that is stopped, quarantined or parked may start again. */
export async function run({ words }: Args, io: Io): Promise<number> {
	const told = await actOnSession(io, words[0] ?? "", "restart", {});
	if (told.kind === "exit") return told.code;
	const { name, kind } = told.body;
	say(io, plain(`${name} may start again; ${whenItStarts(kind)}`));
	return EXIT.done;
}

function whenItStarts(kind: string): string {
	return kind === "autonomous"
		? "it starts when the pool needs it"
		: "it starts with its own conversation as soon as an account can take it";
}
