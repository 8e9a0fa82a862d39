import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { commands } from "../../../../src/ui/cli/commands/all.ts";
import { daemon, freshEnv } from "../run-cli.ts";
import { HOSTILE, register } from "./hostile.ts";
import { bashOffers, openShell, printedScript } from "./shells.ts";

let script: string;
beforeAll(async () => {
	script = await printedScript("bash");
});

describe("bash offers", { timeout: 120_000 }, () => {
	test("every command of the table, and help", async () => {
		const names = [...commands.map(({ name }) => name), "help"];
		expect(await bashOffers(script, [""])).toEqual(names);
		expect(await bashOffers(script, ["--config", "x.yaml", "q"])).toEqual(["queue"]);
		expect(await bashOffers(script, ["help", "swi"])).toEqual(["switch"]);
	});

	test("the words of a command once", async () => {
		expect(await bashOffers(script, ["accounts", ""])).toEqual(["enable", "disable", "drain"]);
		expect(await bashOffers(script, ["completion", ""])).toEqual(["bash", "zsh"]);
		expect(await bashOffers(script, ["config", "check", "s"])).toEqual([]);
	});

	test("only options that go with what is to be done", async () => {
		const add = await bashOffers(script, ["queue", "add", "--"]);
		expect(add).toEqual(["--config", "--help", "--project", "--priority", "--title", "--json"]);
		expect(await bashOffers(script, ["queue", "drop", "--"])).not.toContain("--title");
		expect(await bashOffers(script, ["checkpoints", "--s"])).toEqual(["--session"]);
		expect(await bashOffers(script, ["checkpoints", "take", "--s"])).toEqual([]);
	});

	test("nothing but words after --, and nothing where any text may be", async () => {
		expect(await bashOffers(script, ["switch", "--", "--f"])).toEqual([]);
		expect(await bashOffers(script, ["queue", "add", "--title", ""])).toEqual([]);
	});

	test("the values of an option, after a blank or an equals sign", async () => {
		const levels = ["critical", "high", "normal", "low"];
		expect(await bashOffers(script, ["queue", "add", "--priority", ""])).toEqual(levels);
		expect(await bashOffers(script, ["queue", "add", "--priority", "="])).toEqual(levels);
		expect(await bashOffers(script, ["queue", "add", "--priority", "=", "n"])).toEqual(["normal"]);
	});

	test("names that the daemon knows", async () => {
		await using running = await daemon();
		const offers = (...words: string[]) => bashOffers(script, words, running.env);
		expect(await offers("switch", "--to", "")).toEqual(["main", "backup"]);
		expect(await offers("accounts", "drain", "m")).toEqual(["main"]);
		expect(await offers("switch", "--session", "ccl-2", "--session", "ccl-1")).toEqual(["ccl-10"]);
		expect(await offers("queue", "retry", "")).toEqual(["T-1"]);
	});

	test("none without a daemon, and starts none", async () => {
		const env = freshEnv();
		expect(await bashOffers(script, ["attach", ""], env)).toEqual([]);
		expect(readdirSync(env.HOME ?? "")).toEqual([]);
	});
});

describe("a hostile name", { timeout: 120_000 }, () => {
	test("is offered quoted as one word, is never run, and reaches no terminal", async () => {
		await using running = await daemon();
		register(running.fixture, Object.values(HOSTILE));
		const cwd = mkdtempSync(join(tmpdir(), "w-"));
		const offers = (...words: string[]) => bashOffers(script, words, running.env, cwd);
		const { shell, words, quotes } = HOSTILE;
		const all = await offers("attach", "");
		expect(all.join("\n")).not.toMatch(/\u001b|\\E|forged/);
		expect(all).toEqual(
			expect.arrayContaining(["ccl-2", String.raw`evil\$\(touch\ run\)\;\`touch\ run\``]),
		);
		expect(await offers("attach", "two")).toEqual([String.raw`two\ words`]);
		expect(await offers("attach", String.raw`two\ wo`)).toEqual([String.raw`two\ words`]);
		expect([shell, words, quotes].every((name) => !all.includes(name))).toBe(true);
		expect(readdirSync(cwd)).toEqual([]);
	});

	test("is one word of the line in a real bash, like files, options and values", async () => {
		await using running = await daemon();
		register(running.fixture, Object.values(HOSTILE));
		const cwd = mkdtempSync(join(tmpdir(), "w-"));
		writeFileSync(join(cwd, "some notes.md"), "");
		await using bash = await openShell(["bash", "--norc", "--noprofile"], running.env, cwd);
		await bash.type(`. ${script}; claude-failover() { printf '<%s>' "$@"; echo; }`, "Enter");
		await bash.type("claude-failover attach ev", "Tab", "Enter");
		await bash.see(`<attach><${HOSTILE.shell}>`);
		await bash.type("claude-failover queue add some", "Tab", "--pri", "Tab", "hi", "Tab", "Enter");
		await bash.see("<queue><add><some notes.md><--priority><high>");
		await bash.type("claude-failover switch --to=ba", "Tab", "Enter");
		await bash.see("<switch><--to=backup>");
		expect(readdirSync(cwd)).toEqual(["some notes.md"]);
	});
});
