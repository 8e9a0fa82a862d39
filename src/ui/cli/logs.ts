import type { EventRecord } from "../../state/events.ts";
import { isAbout } from "../../state/is-about.ts";
import { plain } from "../tui/present/plain.ts";
import { type Args, has } from "./command.ts";
import { followEvents, lineFor } from "./events.ts";
import { EXIT } from "./exit-codes.ts";
import { findSession } from "./find-session.ts";
import { type Io, say } from "./io.ts";
import { talk } from "./talk.ts";

type Detail = { readonly events: readonly EventRecord[] };

/** `claude-failover logs NAME`: its recent events, newest last; with `--follow` those to come as well. */
export async function run(args: Args, io: Io): Promise<number> {
	const found = await findSession(io, args.words[0] ?? "");
	if (found.kind === "exit") return found.code;
	const { name } = found.body;
	const lineOf = lineFor(args);
	if (has(args, "follow")) return followEvents((record) => isAbout(record, name), lineOf, io);
	const path = `/v1/sessions/${encodeURIComponent(name)}`;
	const told = await talk<Detail>(io, { method: "GET", path });
	if (told.kind === "exit") return told.code;
	const { events } = told.body;
	for (const record of events) say(io, lineOf(record));
	if (events.length === 0 && !has(args, "json")) say(io, plain(`no recent events of ${name}`));
	return EXIT.done;
}
