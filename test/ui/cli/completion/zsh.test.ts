import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { daemon, freshEnv } from "../run-cli.ts";
import { HOSTILE, register } from "./hostile.ts";
import { isInstalled, openShell, printedScript } from "./shells.ts";

type Env = Record<string, string | undefined>;

let script: string;
beforeAll(async () => {
	script = await printedScript("zsh");
});

/** A zsh of a person who has turned completion on; what stands in for the program prints its words. */
async function openZsh(env: Env, cwd?: string) {
	const zsh = await openShell(["zsh", "-f"], env, cwd);
	await zsh.type("autoload -U compinit && compinit -u -D", "Enter");
	await zsh.type(`. ${script}; claude-failover() { printf '<%s>' "$@"; echo; }`, "Enter");
	await zsh.type("clear; echo ready", "Enter");
	await zsh.see(/^ready$/m);
	return zsh;
}

describe.skipIf(!isInstalled("zsh"))("zsh", { timeout: 120_000 }, () => {
	test("offers commands and options with what they mean, and only those that fit", async () => {
		await using zsh = await openZsh(freshEnv());
		await zsh.type("claude-failover ", "Tab");
		await zsh.see(/^switch +-- move sessions to another account$/m);
		await zsh.type("chec", "Tab", "ta", "Tab", "--", "Tab");
		const screen = await zsh.see(/^--json +-- one JSON object, for scripts$/m);
		expect(screen).toContain("claude-failover checkpoints take --");
		expect(screen).not.toContain("--session");
	});

	test("completes values, files and the names that the daemon knows", async () => {
		await using running = await daemon();
		const cwd = mkdtempSync(join(tmpdir(), "w-"));
		writeFileSync(join(cwd, "some notes.md"), "");
		await using zsh = await openZsh(running.env, cwd);
		await zsh.type("claude-failover queue add some", "Tab", "--pri", "Tab", "hi", "Tab", "Enter");
		await zsh.see("<queue><add><some notes.md><--priority><high>");
		await zsh.type("claude-failover switch --to=ba", "Tab", "--fo", "Tab", "Enter");
		await zsh.see("<switch><--to=backup><--force>");
		await zsh.type("claude-failover logs ccl-1", "Tab", "Enter");
		await zsh.see("<logs><ccl-10>");
	});

	test("makes a hostile name one quoted word, and never runs it", async () => {
		await using running = await daemon();
		register(running.fixture, Object.values(HOSTILE));
		const cwd = mkdtempSync(join(tmpdir(), "w-"));
		await using zsh = await openZsh(running.env, cwd);
		await zsh.type("claude-failover attach ev", "Tab", "Enter");
		await zsh.see(`<attach><${HOSTILE.shell}>`);
		await zsh.type("claude-failover attach ", "Tab");
		const screen = await zsh.see(String.raw`two\ words`);
		expect(screen).not.toContain("forged");
		expect(readdirSync(cwd)).toEqual([]);
	});

	test("without completion is told what to run first", async () => {
		await using zsh = await openShell(["zsh", "-f"], freshEnv());
		await zsh.type(`. ${script}`, "Enter");
		await zsh.see("compinit` before this");
	});
});
