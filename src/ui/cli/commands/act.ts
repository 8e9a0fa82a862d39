import type { CommandSpec } from "../command.ts";

/** The commands that change something, or take over the terminal. */
export const actCommands: readonly CommandSpec[] = [
	{
		name: "switch",
		summary: "move sessions to another account",
		usage:
			"[--to ACCOUNT] [--session NAME]… [--at TIME | --cancel] [--dry-run] [--force] [--plan ID] [--yes] [--json]",
		options: {
			to: {
				type: "string",
				value: "ACCOUNT",
				takes: "account",
				help: "where to; without it the best one is chosen",
			},
			session: {
				type: "string",
				value: "NAME",
				takes: "session",
				multiple: true,
				help: "only this session; may be given again",
			},
			at: {
				type: "string",
				value: "TIME",
				help: "at that time: 18:00, +30m or ISO 8601; planned afresh then",
			},
			cancel: { type: "boolean", help: "forget the switch that is scheduled" },
			plan: { type: "string", value: "ID", help: "run exactly this plan of a dry run" },
			"dry-run": { type: "boolean", short: "n", help: "show the plan and do nothing" },
			force: { type: "boolean", help: "stop sessions that are in the middle of a turn" },
			yes: { type: "boolean", short: "y", help: "run the plan without asking" },
			json: {
				type: "boolean",
				help: "plan and outcome as one JSON object (with --yes or --dry-run)",
			},
		},
		words: [0, 0],
		examples: [
			["switch --dry-run", "what would happen now"],
			["switch --to backup", "show the plan, ask, run it"],
			["switch --to backup --session ccl-3 --yes", "one session, without asking"],
			["switch --to backup --at 18:00", "later today, or tomorrow"],
		],
		notes: "Exit status 4: a precondition refuses it; the reason is printed.",
		load: async () => (await import("../switch.ts")).run,
	},
	{
		name: "pause",
		summary: "give out no more tasks",
		usage: "[--all | --project P] [--until TIME]",
		options: {
			all: { type: "boolean", help: "no automatic switching either" },
			project: {
				type: "string",
				value: "P",
				takes: "project",
				help: "the tasks of one project: its name or path",
			},
			until: {
				type: "string",
				value: "TIME",
				help: "it ends by itself then: 18:00, +30m or ISO 8601",
			},
		},
		words: [0, 0],
		examples: [
			["pause", "running tasks go on"],
			["pause --all --until +1h", "also leave every session where it is, for an hour"],
			["pause --project app", "the tasks of other projects go on"],
		],
		notes: "A pause of one project and the pause of everything do not end each other.",
		load: async () => (await import("../pause.ts")).run,
	},
	{
		name: "resume",
		summary: "end a pause",
		usage: "[--project P]",
		options: {
			project: {
				type: "string",
				value: "P",
				takes: "project",
				help: "only the pause of this project",
			},
		},
		words: [0, 0],
		examples: [
			["resume", "give out tasks and switch again"],
			["resume --project app", "end the pause of one project"],
		],
		load: async () => (await import("../resume.ts")).run,
	},
	{
		name: "restart",
		summary: "bring back a session that is stopped or quarantined",
		usage: "NAME",
		options: {},
		words: [1, 1],
		takes: ["session"],
		examples: [["restart ccl-3", "with its own conversation"]],
		notes: "Exit status 4: it is running; the remedy is printed.",
		load: async () => (await import("../restart.ts")).run,
	},
	{
		name: "stop",
		summary: "end a session, after a checkpoint, until it is restarted",
		usage: "NAME [--force]",
		options: {
			force: {
				type: "boolean",
				help: "also in the middle of a turn or a task: it goes on after the restart",
			},
		},
		words: [1, 1],
		takes: ["session"],
		examples: [
			["stop ccl-3", "when it rests; else it says why not"],
			["stop ccl-3 --force", "now; the turn that is cut is continued by restart"],
		],
		notes:
			"It stays stopped, also when the engine is restarted: `claude-failover restart NAME` brings it back.\n" +
			"Exit status 4: it is at work, or somebody is at it; the reason is printed.",
		load: async () => (await import("../stop.ts")).run,
	},
	{
		name: "send",
		summary: "type one line into an idle session, as its next prompt",
		usage: "NAME LINE",
		options: {},
		words: [2, 2],
		takes: ["session", "text"],
		examples: [['send ccl-3 "Run the tests again."', "quote it: it is one word for the shell"]],
		notes:
			"Nothing is typed unless the session rests, its input box is empty and nobody types in it. A line that begins\n" +
			"with /, ! or # is refused. Exit status 1: it was typed and no turn was seen to begin; look before you send it\n" +
			"again. Exit status 4: nothing was typed; the reason is printed.",
		load: async () => (await import("../send.ts")).run,
	},
	{
		name: "janitor",
		summary: "tidy up now what nobody needs any more; it does so by itself as well",
		usage: "[--dry-run] [--json]",
		options: {
			"dry-run": { type: "boolean", short: "n", help: "show what it would do and do nothing" },
			json: { type: "boolean", help: "one JSON object, for scripts" },
		},
		words: [0, 0],
		examples: [
			["janitor --dry-run", "each file, where it would go, and why"],
			["janitor", "do that now instead of in a few minutes"],
		],
		notes:
			"Exit status 1: something was not looked at or not done. Ages in the JSON are in milliseconds; `to` is there for " +
			"what is moved.",
		load: async () => (await import("../janitor.ts")).run,
	},
	{
		name: "attach",
		summary: "the live pane of a session",
		usage: "NAME",
		options: {},
		words: [1, 1],
		takes: ["session"],
		examples: [["attach ccl-3", "detach with the tmux prefix and d"]],
		load: async () => (await import("../attach.ts")).run,
	},
	{
		name: "mcp",
		summary: "an MCP server on stdin and stdout, for MCP clients to start",
		usage: "[--readonly] [--config FILE]",
		options: {
			readonly: { type: "boolean", help: "leave the acting tools out" },
			config: {
				type: "string",
				value: "FILE",
				takes: "file",
				help: "the configuration that may let it act",
			},
		},
		words: [0, 0],
		examples: [
			["mcp", "as an MCP client calls it, by the configuration"],
			["mcp --readonly", "only the tools that look"],
		],
		notes:
			"It asks the running daemon, waits for it to come back when it goes, and ends when its input ends. Tools that act\n" +
			"are there with `mcp_http.enable_trigger: true` in the configuration.",
		load: async () => (await import("../mcp.ts")).run,
	},
];
