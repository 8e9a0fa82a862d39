import type { Args } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { type Io, say } from "./io.ts";
import { talk } from "./talk.ts";

/** `claude-failover resume`: ends a pause. */
export async function run(_args: Args, io: Io): Promise<number> {
	const told = await talk(io, { method: "POST", path: "/v1/resume", body: {} });
	if (told.kind === "exit") return told.code;
	say(io, "dispatch and automatic switching go on");
	return EXIT.done;
}
