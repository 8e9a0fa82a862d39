import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assetPath } from "../../../src/engine/claude/assets.ts";
import { type LaunchSpec, prepareLaunch } from "../../../src/engine/claude/launch.ts";
import { maxPromptBytes } from "../../../src/engine/claude/launch-prompt.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { launchSpec, scratch, script } from "./support.ts";

interface Outcome {
	readonly code: number | null;
	readonly stderr: string;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
}

/** Stand-in for claude: writes down what it got. */
const witness = [
	'cd -P . && pwd >"$OUT/cwd"',
	'printf "%s\\0" "$@" >"$OUT/args"',
	'env -0 >"$OUT/env"',
].join("\n");

const zeros = (text: string): string[] => text.split("\0").slice(0, -1);

/** Prepares a launch and runs its words, with `leaked` as the environment of the parent. */
async function launch(
	changes: Partial<LaunchSpec> & { readonly root?: string },
	leaked: Record<string, string> = {},
): Promise<Outcome> {
	const { root = scratch(), ...rest } = changes;
	const claude = script(join(root, "claude"), witness);
	const spec = launchSpec(root, claude, rest);
	const { argv } = await prepareLaunch(systemFiles, {
		...spec,
		accountEnv: { OUT: root, ...spec.accountEnv },
	});
	return run(argv, root, leaked);
}

function run(argv: readonly string[], root: string, leaked: Record<string, string> = {}): Outcome {
	const [file = "", ...args] = argv;
	const env = { ...process.env, TERM: "tmux-256color", ...leaked };
	const done = spawnSync(file, args, { env, encoding: "utf8" });
	const read = (name: string): string =>
		existsSync(join(root, name)) ? readFileSync(join(root, name), "utf8") : "";
	return {
		code: done.status,
		stderr: done.stderr,
		args: zeros(read("args")),
		env: Object.fromEntries(zeros(read("env")).map((pair) => pair.split(/=(.*)/s).slice(0, 2))),
		cwd: read("cwd").trimEnd(),
	};
}

const prompts: Record<string, string> = {
	"trailing newlines": "do it\n\n\n",
	"only newlines": "\n\n",
	"quotes and substitutions": `it's "so" $(touch /tmp/ccf-pwned) \`id\` \${HOME} \\ \\n !! *`,
	"a leading dash": "--help -p\nnot a flag",
	"control characters and other scripts": "tab\tbell\u0007 日本 ünï 🧵\r\n",
	"exactly the limit": `${"x".repeat(maxPromptBytes - 1)}\n`,
};

test.each(Object.entries(prompts))("a prompt arrives byte for byte: %s", async (_name, prompt) => {
	const { args, code } = await launch({ prompt });
	expect(code).toBe(0);
	expect(args.slice(-2)).toEqual(["--", prompt]);
});

test.each([
	["too long", `first ccl:task-7:2\n${"y".repeat(maxPromptBytes)}\n\n`],
	["with a NUL", "a\0b ccl:task-7:2"],
])("a prompt that is %s becomes a pointer that keeps its nonce", async (_name, prompt) => {
	const root = scratch();
	const { args } = await launch({ root, prompt });
	const file = join(root, "launch", "prompt.md");
	expect(args.at(-1)).toContain(file);
	expect(args.at(-1)).toContain("ccl:task-7:2");
	expect(args.at(-1)).not.toContain("\n");
	expect(readFileSync(file, "utf8")).toBe(prompt);
});

test("no prompt and an empty prompt add no argument", async () => {
	for (const prompt of [null, ""]) {
		const { args } = await launch({ prompt });
		expect(args).not.toContain("--");
	}
});

test("the flags are words of their own, whatever they hold", async () => {
	const root = scratch();
	const cwd = join(root, "a b'c");
	mkdirSync(cwd);
	const id = "bbbb2222-2222-4222-8222-222222222222";
	const { args, cwd: seen } = await launch({
		root,
		cwd,
		conversation: { kind: "resume", id },
		model: "o p'us",
		permissionMode: null,
		name: "ccl 3",
	});
	const settings = join(root, "launch", "settings.json");
	expect(args).toEqual([
		"--resume",
		id,
		"--settings",
		settings,
		"--model",
		"o p'us",
		"--name",
		"ccl 3",
	]);
	expect(seen).toBe(cwd);
});

