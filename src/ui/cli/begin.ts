import { type Args, has, lastValue } from "./command.ts";
import type { Io } from "./io.ts";
import { loadInit } from "./modules.ts";

/** `claude-failover init`. */
export async function run(args: Args, io: Io): Promise<number> {
	const { init } = await loadInit();
	const config = lastValue(args, "config");
	return init({ yes: has(args, "yes"), config, dryRun: has(args, "dry-run") }, io);
}
