import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { examine } from "../../../src/engine/doctor/examine.ts";
import { ensureLinks } from "../../../src/engine/links/ensure.ts";
import { linkScope } from "../../../src/engine/links/scope.ts";
import { takeLock } from "../../../src/engine/lock.ts";
import { lockHolder } from "../../../src/engine/lock-holder.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { privateTmux } from "../../support/private-tmux.ts";
import { complaints, healthyWorld } from "./world.ts";

let world: ReturnType<typeof healthyWorld>;

beforeEach(async () => {
	world = healthyWorld();
	const { found } = world.surroundings();
	if (found.kind !== "ok") throw new Error("not configured");
	await ensureLinks(systemFiles, linkScope(found.config));
});

const look = (more: Parameters<typeof world.surroundings>[0] = {}) =>
	examine(world.surroundings(more));

/** What of one kind is not well. */
async function wrong(name: string, more: Parameters<typeof look>[0] = {}) {
	const all = complaints(await look(more));
	return all.filter((line) => line.split(" ")[1]?.replace(":", "") === name);
}

describe("a machine on which everything is well", () => {
	test("passes every check, and each is told", async () => {
		const checks = await look();
		expect(complaints(checks)).toEqual([]);
		const names = new Set(checks.map(({ name }) => name.split(" ")[0]));
		expect([...names]).toEqual([
			...["node", "tmux", "config", "environment", "claude", "home", "links", "identity"],
			...["readiness", "settings", "cleanup", "clock", "memory", "pool", "state", "daemon"],
		]);
	});

	test("is not changed by being looked at", async () => {
		rmSync(world.at("main/projects"));
		const before = execFileSync("find", [world.home], { encoding: "utf8" });
		await look();
		expect(execFileSync("find", [world.home], { encoding: "utf8" })).toBe(before);
	});
});

describe("without a usable configuration", () => {
	test("what needs none is looked at all the same", async () => {
		const file = world.at("nothing.yaml");
		const checks = await look({ found: { kind: "none", file } });
		expect(complaints(checks)).toEqual([
			`fail config: there is no configuration at ${file} → write one with: claude-failover init`,
		]);
		expect(checks.map(({ name }) => name)).toEqual(["node", "tmux", "config", "environment"]);
	});

	test("each of its problems is a line", async () => {
		world.configure("acounts: []\nclock: 1\n");
		const lines = complaints(await look());
		expect(lines).toHaveLength(2);
		expect(lines[0]).toMatch(
			/^fail config: \S+config\.yaml:3:1 acounts: unknown key → did you mean accounts\?$/,
		);
	});
});

describe("programs", () => {
	test("that are missing are named, with how to get them", async () => {
		const checks = await look({ environment: { ...world.environment, PATH: world.at("nowhere") } });
		expect(complaints(checks)).toEqual([
			expect.stringMatching(/^fail tmux: it is not in PATH → install it: \S+ install tmux$/),
			"fail claude: claude was not found → install Claude Code, or set claude.path",
		]);
	});

	test("a claude of another version warns with what is not proven, and never fails", async () => {
		writeFileSync(world.at("bin/claude"), "#!/bin/sh\necho '9.9.9 (Claude Code)'\n");
		const [line, ...more] = await wrong("claude");
		expect(more).toEqual([]);
		expect(line).toMatch(/^warn claude: .*Version 9\.9\.9 is untested; proven on 2\.1\.330/);
		expect(line).toContain("usage-poll: accounts without a live session have no reading");
	});

	test.each([
		["says nothing", "#!/bin/sh\nexit 1\n"],
		["is no program", "\u0000\u0001"],
	])("a claude that %s is a warning", async (_, text) => {
		writeFileSync(world.at("bin/claude"), text);
		expect(await wrong("claude")).toEqual([
			expect.stringMatching(/^warn claude: \S+ does not tell its version/),
		]);
	});

	test.each([
		["tmux 2.9a", "fail tmux: 2.9a"],
		["tmux 3.1c", "fail tmux: 3.1c"],
		["something", "warn tmux: "],
	])("a tmux that says %s is told", async (said, begins) => {
		world.write("bin/tmux", `#!/bin/sh\necho '${said}'\n`);
		chmodSync(world.at("bin/tmux"), 0o755);
		const [line] = await wrong("tmux");
		expect(line?.startsWith(begins)).toBe(true);
	});

	test.each(["tmux next-3.7", "tmux 3.2", "tmux 4.0", "tmux 3.10a"])("%s will do", async (said) => {
		world.write("bin/tmux", `#!/bin/sh\necho '${said}'\n`);
		chmodSync(world.at("bin/tmux"), 0o755);
		expect(await wrong("tmux")).toEqual([]);
	});

	test("a Node that is too old is a failure", async () => {
		expect(await wrong("node", { node: "24.14.9" })).toEqual([
			expect.stringMatching(/^fail node: 24\.14\.9 is older than 24\.15/),
		]);
		expect(await wrong("node", { node: "26.0.0" })).toEqual([]);
	});
});

