import type { CommandSpec, Options, Run } from "../command.ts";

const JSON_OPTION: Options = { json: { type: "boolean", help: "one JSON object, for scripts" } };
const LEVELS = ["critical", "high", "normal", "low"] as const;
const EPOCH = "All times in the JSON are epoch milliseconds; keys are null when not known.";

/** The commands that only look. */
export const readCommands: readonly CommandSpec[] = [
	view("status", "the whole pool at a glance", () => import("../status.ts")),
	{
		name: "accounts",
		summary: "accounts with their quota windows; which may be used",
		usage: "[enable | disable | drain NAME] [--json]",
		options: JSON_OPTION,
		words: [0, 2],
		actions: { enable: ["account"], disable: ["account"], drain: ["account"] },
		examples: [
			["accounts", "for people"],
			["accounts disable backup", "nothing new starts there; its sessions stay"],
			["accounts drain backup", "its sessions are moved off as well, each when its turn has ended"],
			["accounts enable backup", "as before"],
		],
		notes: EPOCH,
		load: async () => (await import("../accounts.ts")).run,
	},
	view("sessions", "sessions: state, account, task", () => import("../sessions.ts")),
	{
		name: "queue",
		summary: "tasks: list, add, show, priority, retry, drop, done",
		usage:
			"[list] | add FILE… [--project P] [--priority high] [--title T] | show ID | " +
			"priority ID critical|high|normal|low | retry ID | drop ID | done ID [--json]",
		options: {
			project: {
				type: "string",
				value: "P",
				takes: "project",
				with: ["add"],
				help: "add: the name or path of a project; default: the one you stand in, else the only one",
			},
			priority: {
				type: "string",
				value: "LEVEL",
				takes: LEVELS,
				with: ["add"],
				help: "add: critical, high, normal or low",
			},
			title: {
				type: "string",
				value: "T",
				with: ["add"],
				help: "add: what it is called in the queue",
			},
			...JSON_OPTION,
		},
		words: [0, 1000],
		actions: {
			list: [],
			add: ["file"],
			show: ["task"],
			priority: ["task", LEVELS],
			retry: ["task"],
			drop: ["task"],
			done: ["task"],
		},
		examples: [
			["queue", "in the order of the queue, and what each waits for"],
			["queue add upload.md --priority high", "into the inbox of this project"],
			["queue add - --title 'Fix the upload' < notes.txt", "a task from standard input"],
			["queue priority app.upload critical", "changed in its file and at once"],
			["queue retry app.upload", "one that failed or is uncertain: as its next attempt"],
			["queue drop app.upload", "its file goes to failed/"],
			["queue done app.upload", "an uncertain one that you found to be done"],
		],
		notes: `${EPOCH}\nExit status 4: refused, nothing was done; the reason is printed.`,
		load: async () => (await import("../queue.ts")).run,
	},
	{
		name: "events",
		summary: "what happened lately, and what happens",
		usage: "[--follow] [--json]",
		options: {
			follow: { type: "boolean", short: "f", help: "go on with the events to come" },
			json: { type: "boolean", help: "one JSON object a line" },
		},
		words: [0, 0],
		examples: [
			["events --follow", "watch until Ctrl-C"],
			["events --json | tail -n 1", "the last event, for a script"],
		],
		notes: EPOCH,
		load: async () => (await import("../events.ts")).run,
	},
	{
		name: "logs",
		summary: "what happened to one session lately, and what happens",
		usage: "NAME [--follow] [--json]",
		options: {
			follow: { type: "boolean", short: "f", help: "go on with the events to come" },
			json: { type: "boolean", help: "one JSON object a line" },
		},
		words: [1, 1],
		takes: ["session"],
		examples: [
			["logs ccl-3", "its recent events, newest last"],
			["logs ccl-3 --follow", "watch until Ctrl-C"],
			["logs ccl-3 --json", "for a script"],
		],
		notes: `${EPOCH}\nThe daemon keeps the last 500 events of the whole pool; older ones are in what it logged.`,
		load: async () => (await import("../logs.ts")).run,
	},
	{
		name: "checkpoints",
		summary: "snapshots of sessions: list, take, show, restore",
		usage:
			"[--session NAME] | take NAME | show ID | restore ID [--account NAME] [--new] [--dry-run] [--yes] [--json]",
		options: {
			session: {
				type: "string",
				value: "NAME",
				takes: "session",
				with: [""],
				help: "list those of this session only",
			},
			account: {
				type: "string",
				value: "NAME",
				takes: "account",
				with: ["restore"],
				help: "restore: where the session is to live",
			},
			new: {
				type: "boolean",
				with: ["restore"],
				help: "restore: where the transcript is gone, begin a new conversation with a summary",
			},
			"dry-run": {
				type: "boolean",
				short: "n",
				with: ["restore"],
				help: "restore: show the plan and do nothing",
			},
			yes: { type: "boolean", short: "y", with: ["restore"], help: "restore: without asking" },
			...JSON_OPTION,
		},
		words: [0, 9],
		actions: { take: ["session"], show: ["checkpoint"], restore: ["checkpoint"] },
		examples: [
			["checkpoints --session ccl-3", "those of one session, newest first"],
			["checkpoints take ccl-3", "one more, now"],
			["checkpoints show ccl-3", "what the newest of a session holds; or name one by its id"],
			["checkpoints restore ccl-3 --dry-run", "what bringing it back would do"],
		],
		notes:
			`${EPOCH}\nA restore goes on with the conversation as it is now, on an account that can be used. It never cuts a\n` +
			"turn. Exit status 4: a precondition refuses it, or the checkpoint's file was changed; the reason is printed.",
		load: async () => (await import("../checkpoints.ts")).run,
	},
	view("history", "past switches: when, why, outcome", () => import("../history.ts")),
	view("explain", "why it did, or did not, switch", () => import("../explain.ts")),
];

function view(
	name: string,
	summary: string,
	load: () => Promise<{ readonly run: Run }>,
): CommandSpec {
	return {
		name,
		summary,
		usage: "[--json]",
		options: JSON_OPTION,
		words: [0, 0],
		examples: [
			[name, "for people"],
			[`${name} --json`, "for scripts"],
		],
		notes: EPOCH,
		load: async () => (await load()).run,
	};
}
