import type { CommandSpec } from "../command.ts";

/** The commands that one begins with. */
export const startCommands: readonly CommandSpec[] = [
	{
		name: "demo",
		summary: "a throw-away pool that fails over before your eyes",
		usage: "[--headless] [--seconds N] [--json]",
		options: {
			headless: { type: "boolean", help: "no screen: print the outcome after the time" },
			seconds: { type: "string", value: "N", help: "how long it runs headless (60)" },
			json: { type: "boolean", help: "the outcome as one JSON object; implies --headless" },
		},
		words: [0, 0],
		examples: [
			["demo", "in the control room, until you quit"],
			["demo --headless --seconds 60 --json", "the outcome for a script"],
		],
		notes:
			"Everything is simulated, in a temporary directory and a private tmux server.\n" +
			"Headless it ends with 0 when a switch succeeded and nothing was lost or done twice, else with 1.",
		load: async () => (await import("../demo.ts")).run,
	},
	{
		name: "init",
		summary: "find accounts, sessions and projects; write config.yaml",
		usage: "[--yes] [--dry-run] [--config FILE]",
		options: {
			yes: { type: "boolean", short: "y", help: "take the defaults without asking" },
			"dry-run": { type: "boolean", short: "n", help: "print the file and write nothing" },
			config: { type: "string", value: "FILE", takes: "file", help: "where to write it" },
		},
		words: [0, 0],
		examples: [
			["init --dry-run", "see what it would write"],
			["init", "answer a few questions"],
		],
		load: async () => (await import("../begin.ts")).run,
	},
	{
		name: "doctor",
		summary: "look at everything that the pool needs; each line with its remedy",
		usage: "[--fix [--yes | --dry-run] | --security] [--config FILE] [--json]",
		options: {
			fix: { type: "boolean", help: "make missing links; move real directories, with a backup" },
			yes: { type: "boolean", short: "y", help: "with --fix: without asking" },
			"dry-run": { type: "boolean", short: "n", help: "with --fix: show the plan and do nothing" },
			security: { type: "boolean", help: "look at what keeps others out instead" },
			config: {
				type: "string",
				value: "FILE",
				takes: "file",
				help: "the configuration to look at",
			},
			json: { type: "boolean", help: "one JSON object, for scripts" },
		},
		words: [0, 0],
		examples: [
			["doctor", "what is well, and what is not"],
			["doctor --security", "who can reach the daemon, its files and its tokens"],
			["doctor --fix", "show what it would put right, ask, do it, look again"],
		],
		notes:
			"It needs no daemon, and asks one that runs. Without --fix nothing is changed.\n" +
			"Exit status 1: something failed; 4: --fix could do nothing of what is to be done.",
		load: async () => (await import("../doctor.ts")).run,
	},
	{
		name: "config",
		summary: "check or show the configuration",
		usage: "check [FILE] | show [FILE] [--json]",
		options: { json: { type: "boolean", help: "one JSON object, for scripts" } },
		words: [1, 2],
		actions: { check: ["file"], show: ["file"] },
		ownWords: true,
		examples: [
			["config check", "every problem with file:line:column and its remedy"],
			["config show", "the effective configuration, defaults included"],
		],
		load: async () => (await import("../configure.ts")).run,
	},
	{
		name: "completion",
		summary: "print a script with which bash or zsh completes these commands",
		usage: "bash | zsh",
		options: {},
		words: [1, 1],
		takes: [["bash", "zsh"]],
		examples: [
			["completion bash", 'put eval "$(claude-failover completion bash)" into ~/.bashrc'],
			[
				"completion zsh",
				'put eval "$(claude-failover completion zsh)" into ~/.zshrc, after compinit',
			],
		],
		notes:
			"Names of accounts, sessions, tasks, projects and checkpoints come from the running daemon; without one there are\n" +
			"none. Completing never starts anything.",
		load: async () => (await import("../completion.ts")).run,
	},
];
