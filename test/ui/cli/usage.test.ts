import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands, globalOptions } from "../../../src/ui/cli/commands/all.ts";
import { EXIT } from "../../../src/ui/cli/exit-codes.ts";
import { commandHelp, mainHelp } from "../../../src/ui/cli/help.ts";
import { parseWords, splitCommand } from "../../../src/ui/cli/parse.ts";
import { VERSION } from "../../../src/version.ts";
import { cli, cliProcess, freshEnv } from "./run-cli.ts";

const MINIMAL = `
accounts:
  - { name: main, home: ~/main }
pool:
  shared_projects_dir: ~/projects
`;

function withConfig(text: string) {
	const env = freshEnv();
	const directory = join(env.XDG_CONFIG_HOME ?? "", "claude-failover");
	mkdirSync(directory, { recursive: true });
	writeFileSync(join(directory, "config.yaml"), text);
	return env;
}

describe("wrong usage", () => {
	test.each([
		[["statsu"], "did you mean status?"],
		[["stat"], "did you mean status?"],
		[["physician"], "unknown command"],
		[["--jsn"], "unknown option --jsn"],
		[["status", "--jsno"], "did you mean --json?"],
		[["status", "--json=1"], "--json takes no value"],
		[["status", "now"], 'unexpected "now"'],
		[["switch", "--to"], "--to needs a value: --to ACCOUNT"],
		[["switch", "--to", "--yes"], "--to needs a value"],
		[["attach"], "a word is missing"],
		[["--headless", "status"], "--headless does not go with status"],
		[["--takeover", "mcp"], "--takeover does not go with mcp"],
		[["mcp", "now"], 'unexpected "now"'],
		[["logs"], "a word is missing"],
		[["completion", "fish"], "there is no completion for fish"],
		[["demo", "--seconds", "soon"], "--seconds needs a number"],
		[["switch", "--json"], "add --dry-run to look or --yes to run"],
	])("%j ends with 2 and says why", async (words, why) => {
		const { code, out, err } = await cli(words);
		expect([code, out]).toEqual([2, ""]);
		expect(err).toContain(why);
	});
});

const EXIT_WORDS: Record<keyof typeof EXIT, string> = {
	done: "done",
	failed: "failed",
	usage: "wrong usage or configuration",
	noDaemon: "no daemon",
	refused: "refused",
};

const examples = commands.flatMap((command) =>
	command.examples.map(([line]) => [line, command] as const),
);

describe("an example", () => {
	test.each(examples)("%s is right by the command's own options and words", (line, command) => {
		const { before, name, after } = splitCommand(shellWords(line), globalOptions);
		expect([before, name]).toEqual([[], command.name]);
		expect(parseWords(after, command.options, command.words)).toMatchObject({ kind: "ok" });
		const [first = ""] = after;
		const actions = Object.keys(command.actions ?? {});
		const opens = after.length > 0 && !first.startsWith("-") && actions.length > 0;
		if (opens) expect(actions).toContain(first);
	});
});

