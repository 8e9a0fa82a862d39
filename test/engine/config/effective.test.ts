import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkHomes } from "../../../src/engine/config/check-homes.ts";
import { autonomousNames } from "../../../src/engine/config/config.ts";
import { formatDuration, parseDuration } from "../../../src/engine/config/durations.ts";
import { loadConfig, loadConfigText } from "../../../src/engine/config/load.ts";
import { findConfigFile } from "../../../src/engine/config/paths.ts";
import { formatProblem } from "../../../src/engine/config/problem.ts";
import { configOf, OPERATOR, SOUND } from "./read.ts";

describe("the original daemon's file", () => {
	it("loads unchanged, with the poll held to five minutes and a word about it", () => {
		const result = loadConfig("test/data/origin-config.yaml", OPERATOR);
		if (result.kind !== "ok") throw new Error(result.problems.map(formatProblem).join("\n"));
		expect(result.config.quota.pollIntervalMs).toBe(300_000);
		expect(result.warnings.map(formatProblem)).toEqual([
			"test/data/origin-config.yaml:30:18 quota.poll_interval: 1m is more often than the usage endpoint allows; 5m is used",
		]);
		expect(result.config.accounts[1]?.limits).toEqual({ hourlyMsgs: 200, weeklyMsgs: 4000 });
		expect(result.config.mcpHttp.listen).toEqual({ kind: "tcp", host: "127.0.0.1", port: 8787 });
		expect(result.config.projects.map(({ path }) => path)).toEqual([
			"/home/operator/projects/app",
			"/home/operator/projects/site",
		]);
	});

	it("means the sessions ccl-auto-11 to ccl-auto-20", () => {
		const result = loadConfig("test/data/origin-config.yaml", OPERATOR);
		const names = result.kind === "ok" ? autonomousNames(result.config.pool) : [];
		expect(names).toHaveLength(10);
		expect([names[0], names.at(-1)]).toEqual(["ccl-auto-11", "ccl-auto-20"]);
	});
});

describe("paths", () => {
	it(`expand ~ and \${ENV}, and are relative to the file`, () => {
		const { config } = configOf(`${SOUND}pool:
  shared_projects_dir: \${WORK}/shared//projects/
  dedicated: [{ name: a, project: ./app }, { name: b, project: "~/b c" }]
claude: { path: ../bin/claude }
`);
		expect(config.pool.sharedProjectsDir).toBe("/srv/op/shared/projects");
		expect(config.pool.dedicated.map(({ project }) => project)).toEqual([
			"/etc/ccf/app",
			"/home/operator/b c",
		]);
		expect(config.claude.path).toBe("/etc/bin/claude");
	});

	it("follow XDG for the file and for what the program keeps", () => {
		const home = "/home/o";
		const state = { XDG_STATE_HOME: "/s", XDG_RUNTIME_DIR: "/run/user/7", XDG_CONFIG_HOME: "/c" };
		expect(findConfigFile({ env: {}, home, flag: null })).toBe(
			"/home/o/.config/claude-failover/config.yaml",
		);
		expect(findConfigFile({ env: state, home, flag: null })).toBe("/c/claude-failover/config.yaml");
		expect(findConfigFile({ env: state, home, flag: "/x.yaml" })).toBe("/x.yaml");
		const result = loadConfigText(SOUND, "c.yaml", { env: state, home });
		expect(result.kind === "ok" && result.config.paths).toEqual({
			stateDir: "/s/claude-failover",
			runtimeDir: "/run/user/7/claude-failover",
		});
		expect(configOf(SOUND).config.paths.runtimeDir).toBe(
			"/home/operator/.local/state/claude-failover/run",
		);
	});

	it("of two homes that are one directory by a symlink are found out", () => {
		const dir = mkdtempSync(join(tmpdir(), "homes-"));
		mkdirSync(join(dir, "a"));
		symlinkSync(join(dir, "a"), join(dir, "b"));
		const text = `accounts: [{ name: a, home: ${dir}/a }, { name: b, home: ${dir}/b }]`;
		const result = loadConfigText(text, "c.yaml", OPERATOR);
		expect(result.kind === "invalid" && result.problems.map(({ key }) => key)).toEqual([
			"accounts[1].home",
		]);
	});
});

