import { once } from "node:events";
import fs, { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { appendFile, mkdir, open, readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, vi } from "vitest";
import { takeViolations } from "../setup/fs-guard.ts";
import { differences, protectedPaths, snapshot } from "../setup/homes.ts";
import { bring, lab, lendPackages, projectRoot, put, run } from "./lab.ts";

const outside = join(projectRoot, "written-by-a-test");
const realHome = userInfo().homedir;

describe("a test's sandbox", () => {
	it("has a home, runtime and temporary directory of its own", () => {
		const { HOME = "", TMPDIR = "", XDG_RUNTIME_DIR = "", XDG_CONFIG_HOME = "" } = process.env;
		expect(homedir()).toBe(HOME);
		expect(HOME).not.toBe(realHome);
		expect(tmpdir()).toBe(TMPDIR);
		expect(XDG_CONFIG_HOME).toBe(join(HOME, ".config"));
		expect([HOME, TMPDIR, XDG_RUNTIME_DIR].every((dir) => existsSync(dir))).toBe(true);
	});

	it("leaves room for a socket path, which may not exceed 107 bytes", () => {
		const path = join(process.env.XDG_RUNTIME_DIR ?? "", "claude-failover", "engine.sock");
		expect(path.length).toBeLessThan(100);
	});

	it("knows nothing of the session or the tmux it was started from", () => {
		const names = Object.keys(process.env);
		expect(names.filter((name) => /^(CLAUDE|ANTHROPIC_|CCL_|TMUX(_PANE)?$)/.test(name))).toEqual(
			[],
		);
	});

	it("finds the pinned Node first, also in child processes", async () => {
		const { stdout } = await run("sh", ["-c", "node --version"]);
		expect(stdout.trim()).toBe(process.version);
		expect(Number(process.versions.node.split(".")[0])).toBe(24);
	});
});

describe("the guard", () => {
	it("lets a test write in its sandbox", async () => {
		writeFileSync(join(tmpdir(), "a"), "");
		await appendFile(join(homedir(), "b"), "");
		new DatabaseSync(join(tmpdir(), "c.db")).close();
		new DatabaseSync(":memory:").close();
		expect(takeViolations()).toEqual([]);
	});

	it.each<[string, () => unknown]>([
		["writeFileSync", () => writeFileSync(outside, "")],
		["writeFileSync of the default export", () => fs.writeFileSync(outside, "")],
		["mkdirSync", () => mkdirSync(outside)],
		["openSync for writing", () => fs.openSync(outside, "a")],
		["openSync by flag bits", () => fs.openSync(outside, fs.constants.O_CREAT)],
		["createWriteStream", () => fs.createWriteStream(outside)],
		["writeFile with a callback", () => fs.writeFile(outside, "", () => {})],
		["renameSync to the outside", () => fs.renameSync(homedir(), outside)],
		["symlinkSync", () => symlinkSync(homedir(), outside)],
		["a database", () => new DatabaseSync(outside)],
		["a look at Claude's files", () => readFileSync(join(realHome, ".claude", "settings.json"))],
		["existsSync of Claude's state", () => existsSync(join(realHome, ".claude.json"))],
	])("stops %s", (_name, action) => {
		expect(action).toThrow(/Outside the sandbox/);
		expect(takeViolations()).toHaveLength(1);
	});

	it("stops promises in their own way: by rejecting", async () => {
		await expect(mkdir(outside)).rejects.toThrow(/Outside the sandbox/);
		await expect(open(outside, "w")).rejects.toThrow(/Outside the sandbox/);
		await expect(fs.promises.appendFile(outside, "")).rejects.toThrow(/Outside the sandbox/);
		await expect(readdir(join(realHome, ".claude"))).rejects.toThrow(/Outside the sandbox/);
		expect(takeViolations()).toHaveLength(4);
	});

	it("follows symlinks out of the sandbox, dangling ones too", () => {
		const link = join(tmpdir(), "link-to-project");
		symlinkSync(projectRoot, link);
		expect(() => writeFileSync(join(link, "x"), "")).toThrow(/Outside the sandbox/);
		const dangling = join(tmpdir(), "dangling");
		symlinkSync(outside, dangling);
		expect(() => writeFileSync(dangling, "")).toThrow(/Outside the sandbox/);
		expect(takeViolations()).toHaveLength(2);
		expect(existsSync(outside)).toBe(false);
	});
});

describe("watching the real homes", () => {
	it("covers Claude's files, the product's own and the default tmux server", () => {
		const paths = protectedPaths(["/home/someone"]);
		expect(paths).toContain("/home/someone/.claude");
		expect(paths).toContain("/home/someone/.claude.json");
		expect(paths).toContain("/home/someone/.local/state/claude-failover");
		expect(paths).toContain(`/tmp/tmux-${userInfo().uid}/default`);
	});

	it("sees what is new, changed and gone, at any depth", () => {
		const dir = lab({ "a/changed": "1", "a/gone": "", "a/b/same": "" });
		const before = snapshot([dir]);
		fs.rmSync(join(dir, "a", "gone"));
		put(dir, { "a/changed": "22", "a/b/new": "" });
		expect(differences(before, snapshot([dir]))).toEqual([
			`gone: ${join(dir, "a", "gone")}`,
			`new: ${join(dir, "a", "b", "new")}`,
			`changed: ${join(dir, "a", "changed")}`,
		]);
		expect(differences(before, before)).toEqual([]);
	});

	it("sees a server appear on a socket", async () => {
		const socket = join(tmpdir(), "default");
		const before = snapshot([socket]);
		const server = createServer().listen(socket);
		await once(server, "listening");
		expect(differences(before, snapshot([socket]))).toEqual([`new: ${socket}`]);
		server.close();
	});
});

// The whole arrangement, on a project of its own whose real home is this test's sandboxed one.
async function runSuite(test: string, env: Record<string, string> = {}) {
	const dir = lab({ "package.json": '{ "type": "module" }', "test/some.test.ts": test });
	bring(dir, "vitest.config.ts", "test/setup");
	lendPackages(dir);
	const vitest = join(projectRoot, "node_modules", "vitest", "vitest.mjs");
	const { code, stdout, stderr } = await run(
		process.execPath,
		[vitest, "run", "--project", "unit"],
		{ cwd: dir, env: { ...env, NO_COLOR: "1" } },
	);
	return { code, output: stdout + stderr };
}

const suiteThat = (body: string): string => `
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { it } from "vitest";
it("does something", () => { ${body} });
`;

describe("a suite", () => {
	const home = homedir();

	it("passes when it keeps to its sandbox", async () => {
		const { code, output } = await runSuite(
			suiteThat('writeFileSync(process.env.HOME + "/x", "");'),
		);
		expect(output).toContain("1 passed");
		expect(code).toBe(0);
	});

	it("fails when the code under test writes outside and swallows the guard's error", async () => {
		const path = join(home, "escaped");
		const { code, output } = await runSuite(
			suiteThat(`try { writeFileSync(${JSON.stringify(path)}, ""); } catch {}`),
		);
		expect(code).toBe(1);
		expect(output).toContain(`writeFileSync would write ${path}`);
		expect(existsSync(path)).toBe(false);
	});

	it("fails when it looks at Claude's files in the real home", async () => {
		put(home, { ".claude/settings.json": "{}" });
		const path = join(home, ".claude", "settings.json");
		const { code, output } = await runSuite(suiteThat(`readFileSync(${JSON.stringify(path)});`));
		expect(code).toBe(1);
		expect(output).toContain(`readFileSync would read ${path}`);
	});

	const childThatTouches = (path: string): string =>
		suiteThat(`execFileSync("touch", [${JSON.stringify(path)}]);`);

	it("fails when a child process leaves something in the real home", async () => {
		mkdirSync(join(home, ".claude"), { recursive: true });
		const path = join(home, ".claude", "left-by-a-child");
		const { code, output } = await runSuite(childThatTouches(path));
		expect(output).toContain("1 passed");
		expect(output).toContain(`new: ${path}`);
		expect(code).toBe(1);
	});

	it("only warns of that when the developer says that a live session may do it", async () => {
		const path = join(home, ".claude.json");
		const { code, output } = await runSuite(childThatTouches(path), { CCL_TEST_LIVE_HOME: "1" });
		expect(output).toContain(`new: ${path}`);
		expect(code).toBe(0);
	});

	it("leaves no tmux server behind, even if a test forgot to stop its own", async () => {
		const { code, output } = await runSuite(
			suiteThat(`
				execFileSync("tmux", ["-f", "/dev/null", "new-session", "-d", "sleep 300"]);
				console.log("server=" + execFileSync("tmux", ["display-message", "-p", "#{pid}"]));
			`),
		);
		expect(code).toBe(0);
		const pid = Number(/server=(\d+)/.exec(output)?.[1]);
		expect(pid).toBeGreaterThan(1);
		await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 5_000);
	});

	it("fails when it contains no test at all", async () => {
		const { code } = await runSuite("export {};");
		expect(code).toBe(1);
	});
});
