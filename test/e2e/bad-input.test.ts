import {
	chmod,
	lstat,
	mkdir,
	readdir,
	readFile,
	readlink,
	rename,
	rm,
	symlink,
	writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { waitFor } from "../support/wait-for.ts";

let stage: Stage;
let daemon: Daemon | null;

beforeEach(async () => {
	daemon = null;
	stage = await setStage({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 1,
		autonomous: 1,
	});
});
afterEach(async () => {
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

const server = () => ({
	program: "tmux",
	socket: stage.config.tmux.socket,
	configFile: "/dev/null",
});
const home = (account: string): string => join(stage.root, "accounts", account);
const allIdle = (d: Daemon) =>
	waitFor("all sessions to be idle", async () =>
		(await d.status()).sessions.every((s) => s.state === "idle"),
	);

test("every problem of a configuration is named with file, line, column, key and remedy", async () => {
	await writeFile(
		stage.configFile,
		"accounts:\n  - { name: a, home: /nowhere }\nquota:\n  window_5h_treshold: 0.9\n  poll_interval: soon\n",
	);
	const answer = await ccf(stage.environment, "--headless", "--config", stage.configFile);
	expect([answer.code, answer.out]).toEqual([2, ""]);
	const file = stage.configFile;
	expect(answer.err).toContain(`${file}:4:3`);
	expect(answer.err).toContain("window_5h_threshold");
	expect(answer.err).toContain(`${file}:5:`);
	expect(answer.err).toContain("poll_interval");
});

test("a missing claude is one clear line, and nothing is started or written", async () => {
	await rm(join(stage.root, "claude"));
	const answer = await ccf(stage.environment, "--headless", "--config", stage.configFile);
	expect([answer.code, answer.out]).toEqual([1, ""]);
	expect(answer.err.trim().split("\n")).toHaveLength(1);
	expect(answer.err).toMatch(/claude was not found; install Claude Code, or set claude\.path/);
	expect(await readdir(stage.root)).not.toContain("claude-failover");
	expect((await runTmux(server(), ["list-sessions"], stage.environment)).kind).toBe("no-server");
});

test("an account whose home does not exist is shown with the remedy; the others go on", async () => {
	await rename(home("b"), `${home("b")}.away`);
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	const said = await waitFor("the trouble to be said", () =>
		daemon
			?.log()
			.split("\n")
			.filter((line) => line.includes('"account.troubled"')),
	);
	expect(said).toHaveLength(1);
	expect(said[0]).toContain(`CLAUDE_CONFIG_DIR=${home("b")} claude auth login`);
	const answer = await ccf(stage.environment, "switch", "--to", "b", "--yes");
	expect(answer.code).toBe(4);
	expect(answer.err + answer.out).toContain("does not exist");
	await expect(lstat(home("b"))).rejects.toThrow("ENOENT");
});

test("a link that diverges refuses the switch before anything is stopped, and stays as it is", async () => {
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	const before = (await daemon.status()).sessions;
	await mkdir(join(stage.root, "elsewhere"));
	await rm(join(home("b"), "projects"));
	await symlink(join(stage.root, "elsewhere"), join(home("b"), "projects"));
	const answer = await ccf(stage.environment, "switch", "--to", "b", "--yes");
	expect(answer.code).toBe(4);
	expect(answer.err + answer.out).toContain(join(home("b"), "projects"));
	expect(answer.err + answer.out).toContain("ln -sfn");
	expect(await readlink(join(home("b"), "projects"))).toBe(join(stage.root, "elsewhere"));
	expect((await daemon.status()).sessions).toEqual(before);
});

test("a home with a real projects directory is never launched into, and its content stays", async () => {
	await rm(join(home("a"), "projects"));
	await mkdir(join(home("a"), "projects", "old"), { recursive: true });
	daemon = await startDaemon(stage);
	await waitFor("the refusal", () => daemon?.log().includes("claude-failover doctor --fix"));
	expect(await readdir(join(home("a"), "projects"))).toEqual(["old"]);
	const { sessions } = await daemon.status();
	expect(sessions.filter((s) => s.account === "a")).toEqual([]);
});

test("a tmux server that dies is said once; its sessions come back with their conversations", async () => {
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	await stage.addTask("job", "Do the job.");
	await waitFor("the job", async () => (await daemon?.status())?.queue["done"] === 1);
	const before = new Map((await daemon.status()).sessions.map((s) => [s.name, s.conversation]));
	await runTmux(server(), ["kill-server"], stage.environment);
	await waitFor("the warning", () => daemon?.log().includes("the tmux server is gone"));
	await allIdle(daemon);
	for (const { name, conversation } of (await daemon.status()).sessions) {
		expect([name, conversation]).toEqual([name, before.get(name)]);
	}
	expect(daemon.log().split("the tmux server is gone").length - 1).toBe(2);
});

test("a state directory that cannot be written is one clear line", async () => {
	const state = join(stage.root, "claude-failover");
	await writeFile(state, "in the way");
	await chmod(state, 0o600);
	const answer = await ccf(stage.environment, "--headless", "--config", stage.configFile);
	expect(answer.code).toBe(1);
	expect(answer.err.trim().split("\n")).toHaveLength(1);
	expect(answer.err).toContain(state);
	await rm(state);
});

test("a journal that is no database, or of a newer version, is one clear line and stays as it is", async () => {
	const state = join(stage.root, "claude-failover");
	await mkdir(state);
	await writeFile(join(state, "state.db"), "no database at all ".repeat(100));
	const answer = await ccf(stage.environment, "--headless", "--config", stage.configFile);
	expect(answer.code).toBe(1);
	expect(answer.err.trim().split("\n")).toHaveLength(1);
	expect(answer.err).toMatch(/state\.db cannot be used: .*move the file away/);
	expect(await readFile(join(state, "state.db"), "utf8")).toMatch(/^no database at all/);
});