describe("homes", () => {
	test("that others may enter, and logins that others may read, are warned about", async () => {
		world.write("main/.credentials.json", "{}");
		chmodSync(world.at("main/.credentials.json"), 0o644);
		chmodSync(world.at("main"), 0o755);
		expect(await wrong("home")).toEqual([
			expect.stringMatching(/^warn home main: .*\(mode 755\) → chmod 700 /),
			expect.stringMatching(/^warn home main: .*credentials\.json \(mode 644\) → chmod 600 /),
		]);
	});

	test("that are missing, or are no directory, are failures", async () => {
		rmSync(world.at("main"), { recursive: true });
		rmSync(world.at("backup"), { recursive: true });
		world.write("backup", "a file");
		expect(await wrong("home")).toEqual([
			expect.stringMatching(
				/^fail home main: .* → make it with: CLAUDE_CONFIG_DIR=\S+ claude auth/,
			),
			expect.stringMatching(/^fail home backup: .* is no directory/),
		]);
	});

	test("a login that is a link to another home's is a failure: it would be cut and used up", async () => {
		world.write("main/.credentials.json", "{}");
		symlinkSync(world.at("main/.credentials.json"), world.at("backup/.credentials.json"));
		expect(await wrong("home")).toEqual([expect.stringMatching(/^fail home backup: .* is a link/)]);
	});

	test("tokens must be where the configuration says, and for their owner only", async () => {
		const token = "token: x";
		const account = (name: string, place: string) =>
			`, { name: ${name}, home: ${name}, kind: oauth_token, ${place} }`;
		const accounts =
			account("one", "token_file: one.token") +
			account("two", "token_file: two.token") +
			account("three", "token_env: THREE");
		for (const name of ["one", "two", "three"]) mkdirSync(world.at(name), { mode: 0o700 });
		world.configure("", accounts);
		chmodSync(world.write("two.token", token), 0o640);
		expect(await wrong("token")).toEqual([
			expect.stringMatching(/^fail token one: \S+one\.token is no file/),
			expect.stringMatching(/^warn token two: .*\(mode 640\) → chmod 600/),
			expect.stringMatching(/^warn token three: the variable THREE is not set here/),
		]);
	});
});

describe("links", () => {
	test("of every home are looked at, and every wrong one is a line", async () => {
		rmSync(world.at("main/projects"));
		mkdirSync(world.at("main/projects/-srv-app"), { recursive: true });
		rmSync(world.at("main/plans"));
		writeFileSync(world.at("main/plans"), "mine");
		rmSync(world.at("main/tasks"));
		rmSync(world.at("main/todos"));
		rmSync(world.at("backup/projects"));
		symlinkSync("/nowhere", world.at("backup/projects"));
		expect(await wrong("links")).toEqual([
			expect.stringMatching(
				/^fail links main: \S+main\/projects is a directory.* → claude-failover doctor --fix$/,
			),
			expect.stringMatching(/^warn links main: \S+main\/plans is a file/),
			expect.stringMatching(
				/^warn links main: missing in \S+main: tasks, todos; .* → or now: claude-failover doctor --fix$/,
			),
			expect.stringMatching(/^fail links backup: \S+backup\/projects is a link to \/nowhere/),
		]);
	});
});

describe("logins", () => {
	test("of one account in two homes are a failure, none at all a warning", async () => {
		world.logIn("backup", "uuid-main");
		expect(await wrong("identity")).toEqual([
			expect.stringMatching(/^fail identity backup: backup and main are the same account/),
		]);
		world.write("backup/.claude.json", '{"hasCompletedOnboarding":true');
		expect(await wrong("identity")).toEqual([
			expect.stringMatching(/^warn identity backup: no login was seen/),
		]);
	});

	test("homes that would stop at a first screen, or at a trust dialog, are failures", async () => {
		world.logIn("main", "uuid-main", { hasCompletedOnboarding: false });
		world.logIn("backup", "uuid-backup", { projects: {} });
		expect(await wrong("readiness")).toEqual([
			expect.stringMatching(/^fail readiness main: .* first screens → run once and answer them/),
			expect.stringMatching(
				/^fail readiness backup: .* may trust \S+\/app → answer once: cd \S+app/,
			),
		]);
		world.configure("projects: [{ path: app, trusted: true }]");
		expect(await wrong("readiness")).toHaveLength(1);
	});

	test("a home named with a quote and blanks stays one word in the remedy", async () => {
		mkdirSync(world.at("it's mine"), { mode: 0o700 });
		world.configure("", `, { name: third, home: "it's mine" }`);
		const [line] = await wrong("readiness");
		const word = line?.slice(line.indexOf("CLAUDE_CONFIG_DIR=") + 18, -" claude".length);
		const shown = execFileSync("sh", ["-c", `printf %s ${word}`], { encoding: "utf8" });
		expect(shown).toBe(world.at("it's mine"));
	});
});