test("only allowed variables and the account's own reach claude", async () => {
	const leaked = {
		ANTHROPIC_API_KEY: "leak",
		ANTHROPIC_BASE_URL: "leak",
		CLAUDE_CODE_OAUTH_TOKEN: "leak",
		CLAUDECODE: "1",
		FOO: "leak",
	};
	const root = scratch();
	const { env } = await launch(
		{
			root,
			envPass: ["PATH", "LC_*", "ANTHROPIC_*", "CLAUDE*", "TERM", "BAR"],
			environment: {
				...leaked,
				PATH: process.env.PATH,
				LC_TIME: "C",
				BAR: "it's\n$x",
				TERM: "dumb",
			},
			accountEnv: { OUT: root, AWS_REGION: "eu-west-1", IS_SANDBOX: "1" },
			accountKind: "bedrock",
			trusted: true,
		},
		leaked,
	);
	const { PWD: _pwd, OLDPWD: _old, SHLVL: _level, _: _last, PATH, ...rest } = env;
	expect(PATH).toBe(process.env.PATH);
	expect(rest).toEqual({
		OUT: root,
		CCL_INCARNATION: "inc-1",
		LC_TIME: "C",
		BAR: "it's\n$x",
		TERM: "tmux-256color",
		AWS_REGION: "eu-west-1",
		IS_SANDBOX: "1",
		CLAUDE_CODE_USE_BEDROCK: "1",
		CLAUDE_CODE_SANDBOXED: "1",
		CLAUDE_CONFIG_DIR: join(root, "home"),
	});
});

test("an account's home cannot be replaced, nor a secret smuggled in, by its plain variables", async () => {
	for (const name of ["CLAUDE_CONFIG_DIR", "ANTHROPIC_API_KEY", "A B", "IFS", "ccl_program"]) {
		await expect(launch({ accountEnv: { [name]: "x" } })).rejects.toThrow(name);
	}
});

test("a handed-over token reaches claude and its file is gone", async () => {
	const root = scratch();
	const token = { kind: "value", value: "sk-ant-oat-1" } as const;
	const { env } = await launch({ root, accountKind: "oauth_token", token });
	expect(env.CLAUDE_CODE_OAUTH_TOKEN).toBe("sk-ant-oat-1");
	expect(existsSync(join(root, "launch", "token"))).toBe(false);
});

test("the operator's token file is read, trimmed and kept", async () => {
	const root = scratch();
	const path = join(root, "it's my token");
	writeFileSync(path, "  sk-ant-key-1\r\n", { mode: 0o600 });
	const { env } = await launch({ root, accountKind: "api_key", token: { kind: "file", path } });
	expect(env.ANTHROPIC_API_KEY).toBe("sk-ant-key-1");
	expect(existsSync(path)).toBe(true);
});

test("a token account without its token is never started as another account", async () => {
	await expect(launch({ accountKind: "oauth_token" })).rejects.toThrow("needs its token");
	const token = { kind: "value", value: "x" } as const;
	await expect(launch({ accountKind: "login", token })).rejects.toThrow("takes no token");
	const missing = { kind: "file", path: "/nonexistent/token" } as const;
	const { code, stderr, args } = await launch({ accountKind: "oauth_token", token: missing });
	expect({ code, args }).toEqual({ code: 127, args: [] });
	expect(stderr).toContain("the token file /nonexistent/token cannot be read");
});

test.each([
	["a missing folder", { cwd: "/nonexistent/folder" }, "/nonexistent/folder cannot be entered"],
	["a missing program", { claudePath: "/nonexistent/claude" }, "/nonexistent/claude was not found"],
	["a program not in PATH", { claudePath: "no-such-claude" }, "no-such-claude was not found"],
	["a folder as program", { claudePath: "/tmp" }, "the program /tmp was not found"],
])("%s gives one clear line and 127", async (_name, changes, message) => {
	const { code, stderr, args } = await launch(changes);
	expect({ code, args }).toEqual({ code: 127, args: [] });
	expect(stderr.trimEnd().split("\n")).toHaveLength(1);
	expect(stderr).toContain(message);
});

test("a launch works once: a respawned pane does not submit its prompt again", async () => {
	const root = scratch();
	const spec = launchSpec(root, script(join(root, "claude"), witness), { prompt: "ccl:t:1" });
	const { argv } = await prepareLaunch(systemFiles, { ...spec, accountEnv: { OUT: root } });
	expect(run(argv, root).code).toBe(0);
	const again = run(argv, root);
	expect(again.code).toBe(127);
	expect(again.stderr).toContain("already used");
	await expect(prepareLaunch(systemFiles, spec)).rejects.toThrow("EEXIST");
});

test("everything written is private", async () => {
	const root = scratch();
	const token = { kind: "value", value: "secret" } as const;
	const spec = launchSpec(root, "claude", { prompt: "p", accountKind: "api_key", token });
	const { argv } = await prepareLaunch(systemFiles, spec);
	expect(argv.join(" ")).not.toContain("secret");
	expect(statSync(spec.launchDir).mode & 0o777).toBe(0o700);
	for (const file of ["launch.env", "settings.json", "prompt", "token", "spool.sh"]) {
		expect([file, statSync(join(spec.launchDir, file)).mode & 0o777]).toEqual([file, 0o600]);
	}
	expect(readFileSync(join(spec.launchDir, "launch.env"), "utf8")).not.toContain("secret");
});

test("the launcher gives the secret to nothing but the shell's own builtins", () => {
	const lines = readFileSync(assetPath("launcher.sh"), "utf8").split("\n");
	const uses = lines.filter((line) => /\bccl_token\b/.test(line)).map((line) => line.trim());
	expect(uses.length).toBeGreaterThan(0);
	for (const use of uses) expect(use).toMatch(/^(read|export|unset|\[) |^ccl_token=/);
});
