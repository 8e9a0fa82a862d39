import type { SentView } from "../../engine/control/views/session.ts";
import { plain } from "../tui/present/plain.ts";
import type { Args } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { findSession } from "./find-session.ts";
import { complain, type Io, say } from "./io.ts";
import { talk, withRemedy } from "./talk.ts";

/** `claude-failover send NAME LINE`: one line becomes the next prompt of an idle session. */
export async function run({ words }: Args, io: Io): Promise<number> {
	const found = await findSession(io, words[0] ?? "");
	if (found.kind === "exit") return found.code;
	const { name } = found.body;
	const path = `/v1/sessions/${encodeURIComponent(name)}/send`;
	const told = await talk<SentView>(io, { method: "POST", path, body: { line: words[1] ?? "" } });
	if (told.kind === "exit") {
		// Nobody said that nothing was typed.
		const look = `look before you send it again: claude-failover attach ${name}`;
		if (told.code === EXIT.failed) complain(io, plain(look));
		return told.code;
	}
	const { outcome } = told.body;
	if (outcome.kind === "unconfirmed") {
		complain(io, plain(withRemedy(outcome.why, outcome.remedy)));
		return EXIT.failed;
	}
	say(io, plain(`${name} began a turn with it`));
	return EXIT.done;
}
