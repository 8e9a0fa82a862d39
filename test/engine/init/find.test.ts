import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfigText } from "../../../src/engine/config/load.ts";
import { formatProblem } from "../../../src/engine/config/problem.ts";
import { cleanupWarnings } from "../../../src/engine/init/cleanup-warnings.ts";
import { configText } from "../../../src/engine/init/config-text.ts";
import { findAccounts } from "../../../src/engine/init/find-accounts.ts";
import { findProjects } from "../../../src/engine/init/find-projects.ts";
import { liveSessions, processIsAlive } from "../../../src/engine/init/live-sessions.ts";
import { findProposal } from "../../../src/engine/init/propose.ts";
import { everybodyLives, nobodyLives, operatorHome } from "./operator.ts";

const short = (home: string, list: readonly { name: string; home: string; state: string }[]) =>
	list.map((one) => `${one.name} ${one.home.replace(home, "~")} ${one.state}`);

describe("accounts", () => {
	it("are found in their usual places, the main one first and the default home last", async () => {
		const { home, login, directory } = operatorHome();
		login(".claude-work", "u-work");
		login(".claude-accounts/backup", "u-backup");
		login(".claude-accounts/main", "u-main");
		login(".claude", "u-default");
		directory(".claude-shared/projects");
		directory(".claude-accounts/planned");
		writeFileSync(join(home, ".claude-accounts", "notes.txt"), "");
		expect(short(home, await findAccounts({ home, env: {} }))).toEqual([
			"main ~/.claude-accounts/main ready",
			"backup ~/.claude-accounts/backup ready",
			"planned ~/.claude-accounts/planned login-needed",
			"work ~/.claude-work ready",
			"default ~/.claude ready",
		]);
	});

	it("may be where CLAUDE_CONFIG_DIR leads, and are listed once however many ways lead there", async () => {
		const { home, login } = operatorHome();
		const elsewhere = login("elsewhere/account one", "u-1");
		login(".claude-accounts/a", "u-a");
		symlinkSync(join(home, ".claude-accounts", "a"), join(home, ".claude-b"));
		const found = await findAccounts({ home, env: { CLAUDE_CONFIG_DIR: elsewhere } });
		expect(short(home, found)).toEqual([
			"a ~/.claude-accounts/a ready",
			"account-one ~/elsewhere/account one ready",
		]);
	});

	it("in the default home have their settings outside of it", async () => {
		const { home, write, directory } = operatorHome();
		directory(".claude");
		write(".claude.json", JSON.stringify({ oauthAccount: { accountUuid: "u" } }));
		expect(short(home, await findAccounts({ home, env: {} }))).toEqual([
			"default ~/.claude settings-outside",
		]);
	});

	it("with one login in two homes are not both used", async () => {
		const { home, login } = operatorHome();
		login(".claude-accounts/a", "u-1");
		login(".claude-accounts/b", "u-1");
		const found = await findAccounts({ home, env: {} });
		expect(found.map(({ state }) => state)).toEqual(["ready", "same-login"]);
	});

	it.each([
		["no JSON", "{"],
		["a list", "[]"],
		["a home without a login", "{}"],
		["strange values", '{ "oauthAccount": { "accountUuid": 7 }, "projects": [] }'],
	])("need a login when the settings are %s", async (_, text) => {
		const { home, write } = operatorHome();
		write(".claude-accounts/a/.claude.json", text);
		const [found] = await findAccounts({ home, env: {} });
		expect(found).toMatchObject({ state: "login-needed", accountUuid: null, projects: [] });
	});

	it("are known by the presence of a credential file, which is not opened", async () => {
		const { home, write } = operatorHome();
		write(".claude-x/.credentials.json", "not even JSON");
		expect(short(home, await findAccounts({ home, env: {} }))).toEqual([
			"x ~/.claude-x login-needed",
		]);
	});

	it("get names that the configuration accepts and that are not taken", async () => {
		const { home, login } = operatorHome();
		login(".claude-accounts/my account", "u-1");
		login(".claude-my-account", "u-2");
		const found = await findAccounts({ home, env: {} });
		expect(found.map(({ name }) => name)).toEqual(["my-account", "my-account-2"]);
	});
});

describe("projects", () => {
	it("are those that claude was used in and that exist, and repositories with a task queue", async () => {
		const { home, directory } = operatorHome();
		for (const path of [
			"app/.agent-queue",
			"site",
			"code/queued/.git",
			"code/queued/.agent-queue",
		]) {
			directory(path);
		}
		directory("code/no-repository/.agent-queue");
		const known = [`${home}/app`, `${home}/site`, `${home}/gone`, home, "relative"];
		const found = await findProjects(home, known);
		expect(found.map(({ path, hasQueue }) => [path.replace(home, "~"), hasQueue])).toEqual([
			["~/app", true],
			["~/code/queued", true],
			["~/site", false],
		]);
	});
});

describe("live sessions", () => {
	it("are those in the registry whose process runs", async () => {
		const { home, session, write } = operatorHome();
		session("a", 100, { cwd: "/srv/app", tmux: "ccl-3:@48.%48", procStart: "7" });
		session("a", 101, { cwd: "/srv/app" });
		write("a/sessions/102.json", "{ half");
		write("a/sessions/readme.txt", "");
		const isAlive = async (pid: number, start: string | null) => pid !== 101 && start !== "8";
		expect(await liveSessions(join(home, "a"), isAlive)).toEqual([
			{ pid: 100, cwd: "/srv/app", tmux: "ccl-3" },
			{ pid: 102, cwd: null, tmux: null },
		]);
	});

	it("are told from other processes that got the same pid later", async () => {
		const ended = spawnSync("true").pid;
		expect(await processIsAlive(process.pid, null)).toBe(true);
		expect(await processIsAlive(process.pid, "1")).toBe(false);
		expect(await processIsAlive(ended, null)).toBe(false);
		const stat = readFileSync(`/proc/${process.pid}/stat`, "utf8");
		const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
		expect(await processIsAlive(process.pid, started)).toBe(true);
	});
});

