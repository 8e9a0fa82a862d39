import type { CommandSpec, Options } from "../command.ts";
import { actCommands } from "./act.ts";
import { readCommands } from "./read.ts";
import { startCommands } from "./start.ts";

/** Every command, in the order of the help. */
export const commands: readonly CommandSpec[] = [...startCommands, ...readCommands, ...actCommands];

/** What the completion scripts call; no person does, so it is not in the help. */
export const complete: CommandSpec = {
	name: "complete",
	summary:
		"names that the running daemon knows, one a line; none, and no error, where there is no answer",
	usage: "account | checkpoint | project | session | task",
	options: {},
	words: [1, 1],
	examples: [["complete session", "as the completion scripts ask"]],
	load: async () => (await import("../complete.ts")).run,
};

/** The options that stand before a command, or without one. */
export const globalOptions: Options = {
	headless: {
		type: "boolean",
		help: "the engine only, without a screen; logs JSON lines to stdout",
	},
	takeover: {
		type: "boolean",
		help: "end another engine that drives the same state, and take its place; sessions go on",
	},
	readonly: { type: "boolean", help: "refuse every action" },
	config: {
		type: "string",
		value: "FILE",
		takes: "file",
		help: "the configuration (default: $XDG_CONFIG_HOME/claude-failover/config.yaml)",
	},
	version: { type: "boolean", short: "V", help: "print the version" },
	help: { type: "boolean", short: "h", help: "print this help, or that of a command" },
};
