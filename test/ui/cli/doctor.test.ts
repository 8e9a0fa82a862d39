import { execFileSync } from "node:child_process";
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { serveControl } from "../../../src/engine/control/server.ts";
import { run } from "../../../src/ui/cli/doctor.ts";
import { controlSocket } from "../../../src/ui/cli/io.ts";
import { seededFixture } from "../../engine/control/fixture-client.ts";
import { healthyWorld } from "../../engine/doctor/world.ts";
import { cli, cliProcess, terminalIo } from "./run-cli.ts";

let world: ReturnType<typeof healthyWorld>;
let env: Record<string, string>;

beforeEach(() => {
	world = healthyWorld();
	const config = world.at("config/claude-failover");
	mkdirSync(config, { recursive: true });
	const text = readFileSync(world.at("config.yaml"), "utf8").replaceAll(
		/(home|dir|project): /g,
		"$1: ../../",
	);
	world.write("config/claude-failover/config.yaml", text);
	env = {
		...world.environment,
		XDG_CONFIG_HOME: world.at("config"),
		XDG_RUNTIME_DIR: world.at("run"),
	};
});

/** A home with conversations of its own, as claude makes it. */
function conversations(home: string): void {
	world.write(`${home}/projects/-srv-app/one.jsonl`, "a conversation\n");
}

/** Everything below the operator's home, with where links lead. */
const everything = () =>
	execFileSync("find", [world.home, "-printf", "%P %l\n"], { encoding: "utf8" });

describe("doctor", () => {
	test("needs no daemon, tells each check as a line with its remedy, and counts", async () => {
		rmSync(world.at("backup"), { recursive: true });
		const { code, out, err } = await cli(["doctor"], env);
		expect([code, err]).toEqual([1, ""]);
		expect(out).toMatch(/^pass {2}tmux {2,}\d/m);
		expect(out).toMatch(
			/^fail {2}home backup {2,}\S+backup is no directory\n {6}→ make it with: CLAUDE_CONFIG_DIR=/m,
		);
		expect(out).toMatch(/\n\n\d+ pass, \d+ warn, [1-9]\d* fail\n$/);
	});

	test("ends with 0 when there are warnings only", async () => {
		const { code, out } = await cli(["doctor"], env);
		expect(code).toBe(0);
		expect(out).toContain("or now: claude-failover doctor --fix");
		expect(out).toMatch(/ 0 fail\n$/);
	});

	test("--json is one object: schemaVersion and checks with all keys", async () => {
		const { code, out, err } = await cliProcess(["doctor", "--json"], env);
		expect([code, err]).toEqual([0, ""]);
		const { schemaVersion, checks, fix } = JSON.parse(out);
		expect([schemaVersion, fix]).toEqual([1, null]);
		expect(checks.length).toBeGreaterThan(12);
		for (const check of checks) {
			expect(Object.keys(check)).toEqual(["name", "status", "detail", "remedy"]);
			expect(["pass", "warn", "fail"]).toContain(check.status);
			expect(check.status === "pass").toBe(check.remedy === null);
		}
	});

	test("asks a daemon for what only it knows", async () => {
		const fixture = seededFixture();
		fixture.commit(
			{
				type: "account.troubled",
				account: "backup",
				trouble: { cause: "login-needed", what: "it answered 401", remedy: "run /login" },
			},
			{ type: "loop.gave-up", loop: "janitor", error: "no space" },
		);
		const socketPath = controlSocket({ env, home: world.home });
		const { client, now } = fixture;
		const server = await serveControl({ client, socketPath, version: "9.9.9", pid: 4242, now });
		const { code, out } = await cli(["doctor"], env);
		await server.close();
		expect(code).toBe(1);
		expect(out).toMatch(/^pass {2}daemon {2,}process 4242 answers/m);
		expect(out).toMatch(
			/^fail {2}account backup {2,}login-needed: it answered 401\n {6}→ run \/login$/m,
		);
		expect(out).toMatch(/^fail {2}loop janitor {2,}.*no space/m);
	});

	test("shows names that would steer a terminal harmlessly", async () => {
		world.write("config/claude-failover/config.yaml", 'accounts: []\n"\\e]0;owned\\a": 1\n');
		const { code, out } = await cli(["doctor"], env);
		expect(code).toBe(1);
		expect(out).not.toContain("\u001b");
	});

	test.each([
		[["--yes"], "go with --fix"],
		[["--dry-run"], "go with --fix"],
		[["--fix", "--json"], "add --dry-run to look or --yes to fix"],
		[["--fix"], "there is no terminal to ask on"],
	])("%j is wrong usage", async (words, why) => {
		const before = everything();
		const { code, out, err } = await cli(["doctor", ...words], env);
		expect([code, out]).toEqual([2, ""]);
		expect(err).toContain(why);
		expect(everything()).toBe(before);
	});
});