describe("the proposed configuration", () => {
	const textFor = async (home: string, isAlive = nobodyLives) => {
		return configText(await findProposal({ home, env: {}, isAlive }), home);
	};
	const configFor = (text: string, home: string) => {
		const loaded = loadConfigText(text, join(home, "config.yaml"), { env: {}, home });
		if (loaded.kind === "ok") return loaded.config;
		throw new Error(`${loaded.problems.map(formatProblem).join("\n")}\n${text}`);
	};

	it("has all that was found, and loads", async () => {
		const { home, login, session, directory } = operatorHome();
		directory("app/.agent-queue");
		directory("site");
		login(".claude-accounts/main", "u-1", [`${home}/app`, `${home}/site`]);
		login(".claude-accounts/backup", "u-2");
		session(".claude-accounts/main", 5, { cwd: `${home}/app`, tmux: "ccl-10:@1.%1" });
		session(".claude-accounts/main", 6, { cwd: `${home}/site`, tmux: "ccl-2:@2.%2" });
		const config = configFor(await textFor(home, everybodyLives), home);
		expect(config.accounts.map(({ name, priority }) => [name, priority])).toEqual([
			["main", 1],
			["backup", 2],
		]);
		expect(config.pool.dedicated.map(({ name }) => name)).toEqual(["ccl-2", "ccl-10"]);
		expect(config.pool.autonomous?.first).toBe(11);
		expect(config.projects.every(({ trusted }) => !trusted)).toBe(true);
	});

	it("has no autonomous sessions where no project has tasks", async () => {
		const { home, login } = operatorHome();
		login(".claude-accounts/main", "u-1");
		const config = configFor(await textFor(home), home);
		expect(config.pool.autonomous).toBeNull();
		expect(config.pool.sharedProjectsDir).toBe(`${home}/.claude-shared/projects`);
	});

	it("keeps the shared tree that the homes' links already lead to", async () => {
		const { home, login, directory } = operatorHome();
		directory("shared/projects");
		for (const name of ["a", "b"]) {
			const account = login(`.claude-accounts/${name}`, `u-${name}`);
			symlinkSync(join(home, "shared/projects"), join(account, "projects"));
		}
		const config = configFor(await textFor(home), home);
		expect(config.pool.sharedProjectsDir).toBe(`${home}/shared/projects`);
	});

	it("does not make a private home's own tree the shared one", async () => {
		const { home, login, directory } = operatorHome();
		directory(".claude/projects");
		login(".claude", "u-0");
		symlinkSync(join(home, ".claude/projects"), join(login(".claude-a", "u-a"), "projects"));
		const config = configFor(await textFor(home), home);
		expect(config.pool.sharedProjectsDir).toBe(`${home}/.claude-shared/projects`);
	});

	it("switches off what cannot be used yet, and says why in a comment", async () => {
		const { home, login, directory, write } = operatorHome();
		login(".claude-accounts/a", "u-1");
		login(".claude-accounts/b", "u-1");
		directory(".claude-accounts/c");
		directory(".claude");
		write(".claude.json", JSON.stringify({ oauthAccount: { accountUuid: "u-9" } }));
		const text = await textFor(home);
		expect(configFor(text, home).accounts.map(({ name, enabled }) => [name, enabled])).toEqual([
			["a", true],
			["b", false],
			["c", false],
			["default", false],
		]);
		expect(text).toContain("enabled: false # the same login as a: use one of the two");
		expect(text).toContain(
			"# no login yet: CLAUDE_CONFIG_DIR=~/.claude-accounts/c claude auth login",
		);
	});

	it("is not broken by names with signs of YAML in them, nor by hostile ones", async () => {
		const { home, login, directory, session } = operatorHome();
		const strange = [
			"a, b",
			"c: d",
			"#e",
			"[f]",
			"{g}",
			"'h'",
			'"i"',
			"- j",
			"k\nui: {fps: 1}",
			"l$HOME",
		];
		for (const name of strange) directory(`${name}/.agent-queue`);
		const account = login(
			".claude-accounts/main",
			"u\n# x: 1\nevil: ",
			strange.map((name) => `${home}/${name}`),
		);
		session(".claude-accounts/main", 7, { cwd: `${home}/a, b`, tmux: "x y:@1.%1" });
		session(".claude-accounts/main", 8, { cwd: `${home}/a, b`, tmux: "good:@1.%1" });
		const config = configFor(await textFor(home, everybodyLives), home);
		const usable = strange.slice(0, 8).map((name) => `${home}/${name}`);
		expect(config.projects.map(({ path }) => path).sort()).toEqual(usable.sort());
		expect(config.pool.dedicated).toMatchObject([{ name: "good", project: `${home}/a, b` }]);
		expect(config.accounts[0]?.home).toBe(account);
		expect(config.ui.fps).toBe(15);
	});
});

describe("a home's own cleanup", () => {
	it("is warned of when it would delete shared transcripts", async () => {
		const { home, login, write } = operatorHome();
		const kept = login("kept", "u-1");
		write("short/settings.json", '{ "cleanupPeriodDays": 7 }');
		const lines = await cleanupWarnings([kept, join(home, "short"), join(home, "none")]);
		expect(lines).toHaveLength(2);
		expect(lines[0]).toContain("older than 7 days");
		expect(lines[1]).toContain("older than 30 days (claude's default)");
		expect(lines[1]).toContain('none/settings.json: "cleanupPeriodDays": 3650');
	});
});
