import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/engine/config/load.ts";
import { init } from "../../../src/ui/cli/init.ts";
import { operatorHome } from "./operator.ts";

/** Runs `init` for an operator who types `answers`; null is no terminal. */
async function run(
	home: string,
	args: Partial<Parameters<typeof init>[0]>,
	answers: string | null = null,
) {
	const stdin = Object.assign(new PassThrough(), { isTTY: answers !== null });
	const stdout = Object.assign(new PassThrough(), { isTTY: answers !== null });
	const said = { out: "", err: "" };
	let left = [...(answers ?? "")];
	stdout.on("data", (part) => {
		said.out += part;
		if (!String(part).endsWith("] ")) return;
		const [key, ...rest] = left;
		left = rest;
		if (key === undefined) stdin.end();
		else stdin.write(`${key}\n`);
	});
	const stderr = { write: (part: string) => (said.err += part) };
	const io = { stdin, stdout, stderr, env: {}, home, now: Date.UTC(2026, 10, 23) };
	const code = await init({ yes: false, config: null, dryRun: false, ...args }, io);
	await new Promise((resolve) => stdout.end(resolve));
	return { code, ...said, file: join(home, ".config/claude-failover/config.yaml") };
}

/** Two accounts; the first was used already. */
function twoAccounts() {
	const operator = operatorHome();
	operator.login(".claude-accounts/main", "u-1");
	operator.login(".claude-accounts/backup", "u-2");
	operator.write(".claude-accounts/main/projects/-srv-app/one.jsonl", "a conversation\n");
	return operator;
}

const everything = (home: string) => readdirSync(home, { recursive: true }).sort();

describe("init --yes", () => {
	it("writes the configuration for its owner only, moves, links and says what next", async () => {
		const { home } = twoAccounts();
		const { code, out, err, file } = await run(home, { yes: true });
		expect([code, err]).toEqual([0, ""]);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(statSync(join(file, "..")).mode & 0o777).toBe(0o700);
		expect(loadConfig(file, { env: {}, home }).kind).toBe("ok");
		const shared = join(home, ".claude-accounts/backup/projects/-srv-app/one.jsonl");
		expect(readFileSync(shared, "utf8")).toBe("a conversation\n");
		expect(out).toContain("done: keep the original as");
		expect(out).toContain("claude-failover config check");
	});

	it("leaves a configuration that is there as it is, and puts the links of its homes right", async () => {
		const { home, write } = twoAccounts();
		expect((await run(home, { yes: true })).code).toBe(0);
		write(".claude-accounts/third/projects/-srv-app/two.jsonl", "another conversation\n");
		const file = join(home, ".config/claude-failover/config.yaml");
		const third = `accounts:\n  - { name: third, home: ${home}/.claude-accounts/third }`;
		const mine = readFileSync(file, "utf8").replace("accounts:", third);
		write(".config/claude-failover/config.yaml", mine);
		const { code, out } = await run(home, { yes: true });
		expect(code).toBe(0);
		expect(out).toContain("is left as it is");
		expect(readFileSync(file, "utf8")).toBe(mine);
		const moved = join(home, ".claude-accounts/main/projects/-srv-app/two.jsonl");
		expect(readFileSync(moved, "utf8")).toBe("another conversation\n");
	});

	it("touches nothing beside a configuration that is not valid", async () => {
		const { home, write } = twoAccounts();
		write(".config/claude-failover/config.yaml", "mine\n");
		const { code, err, file } = await run(home, { yes: true });
		expect(code).toBe(4);
		expect(err).toContain("is never overwritten");
		expect(readFileSync(file, "utf8")).toBe("mine\n");
		expect(existsSync(join(home, ".claude-shared"))).toBe(false);
	});

	it("writes where --config says", async () => {
		const { home } = twoAccounts();
		const file = join(home, "elsewhere/mine.yaml");
		expect((await run(home, { yes: true, config: file })).code).toBe(0);
		expect(loadConfig(file, { env: {}, home }).kind).toBe("ok");
	});

	it("tells what is left to a person, and ends with 4", async () => {
		const { home, write } = twoAccounts();
		write(".claude-accounts/backup/projects/-srv-app/one.jsonl", "another one\n");
		const { code, out, err } = await run(home, { yes: true });
		expect(code).toBe(4);
		expect(out).toContain("In conflict, so that nothing is done for these homes");
		expect(err).toContain("backup/projects is a directory of its own");
		expect(out).toContain("claude-failover init --dry-run");
	});
});

describe("init at a terminal", () => {
	it("asks, and Enter means yes", async () => {
		const { home } = twoAccounts();
		const { code, out, file } = await run(home, {}, "yy");
		expect(code).toBe(0);
		expect(out).toContain(`Write ${file} and make the links? [Y/n]`);
		expect(lstatSync(join(home, ".claude-accounts/main/projects")).isSymbolicLink()).toBe(true);
	});

	it.each([["n"], [""]])("changes nothing when the answer is %j", async (answers) => {
		const { home } = twoAccounts();
		const before = everything(home);
		const { code, out } = await run(home, {}, answers);
		expect(code).toBe(1);
		expect(out).toContain("Nothing was changed.");
		expect(everything(home)).toEqual(before);
	});

	it("asks again when it does not understand, and moves nothing without a yes", async () => {
		const { home } = twoAccounts();
		const { code, file } = await run(home, {}, "?yn");
		expect(code).toBe(4);
		expect(existsSync(file)).toBe(true);
		expect(lstatSync(join(home, ".claude-accounts/main/projects")).isDirectory()).toBe(true);
	});
});

describe("init without a terminal", () => {
	it("says which flag is needed", async () => {
		const { code, err } = await run(twoAccounts().home, {});
		expect(code).toBe(2);
		expect(err).toContain("init --yes");
	});

	it("shows everything in a dry run and changes nothing", async () => {
		const { home } = twoAccounts();
		const before = everything(home);
		const { code, out } = await run(home, { dryRun: true });
		expect(code).toBe(0);
		expect(out).toContain("accounts: # lower priority is preferred");
		expect(out).toContain("copy ");
		expect(everything(home)).toEqual(before);
	});
});

describe("init without accounts", () => {
	it("explains how to make one", async () => {
		const { home } = operatorHome();
		const { code, err } = await run(home, { yes: true });
		expect(code).toBe(1);
		expect(err).toContain("CLAUDE_CONFIG_DIR=~/.claude-accounts/main claude auth login");
		expect(everything(home)).toEqual([]);
	});

	it("names the homes that only need a login", async () => {
		const { home, directory } = operatorHome();
		directory(".claude-accounts/work");
		const { code, err } = await run(home, { yes: true });
		expect(code).toBe(1);
		expect(err).toContain(`CLAUDE_CONFIG_DIR=${home}/.claude-accounts/work claude auth login`);
	});

	it("explains the default home, whose settings lie outside of it", async () => {
		const { home, write, directory } = operatorHome();
		directory(".claude");
		write(".claude.json", JSON.stringify({ oauthAccount: { accountUuid: "u" } }));
		const { out } = await run(home, { dryRun: true });
		expect(out).toContain("is claude's default home");
		expect(out).toContain(`CLAUDE_CONFIG_DIR=${home}/.claude claude`);
	});
});