describe("what the file leaves out or overdoes", () => {
	it("an empty section means its defaults", () => {
		const { config } = configOf(`${SOUND}quota:\nui:\n  fps:\n`);
		expect(config.quota).toEqual(configOf(SOUND).config.quota);
		expect(config.ui.fps).toBe(15);
	});

	it("a pool without `autonomous` has no autonomous sessions", () => {
		expect(configOf(SOUND).config.pool.autonomous).toBeNull();
		expect(autonomousNames(configOf(SOUND).config.pool)).toEqual([]);
	});

	it("a dedicated session's project is registered, but trusted only when the file says so", () => {
		const { config } = configOf(`${SOUND}pool:
  dedicated: [{ name: a, project: /x }, { name: b, project: /y }, { name: c, project: /x }]
projects: [{ path: /z }, { path: /x, trusted: yes, priority: 1 }]
`);
		expect(config.projects).toEqual([
			{ path: "/z", priority: 10, maxRunning: 0, trusted: false },
			{ path: "/x", priority: 1, maxRunning: 0, trusted: true },
			{ path: "/y", priority: 10, maxRunning: 0, trusted: false },
		]);
	});

	it("a candidate may not be as near to its limit as the account that is left", () => {
		const { config, warnings } = configOf(`${SOUND}quota: { window_5h_threshold: 0.5 }\n`);
		expect(config.switch.candidateMax).toBe(0.45);
		expect(warnings.map(({ key }) => key)).toEqual(["switch.candidate_max"]);
	});

	it("autonomous sessions that nothing can feed are worth a warning", () => {
		const { warnings } = configOf(`${SOUND}pool: { autonomous: {} }\n`);
		expect(warnings.map(formatProblem)).toEqual([
			"/etc/ccf/config.yaml:4:21 pool.autonomous: there is no project that could feed these sessions; add one under projects",
		]);
	});
});

describe("memory that must be free for one more session", () => {
	const bytes = (written: string): number | undefined =>
		configOf(`${SOUND}pool: { autonomous: { memory_per_session: ${written} } }\n`).config.pool
			.autonomous?.memoryPerSession;

	it.each([
		["400M", 400_000_000],
		["1.5G", 1_500_000_000],
		["0", 0],
	])("%s is read", (text, size) => {
		expect(bytes(text)).toBe(size);
	});
});

describe("homes that are not there", () => {
	it("are one clear line each; a disabled account's is not missed", () => {
		const dir = mkdtempSync(join(tmpdir(), "homes-"));
		mkdirSync(join(dir, "here"));
		writeFileSync(join(dir, "file"), "");
		const { config } = configOf(`accounts:
  - { name: a, home: ${dir}/here }
  - { name: b, home: ${dir}/gone }
  - { name: c, home: ${dir}/file }
  - { name: d, home: ${dir}/file/below }
  - { name: e, home: ${dir}/off, enabled: false }
`);
		const place = "/etc/ccf/config.yaml";
		expect(checkHomes(config).map(formatProblem)).toEqual([
			`${place} accounts[1].home: ${dir}/gone of account b does not exist; make it with: CLAUDE_CONFIG_DIR=${dir}/gone claude auth login`,
			`${place} accounts[2].home: ${dir}/file of account c is not a directory; name the directory that claude uses for it`,
			`${place} accounts[3].home: ${dir}/file/below of account d does not exist; make it with: CLAUDE_CONFIG_DIR=${dir}/file/below claude auth login`,
		]);
	});
});

describe("durations", () => {
	it.each([
		["250ms", 250],
		["30s", 30_000],
		["1.5h", 5_400_000],
		["1h30m", 5_400_000],
		["1m0s", 60_000],
		["2d", 172_800_000],
		["0", 0],
	])("%s is read", (text, ms) => {
		expect(parseDuration(text)).toBe(ms);
	});

	it.each(["", "5", "m", "-5m", "5 m", "5m5m", "30s1h", "5M", "1e3s", "∞", "9".repeat(40)])(
		"%j is none",
		(text) => {
			expect(parseDuration(text)).toBeNull();
		},
	);

	it.each([0, 1, 999, 1000, 90_000, 300_000, 86_400_000])("%i ms is shown readably", (ms) => {
		expect(parseDuration(formatDuration(ms))).toBe(ms);
	});
});