describe("doctor --fix", () => {
	test("--yes links what is missing, moves real directories with a backup, and looks again", async () => {
		conversations("main");
		const { code, out, err } = await cli(["doctor", "--fix", "--yes"], env);
		expect([code, err]).toEqual([0, ""]);
		expect(out).toMatch(/copy \S+main\/projects into \S+shared\/projects \(1 file/);
		expect(out).toMatch(/linked: \S+backup\/projects/);
		expect(out).toMatch(/pass {2}links main {2,}6 lead to the shared tree/);
		expect(readlinkSync(world.at("main/projects"))).toBe(world.at("shared/projects"));
		const moved = world.at("backup/projects/-srv-app/one.jsonl");
		expect(readFileSync(moved, "utf8")).toBe("a conversation\n");
		const [, backup = ""] = /keep the original as (\S+)/.exec(out) ?? [];
		expect(readFileSync(join(backup, "-srv-app/one.jsonl"), "utf8")).toBe("a conversation\n");
	});

	test("--dry-run shows the same plan and changes nothing", async () => {
		conversations("main");
		const before = everything();
		const { code, out } = await cli(["doctor", "--fix", "--dry-run"], env);
		expect(code).toBe(1);
		expect(out).toMatch(/keep the original as \S+projects\.before-claude-failover-/);
		expect(out).toMatch(/link \S+backup\/projects/);
		expect(everything()).toBe(before);
	});

	test.each([
		["n", /nothing was changed/, false],
		["y", /linked: /, true],
	])("asks, and takes %s for an answer", async (answer, says, linked) => {
		const io = terminalIo(env, () => Date.now());
		io.stdout.on("data", (part) => {
			if (String(part).endsWith("[y/N] ")) io.stdin.push(`${answer}\n`);
		});
		const flags = new Set(["fix"]);
		const code = await run({ flags, values: {}, words: [] }, io);
		expect(code).toBe(0);
		expect(io.written()).toMatch(says);
		expect(existsSync(world.at("main/projects"))).toBe(linked);
	});

	test("does nothing for a home that a live process uses, and ends with 4", async () => {
		conversations("main");
		await cli(["doctor", "--fix", "--yes"], env);
		conversations("third");
		world.logIn("third", "uuid-third");
		chmodSync(world.at("third"), 0o700);
		world.session("third", process.pid);
		const file = world.at("config/claude-failover/config.yaml");
		const text = readFileSync(file, "utf8");
		world.write(
			"config/claude-failover/config.yaml",
			text.replace("[{", "[{ name: third, home: ../../third }, {"),
		);
		for (const name of ["file-history", "session-env", "tasks", "todos", "plans"]) {
			execFileSync("ln", ["-s", world.at(`shared/${name}`), world.at(`third/${name}`)]);
		}
		const { code, out, err } = await cli(["doctor", "--fix", "--yes"], env);
		expect(code).toBe(4);
		expect(out).toContain(`third is in use: claude runs with it (pid ${process.pid})`);
		expect(err).toContain("nothing of it can be done now");
		expect(lstatSync(world.at("third/projects")).isDirectory()).toBe(true);
		expect(existsSync(world.at("shared/projects/-srv-app/one.jsonl"))).toBe(true);
	});

	test("leaves a link to elsewhere alone, and puts the other homes right", async () => {
		execFileSync("ln", ["-s", "/nowhere", world.at("main/projects")]);
		const { code, out, err } = await cli(["doctor", "--fix", "--yes"], env);
		expect(code).toBe(1);
		expect(readlinkSync(world.at("main/projects"))).toBe("/nowhere");
		expect(readlinkSync(world.at("backup/projects"))).toBe(world.at("shared/projects"));
		expect(err).toContain("main/projects is a link to /nowhere");
		expect(out).toMatch(/fail {2}links main/);
	});

	test("keeps both of two different conversations of one name, and says so", async () => {
		conversations("main");
		world.write("shared/projects/-srv-app/one.jsonl", "another\n");
		const { code, out } = await cli(["doctor", "--fix", "--yes"], env);
		expect(code).toBe(1);
		expect(out).toContain("both have this name and another content");
		expect(readFileSync(world.at("main/projects/-srv-app/one.jsonl"), "utf8")).toContain("a conv");
		expect(readFileSync(world.at("shared/projects/-srv-app/one.jsonl"), "utf8")).toBe("another\n");
	});

	test("has nothing to do the second time", async () => {
		await cli(["doctor", "--fix", "--yes"], env);
		const before = everything();
		const { code, out } = await cli(["doctor", "--fix", "--yes"], env);
		expect(code).toBe(0);
		expect(out).toContain("There is nothing that --fix could do.");
		expect(everything()).toBe(before);
	});

	test("--json is one object with the plan and what came of it", async () => {
		conversations("main");
		const { code, out } = await cli(["doctor", "--fix", "--yes", "--json"], env);
		expect(code).toBe(0);
		const { checks, fix } = JSON.parse(out);
		expect(checks.some((check: { status: string }) => check.status === "fail")).toBe(false);
		expect(fix.steps.map((step: { kind: string }) => step.kind)).toEqual([
			"move",
			"backup",
			"link",
		]);
		expect(fix.outcome).toMatchObject({ complete: true, failed: [], wrong: [] });
		expect(fix.outcome.linked).toHaveLength(11);
	});

	test("without a configuration says how to get one", async () => {
		rmSync(world.at("config"), { recursive: true });
		const { code, err } = await cli(["doctor", "--fix", "--yes"], env);
		expect(code).toBe(1);
		expect(err).toContain("claude-failover init");
	});
});
