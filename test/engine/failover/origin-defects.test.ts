import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { autonomousNames } from "../../../src/engine/config/config.ts";
import { examine } from "../../../src/engine/doctor/examine.ts";
import { runCommand } from "../../../src/engine/ports/commands.ts";
import { beginSwitch } from "../../../src/engine/switch/begin.ts";
import { planManual } from "../../../src/engine/switch/plan.ts";
import type { Event } from "../../../src/state/events.ts";
import { takeViolations } from "../../setup/fs-guard.ts";
import { HOUR, MINUTE, SECOND } from "../../support/state-builder.ts";
import { complaints, healthyWorld } from "../doctor/world.ts";
import type { Fact } from "./facts-on-disk.ts";
import { CUT, type LimitRig, limitRig } from "./limit-rig.ts";
import { failureLine } from "./look-alikes/look-alike.ts";
import { realLimit } from "./real-limit.ts";

/*
 * The nine defects of the origin, each as a test of the shipped loops. More of the same:
 *
 *   1, 2  no-false-switch.test.ts, which plays everything that looks like a limit; every-limit.test.ts plays real ones
 *   3, 9  test/engine/links/, test/engine/switch/plan.test.ts, and with real tmux test/e2e/bad-input.test.ts
 *   4, 5  with real tmux and agents test/e2e/dedicated.test.ts
 *   6     test/engine/roster.test.ts, test/engine/doctor/examine.test.ts
 *   7     test/engine/queue/give.test.ts; what pasting does, test/contract/program/cases/prompt.ts and start.ts
 *   8     test/house/guard.test.ts, which runs a suite that tries it
 */

const ALL = ["session-watcher", "dispatcher", "account-switcher"];
const DEDICATED = ["ccl-0", "ccl-1", "ccl-2"];
const TURN_ENDS: readonly Fact[] = [{ hook: "Stop" }, { registry: "idle" }];

let rig: LimitRig;
afterEach(() => rig.end());

const commit = (...events: readonly Event[]): void => rig.pool.parts.recorder.commit(...events);
const state = () => rig.pool.parts.recorder.state();
const link = (home: string, name: string): string => join(rig.pool.root, "homes", home, name);

/** The link leads somewhere else. */
function divert(home: string, name: string): void {
	rmSync(link(home, name), { force: true });
	mkdirSync(join(rig.pool.root, "elsewhere"), { recursive: true });
	symlinkSync(join(rig.pool.root, "elsewhere"), link(home, name));
}

describe("1: server errors are no limit", () => {
	test("whatever their text says, an hour of them causes no switch, and no ping-pong after a real one", async () => {
		rig = await limitRig();
		for (let minute = 0; minute < 60; minute++) {
			await rig.happens(...serverError(minute));
			await rig.pass(MINUTE - 2 * SECOND);
			if (rig.session().turn === null) await rig.begin();
		}
		expect([rig.switches(), rig.limits()]).toEqual([[], []]);
		await rig.happens(...realLimit(rig, "five_hour"));
		await rig.pass(20 * SECOND, 10);
		for (let minute = 0; minute < 10; minute++) {
			await rig.begin();
			await rig.happens(...serverError(minute));
			await rig.pass(MINUTE);
		}
		expect(rig.switches()).toMatchObject([{ from: "a", to: "b" }]);
	});

	/** Text, screen, hook and transcript of one of them. */
	function serverError(nth: number): readonly Fact[] {
		const status = [500, 503, 529, 429][nth % 4] ?? 500;
		const error = status === 429 ? "rate_limit" : "server_error";
		const text = `API Error: ${status} rate limit: You've hit your 5-hour limit · resets 1:55pm (UTC)`;
		const said = { error, last_assistant_message: text };
		return [
			{ pane: [`  ⎿  ${text}`, "❯ "] },
			failureLine(error, status, text),
			{ hook: "StopFailure-server_error", with: said },
			{ registry: "idle" },
		];
	}
});

test("2: an error that stays on the screen for an hour is confirmed by no later look", async () => {
	rig = await limitRig();
	const text = "You've hit your 5-hour limit · resets 1:55pm (UTC)";
	const banner = [`  ⎿  ${text}`, "● Usage limit reached · limit resets 1:55pm", "❯ "];
	await rig.happens({ pane: banner }, failureLine("rate_limit", 429, text));
	await rig.happens({ registry: "idle" });
	await rig.pass(HOUR, 180);
	expect([rig.switches(), rig.limits()]).toEqual([[], []]);
	expect(rig.session().account).toBe("a");
});

