import { plain } from "../tui/present/plain.ts";
import { type Args, has } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { findSession } from "./find-session.ts";
import { type Io, say } from "./io.ts";
import { talk } from "./talk.ts";

/** `claude-failover stop NAME`: ends a session, which stays stopped until `restart`. */
export async function run(args: Args, io: Io): Promise<number> {
	const found = await findSession(io, args.words[0] ?? "");
	if (found.kind === "exit") return found.code;
	const { name } = found.body;
	const path = `/v1/sessions/${encodeURIComponent(name)}/stop`;
	const told = await talk(io, { method: "POST", path, body: { force: has(args, "force") } });
	if (told.kind === "exit") return told.code;
	say(io, plain(`${name} is stopped; \`claude-failover restart ${name}\` brings it back`));
	return EXIT.done;
}
