import { plain } from "../tui/present/plain.ts";
import type { Args } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { findSession } from "./find-session.ts";
import { type Io, say } from "./io.ts";
import { talk } from "./talk.ts";

/** `claude-failover restart NAME`: a session that is stopped, quarantined or parked may start again. */
export async function run({ words }: Args, io: Io): Promise<number> {
	const found = await findSession(io, words[0] ?? "");
	if (found.kind === "exit") return found.code;
	const { name } = found.body;
	const path = `/v1/sessions/${encodeURIComponent(name)}/restart`;
	const told = await talk(io, { method: "POST", path, body: {} });
	if (told.kind === "exit") return told.code;
	say(io, plain(`${name} may start again; ${whenItStarts(found.body.kind)}`));
	return EXIT.done;
}

function whenItStarts(kind: string): string {
	return kind === "autonomous"
		? "it starts when the pool needs it"
		: "it starts with its own conversation as soon as an account can take it";
}