describe("3: a link that diverges", () => {
	test("refuses the switch before anything is stopped, says which and how to fix it, and holds until it is fixed", async () => {
		rig = await limitRig();
		divert("b", "projects");
		await rig.happens(...realLimit(rig, "five_hour"));
		const before = [rig.session(CUT), rig.session("ccl-0")].map((s) => s.incarnation?.id);
		await rig.pass(MINUTE, 10);
		expect(rig.switches()).toEqual([]);
		expect([rig.session(CUT), rig.session("ccl-0")].map((s) => s.incarnation?.id)).toEqual(before);
		expect(state().verdict?.why).toContain(`not switching: wrong: ${link("b", "projects")}`);
		expect(state().verdict?.why).toContain("ln -sfn");
		rmSync(link("b", "projects"));
		await rig.pass(20 * SECOND, 10);
		expect(rig.switches()).toHaveLength(1);
	});
});

describe("4: dedicated sessions after a switch", () => {
	/** The operator's own: one may move, one may not, one is asked about. */
	async function withDedicated(): Promise<ReadonlyMap<string, string | null>> {
		rig = await limitRig();
		const kind = { kind: "dedicated", project: rig.pool.projects.app, keepAlive: true } as const;
		commit(
			{ type: "session.registered", session: "ccl-1", ...kind, move: "never" },
			{ type: "session.registered", session: "ccl-2", ...kind, move: "ask" },
		);
		await rig.pass(6 * SECOND, 6);
		for (const name of DEDICATED) await rig.begin(name);
		return new Map(DEDICATED.map((name) => [name, rig.session(name).conversation]));
	}

	/** A claude of ours runs in its pane, with its own conversation. */
	function expectAlive(
		name: string,
		conversation: string | null | undefined,
		account: string,
	): void {
		const { incarnation, ...session } = rig.session(name);
		expect(session).toMatchObject({ conversation, account });
		const pane = rig.pool.machine.panes.find((p) => p.id === incarnation?.pane);
		expect(pane).toMatchObject({ session: name, pid: incarnation?.pid, dead: false });
		const launch = rig.pool.machine.launches.find((l) => l.incarnation === incarnation?.id);
		expect(launch?.argv.join(" ")).toMatch(new RegExp(`--(resume|session-id) ${conversation}`));
	}

	test("each runs claude with its own conversation, or was left untouched and that is said", async () => {
		const before = await withDedicated();
		const lives = DEDICATED.map((name) => rig.session(name).incarnation?.id);
		await rig.happens(...realLimit(rig, "five_hour"));
		const plan = await planManual(rig.pool.parts, { to: "b", sessions: null, force: false });
		expect(plan.left).toContainEqual({ session: "ccl-1", why: "move: never" });
		await rig.pass(5 * SECOND, 5);
		await rig.happensTo("ccl-0", ...TURN_ENDS);
		await rig.pass(20 * SECOND, 10);
		expect(state().switches).toMatchObject([{ outcome: "done" }]);
		expectAlive("ccl-0", before.get("ccl-0"), "b");
		for (const [nth, name] of DEDICATED.entries()) {
			if (name === "ccl-0") continue;
			expectAlive(name, before.get(name), "a");
			expect(rig.session(name).incarnation?.id).toBe(lives[nth]);
		}
	});

	test("each is back where it was when the switch cannot be carried out", async () => {
		const before = await withDedicated();
		rig.arrives = (s) => (s.account === "b" ? "never" : "answering");
		for (const name of DEDICATED) await rig.happensTo(name, ...TURN_ENDS);
		await rig.happens(...TURN_ENDS);
		await rig.pass();
		const ask = { to: "b", sessions: ["ccl-0", "ccl-2"], force: false };
		beginSwitch(rig.pool.parts, await planManual(rig.pool.parts, ask));
		await rig.pass(10 * MINUTE, 60);
		expect(state()).toMatchObject({ openSwitch: null, switches: [{ outcome: "rolled-back" }] });
		for (const name of DEDICATED) expectAlive(name, before.get(name), "a");
	});
});

test("5: a dedicated session gets no task, no key and no exit from the dispatcher, however idle it is", async () => {
	rig = await limitRig(ALL);
	const { incarnation } = rig.session("ccl-0");
	for (const name of ["one", "two", "three"]) rig.pool.drop(rig.pool.projects.app, name);
	const before = rig.pool.machine.launches.length;
	await rig.pass(5 * MINUTE, 30);
	expect(rig.session("ccl-0")).toMatchObject({ state: "idle", task: null, turnsDone: 0 });
	expect(rig.session("ccl-0").incarnation?.id).toBe(incarnation?.id);
	expect(rig.pool.machine.keys).toEqual([]);
	const started = rig.pool.machine.launches.slice(before).map((l) => l.name);
	expect(started).not.toContain("ccl-0");
	expect(started).toContain("ccl-auto-12");
	expect(rig.pool.queue(rig.pool.projects.app)).toEqual([
		"done/one.md",
		"done/three.md",
		"done/two.md",
	]);
});