describe("variables that override an account", () => {
	const secret = "sk-ant-oat01-secret";

	test("in the caller's environment are warned about by name, never by value", async () => {
		const environment = {
			...world.environment,
			ANTHROPIC_API_KEY: secret,
			CLAUDE_CONFIG_DIR: "/x",
		};
		const checks = await look({ environment });
		expect(complaints(checks)).toEqual([
			expect.stringMatching(/^warn environment: set here: ANTHROPIC_API_KEY, CLAUDE_CONFIG_DIR;/),
		]);
		expect(JSON.stringify(checks)).not.toContain(secret);
	});

	test("are no complaint where the configuration takes its token from them", async () => {
		mkdirSync(world.at("third"), { mode: 0o700 });
		const third = "name: third, home: third, kind: oauth_token, token_env: CLAUDE_CODE_OAUTH_TOKEN";
		world.configure("", `, { ${third} }`);
		const environment = { ...world.environment, CLAUDE_CODE_OAUTH_TOKEN: secret };
		expect(await wrong("environment", { environment })).toEqual([]);
	});

	test("in a home's settings are failures, since every session gets them", async () => {
		const env = { ANTHROPIC_BASE_URL: "https://x", ANTHROPIC_API_KEY: secret, EDITOR: "vi" };
		const settings = { env, apiKeyHelper: `echo ${secret}`, cleanupPeriodDays: 3650 };
		world.write("main/settings.json", JSON.stringify(settings));
		const checks = await look();
		expect(complaints(checks)).toEqual([
			expect.stringMatching(/^fail settings main: \S+ sets ANTHROPIC_API_KEY/),
			expect.stringMatching(/^fail settings main: \S+ sets ANTHROPIC_BASE_URL/),
			expect.stringMatching(/^fail settings main: \S+ has an apiKeyHelper/),
		]);
		expect(JSON.stringify(checks)).not.toContain(secret);
	});

	test("others in a home's settings are named all the same", async () => {
		const env = { HTTPS_PROXY: secret, EDITOR: "vi" };
		world.write("main/settings.json", JSON.stringify({ env, cleanupPeriodDays: 3650 }));
		const checks = await look();
		expect(checks.find(({ name }) => name === "settings main")?.detail).toBe(
			"nothing in it overrides the account; it sets EDITOR, HTTPS_PROXY",
		);
		expect(JSON.stringify(checks)).not.toContain(secret);
	});

	test.each([
		["broken", "{"],
		["of another shape", '{"env":[1,2],"cleanupPeriodDays":"long","apiKeyHelper":{}}'],
		["a list", "[]"],
	])("in settings that are %s are not made up", async (_, text) => {
		world.write("main/settings.json", text);
		expect(complaints(await look())).toEqual([
			expect.stringMatching(/^warn cleanup main: .* 30 days/),
		]);
	});
});