/** What a shell gives the program of a line of the help. */
function shellWords(line: string): readonly string[] {
	const [own = ""] = line.split(/ [|<] /);
	return [...own.matchAll(/(['"])(.*?)\1|(\S+)/g)].map(
		([, , quoted, bare]) => quoted ?? bare ?? "",
	);
}

describe("help and version", () => {
	test("are printed whole", async () => {
		expect(await cliProcess(["--version"])).toEqual({ code: 0, out: `${VERSION}\n`, err: "" });
		const text = `${mainHelp().join("\n")}\n`;
		expect(await cli(["--help"])).toEqual({ code: 0, out: text, err: "" });
	});

	test.each(commands.map((command) => [command.name, command] as const))(
		"%s has an example and explains each option that its usage names",
		(_, command) => {
			const lines = commandHelp(command);
			expect(command.examples.length).toBeGreaterThan(0);
			for (const [name] of command.usage.matchAll(/--[a-z-]+/g)) {
				expect(lines.filter((line) => line.includes(name)).length).toBeGreaterThan(1);
			}
			expect(mainHelp().some((line) => line.startsWith(`  ${command.name} `))).toBe(true);
		},
	);

	test("names the exit statuses, and how to learn more", () => {
		const text = mainHelp().join("\n");
		for (const [name, status] of Object.entries(EXIT_WORDS)) {
			expect(text).toContain(`${EXIT[name as keyof typeof EXIT]} ${status}`);
		}
		expect(text).toContain("claude-failover COMMAND --help");
	});

	test("of a command is asked for in three ways", async () => {
		const { out } = await cli(["switch", "--help"]);
		expect(out).toContain("--dry-run");
		expect((await cli(["--help", "switch"])).out).toBe(out);
		expect((await cli(["help", "switch"])).out).toBe(out);
	});
});

describe("starting", () => {
	test("a service without a configuration never runs a demo", async () => {
		const { code, err } = await cli(["--headless"]);
		expect(code).toBe(2);
		expect(err).toContain("claude-failover init");
	});

	test("a configuration that was named must be there", async () => {
		const { code, err } = await cli(["--config", "/nowhere/config.yaml"]);
		expect([code, err]).toEqual([2, expect.stringContaining("/nowhere/config.yaml")]);
	});

	test("with a configuration but without a terminal it names --headless", async () => {
		const { code, err } = await cli([], withConfig(MINIMAL));
		expect([code, err]).toEqual([2, expect.stringContaining("--headless")]);
	});

	test.each([[[]], [["--headless"]]])("%j names every fault of a configuration", async (words) => {
		const { code, err } = await cli(words, withConfig(`${MINIMAL}\nquotas: 1\nuis: 2\n`));
		expect(code).toBe(2);
		expect(err).toMatch(/config\.yaml:\d+:\d+ quotas/);
		expect(err).toMatch(/config\.yaml:\d+:\d+ uis/);
	});

	test.each([[["demo", "--headless"]], [["--headless"]]])(
		"%j without tmux says how to get it",
		async (words) => {
			const env = { ...withConfig(MINIMAL), PATH: mkdtempSync(join(tmpdir(), "p-")) };
			const { code, out, err } = await cli(words, env);
			expect([code, out]).toEqual([1, ""]);
			expect(err).toMatch(/tmux is needed.*install tmux/);
		},
	);

	test("a configuration given before the command reaches it", async () => {
		const env = withConfig(MINIMAL);
		const file = join(env.XDG_CONFIG_HOME ?? "", "claude-failover", "config.yaml");
		const { code, out } = await cli(["--config", file, "config", "check"], freshEnv());
		expect([code, out]).toEqual([0, `${file}: ok\n`]);
	});
});

describe("words", () => {
	const options = {
		yes: { type: "boolean", short: "y", help: "" },
		to: { type: "string", help: "" },
	} as const;

	test("after -- are never options", () => {
		const parsed = parseWords(["-y", "--to=--x", "--", "--no"], options, [0, 1]);
		expect(parsed).toEqual({
			kind: "ok",
			args: { flags: new Set(["yes"]), values: { to: ["--x"] }, words: ["--no"] },
		});
	});

	test("of an object's own are unknown options", () => {
		for (const word of ["--toString", "--constructor", "--__proto__"]) {
			expect(parseWords([word], options, [0, 0]).kind).toBe("wrong");
		}
	});

	test("are split at the command, past the values of options", () => {
		const words = ["--to", "a", "-y", "go", "--to", "b"];
		const split = { before: ["--to", "a", "-y"], name: "go", after: ["--to", "b"] };
		expect(splitCommand(words, options)).toEqual(split);
		expect(splitCommand(["-y"], options)).toEqual({ before: ["-y"], name: null, after: [] });
	});
});
