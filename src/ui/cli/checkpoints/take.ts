import { SCHEMA_VERSION } from "../../../engine/control/views/schema-version.ts";
import type { Checkpoint } from "../../../state/model.ts";
import { plain } from "../../tui/present/plain.ts";
import { type Args, has } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { findSession } from "../find-session.ts";
import { type Io, say } from "../io.ts";
import { jsonText } from "../print/json.ts";
import { talk } from "../talk.ts";

/** `claude-failover checkpoints take NAME`. */
export async function take(args: Args, io: Io): Promise<number> {
	const found = await findSession(io, args.words[1] ?? "");
	if (found.kind === "exit") return found.code;
	const path = `/v1/sessions/${encodeURIComponent(found.body.name)}/checkpoint`;
	const told = await talk<{ readonly checkpoint: Checkpoint }>(io, {
		method: "POST",
		path,
		body: {},
	});
	if (told.kind === "exit") return told.code;
	const { checkpoint } = told.body;
	if (has(args, "json")) say(io, jsonText({ schemaVersion: SCHEMA_VERSION, checkpoint }, 2));
	else say(io, plain(`${checkpoint.id}  ${checkpoint.file}`));
	return EXIT.done;
}
