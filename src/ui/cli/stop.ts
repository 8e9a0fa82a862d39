import { plain } from "../tui/present/plain.ts";
import { type Args, has } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { type Io, say } from "./io.ts";
import { actOnSession } from "./session-act.ts";

/** `claude-failover stop NAME`: ends a session, which stays stopped until `restart`. */
export async function run(args: Args, io: Io): Promise<number> {
	const body = { force: has(args, "force") };
	const told = await actOnSession(io, args.words[0] ?? "", "stop", body);
	if (told.kind === "exit") return told.code;
	const { name } = told.body;
	say(io, plain(`${name} is stopped; \`claude-failover restart ${name}\` brings it back`));
	return EXIT.done;
}