describe("6: the names of the pool", () => {
	test("are counted from `first`: nothing else is started, whatever the number of sessions", async () => {
		rig = await limitRig(ALL);
		expect(autonomousNames(rig.pool.parts.config.pool)).toEqual(["ccl-auto-11", "ccl-auto-12"]);
		for (let n = 0; n < 5; n++) rig.pool.drop(rig.pool.projects.app, `task-${n}`);
		await rig.pass(MINUTE, 20);
		const started = new Set(rig.pool.machine.launches.map((l) => l.name));
		expect([...started].sort()).toEqual(["ccl-0", "ccl-auto-11", "ccl-auto-12"]);
	});

	test("that match nothing that exists are said by the doctor, with the names that exist", async () => {
		rig = await limitRig();
		const world = healthyWorld();
		world.write(
			"config.yaml",
			`accounts: [{ name: main, home: main }]
pool: { shared_projects_dir: shared/projects, autonomous: { first: 0 } }
projects: [{ path: app }]
`,
		);
		const names = "ccl-auto-11\nccl-auto-12\n";
		const commands: typeof runCommand = async (request) =>
			request.args.includes("list-sessions")
				? { kind: "ended", code: 0, signal: null, stdout: names, timedOut: false }
				: runCommand(request);
		const said = complaints(await examine(world.surroundings({ commands })));
		expect(said.filter((line) => line.startsWith("warn pool"))).toEqual([
			expect.stringMatching(/tmux has ccl-auto-11, ccl-auto-12, but the pool is ccl-auto-0 to/),
		]);
	});
});

describe("7: a prompt of many lines", () => {
	const TEXT = Array.from({ length: 300 }, (_, n) => `line ${n}: "$HOME" \\ \`x\` 日本`).join("\n");
	const task = () => state().tasks.get("app.long");

	test("is not typed: it goes in whole with the start, and its hook proves that it was submitted", async () => {
		rig = await limitRig(ALL);
		await rig.happens(...TURN_ENDS);
		rig.pool.drop(rig.pool.projects.app, "long", `${TEXT}\n`);
		await rig.pass(4 * SECOND, 2);
		expect(rig.pool.lastPrompt()).toContain(TEXT);
		await rig.pass(20 * SECOND, 4);
		expect(task()).toMatchObject({ state: "done", attempt: 1 });
		expect(rig.pool.machine.keys).toEqual([]);
	});

	test("that nothing proves to be submitted is told to a person, never assumed, and never typed again", async () => {
		rig = await limitRig(ALL);
		rig.arrives = () => "unsent";
		await rig.happens(...TURN_ENDS);
		rig.pool.drop(rig.pool.projects.app, "long", `${TEXT}\n`);
		await rig.pass(10 * MINUTE, 40);
		expect(task()).toMatchObject({ state: "uncertain" });
		const given = rig.pool.machine.launches.filter((l) => l.name === CUT);
		expect(given).toHaveLength(2);
		expect(rig.pool.machine.keys).toEqual([]);
	});
});

test("8: a whole failover opens nothing outside of the test's own homes, and the real ones cannot be reached", async () => {
	rig = await limitRig();
	await rig.happens(...realLimit(rig, "five_hour"));
	await rig.pass(20 * SECOND, 10);
	expect(state().switches).toHaveLength(1);
	expect(takeViolations()).toEqual([]);
	expect(homedir()).not.toBe(userInfo().homedir);
	for (const { home } of rig.pool.parts.config.accounts)
		expect(home.startsWith(tmpdir())).toBe(true);
	const real = join(userInfo().homedir, ".claude");
	expect(() => symlinkSync(rig.pool.root, real)).toThrow(/Outside the sandbox/);
	expect(takeViolations()).toHaveLength(1);
});

describe("9: the links that tests run with are the default list", () => {
	test("and each of them, wrong in either home, refuses the switch", async () => {
		rig = await limitRig();
		const { required } = rig.pool.parts.config.links;
		expect(required).toEqual(["projects", "file-history", "session-env"]);
		for (const home of ["a", "b"]) {
			for (const name of required) {
				divert(home, name);
				const plan = await planManual(rig.pool.parts, { to: "b", sessions: null, force: false });
				const links = plan.preconditions.find((p) => p.name === "links");
				expect([plan.runnable, links?.ok]).toEqual([false, false]);
				expect(links?.detail).toBe(`wrong: ${link(home, name)}`);
				rmSync(link(home, name));
			}
		}
	});
});
