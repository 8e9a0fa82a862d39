import { type Args, has, lastValue } from "./command.ts";
import type { Io } from "./io.ts";

/** `claude-failover init`. */
export async function run(args: Args, io: Io): Promise<number> {
	const { init } = await import("./init.ts");
	const config = lastValue(args, "config");
	const asked = { yes: has(args, "yes"), config, dryRun: has(args, "dry-run") };
	return init(asked, { ...io, now: io.now() });
}