describe("the machine", () => {
	test("keeps transcripts only where the home's settings say so", async () => {
		world.write("main/settings.json", '{ "cleanupPeriodDays": 7 }');
		rmSync(world.at("backup/settings.json"));
		expect(await wrong("cleanup")).toEqual([
			expect.stringMatching(/^warn cleanup main: .*older than 7 days/),
			expect.stringMatching(/^warn cleanup backup: .*30 days \(claude's default\)/),
		]);
	});

	test("has a clock that was put back when files come from its future", async () => {
		const later = Date.now() / 1000 + 3_600;
		utimesSync(world.at("backup/.claude.json"), later, later);
		expect(await wrong("clock")).toEqual([
			expect.stringMatching(
				/^warn clock: it says \S+, but \S+backup\/\.claude\.json was written at/,
			),
		]);
		expect(await wrong("clock", { now: 0 })).toEqual([
			expect.stringMatching(/^fail clock: it says 1970-01-01/),
		]);
	});

	test("has memory for all sessions of the pool, or that is said", async () => {
		const pool = "{ shared_projects_dir: shared/projects, autonomous: { max: 10 } }";
		world.write("config.yaml", `accounts: [{ name: main, home: main }]\npool: ${pool}\n`);
		const mib = 1024 ** 2;
		const with_ = (available: number, total: number) =>
			wrong("memory", { memory: { available: available * mib, total: total * mib } });
		expect(await with_(2410, 4000)).toEqual([]);
		expect(await with_(2409, 4000)).toEqual([
			expect.stringMatching(/^warn memory: 10 sessions need about 2\.4 GiB; 2\.4 GiB of 3\.9 GiB/),
		]);
		expect(await with_(100, 2000)).toEqual([
			expect.stringMatching(
				/^fail memory: .*the machine has 2\.0 GiB → lower pool\.autonomous\.max/,
			),
		]);
	});
});

describe("the names of the pool", () => {
	const autonomous = (more = "") =>
		world.write(
			"config.yaml",
			`accounts: [{ name: main, home: main }]
pool: { shared_projects_dir: shared/projects, autonomous: { ${more} } }
projects: [{ path: app }]
tmux: { socket: ${server.socket} }
`,
		);
	let server: ReturnType<typeof privateTmux>;
	beforeEach(() => {
		server = privateTmux();
	});
	afterEach(() => server.end());
	const live = (name: string) => server.tmux("new-session", "-d", "-s", name, "cat");

	test("that match no live session are told, with those that live", async () => {
		autonomous("first: 0, max: 10");
		for (const name of ["ccl-auto-11", "ccl-auto-12", "mine", "ccl-auto-x"]) await live(name);
		expect(await wrong("pool")).toEqual([
			"warn pool: tmux has ccl-auto-11, ccl-auto-12, but the pool is ccl-auto-0 to ccl-auto-9: it matches none of them → correct pool.autonomous: prefix, first and max, or end those sessions",
		]);
	});

	test("that match some of them are well, and so is a pool that has not been started", async () => {
		autonomous("first: 11, max: 10");
		expect(await wrong("pool")).toEqual([]);
		for (const name of ["ccl-auto-3", "ccl-auto-12"]) await live(name);
		expect(await wrong("pool")).toEqual([]);
	});
});

describe("the state directory", () => {
	const state = () => world.at("state/claude-failover");

	test("may not be there yet, must be a directory, and is its owner's alone", async () => {
		chmodSync(state(), 0o755);
		expect(await wrong("state")).toEqual([
			expect.stringMatching(/^warn state: .*\(mode 755\) → chmod 700/),
		]);
		rmSync(dirname(state()), { recursive: true });
		expect(await wrong("state")).toEqual([]);
		world.write("state/claude-failover", "a file");
		expect(await wrong("state")).toEqual([expect.stringMatching(/^fail state: .*is no directory/)]);
	});

	test.skipIf(process.platform !== "linux")(
		"that a process drives which does not answer is a failure that names it",
		async () => {
			expect(await lockHolder(state())).toBeNull();
			const lock = takeLock(state(), { pid: process.pid, startTime: null, since: null });
			if (lock.kind !== "held") throw new Error("not held");
			expect(await wrong("daemon")).toEqual([
				expect.stringMatching(
					new RegExp(`^fail daemon: process ${process.pid} drives .* answers on`),
				),
			]);
			lock.release();
			expect(await lockHolder(state())).toBeNull();
		},
	);
});

describe("hostile homes", () => {
	test("with pipes and directories where files belong hold nothing up", async () => {
		for (const name of [".claude.json", "settings.json", ".credentials.json"]) {
			rmSync(world.at(`main/${name}`), { force: true });
			execFileSync("mkfifo", ["-m", "600", world.at(`main/${name}`)]);
			rmSync(world.at(`backup/${name}`), { force: true });
			mkdirSync(world.at(`backup/${name}`), { mode: 0o700 });
		}
		const names = complaints(await look()).map((line) => line.split(":")[0]);
		expect(names).toEqual([
			"warn identity main",
			"warn identity backup",
			"fail readiness main",
			"fail readiness backup",
			"warn cleanup main",
			"warn cleanup backup",
		]);
	});

	test("whose login may not even be read are looked at: it is never opened", async () => {
		world.write("main/.credentials.json", "sk-ant-oat01-secret");
		chmodSync(world.at("main/.credentials.json"), 0o000);
		const checks = await look();
		expect(complaints(checks)).toEqual([]);
	});
});

describe("something that cannot be looked at", () => {
	test("is a line of its own and hides no other", async () => {
		const commands = () => Promise.reject(new Error("the machine is on fire"));
		const checks = await look({ commands });
		expect(complaints(checks)).toEqual([
			"fail tmux: could not be looked at: the machine is on fire → see the reason",
			"fail claude: could not be looked at: the machine is on fire → see the reason",
		]);
	});
});
