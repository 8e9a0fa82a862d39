import type { Args } from "./command.ts";
import { configCommand } from "./config.ts";
import type { Io } from "./io.ts";

/** `claude-failover config check|show`, which reads its own words. */
export async function run({ words }: Args, io: Io): Promise<number> {
	return configCommand(words, io);
}
