import type { Dispatch } from "../../state/model.ts";
import { type Args, has } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { type Io, say } from "./io.ts";
import { talk } from "./talk.ts";

/** `claude-failover pause`: no more tasks are given out; with `--all` no automatic switch either. */
export async function run(args: Args, io: Io): Promise<number> {
	const all = has(args, "all");
	const told = await talk<{ readonly dispatch: Dispatch }>(io, {
		method: "POST",
		path: "/v1/pause",
		body: { all },
	});
	if (told.kind === "exit") return told.code;
	const what = all ? "dispatch and automatic switching are paused" : "dispatch is paused";
	say(io, `${what}; \`claude-failover resume\` ends that`);
	return EXIT.done;
}
