import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../src/engine/ports/clock.ts";
import { systemProcesses } from "../../src/engine/ports/processes.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { effectsOf, jobsOn } from "../support/jobs.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool | null = null;
let stage: Stage | null = null;
let daemon: Daemon | null = null;

afterEach(async () => {
	await daemon?.end("SIGKILL");
	await pool?.end();
	if (stage !== null) await strikeStage(stage);
	pool = stage = daemon = null;
});

const accounts = [{ name: "a", fiveHour: { limitUnits: 10_000 } }];
const JOBS = [1, 2, 3];
const processes = systemProcesses(systemClock);

const killServer = (on: Stage) => {
	const server = { program: "tmux", socket: on.config.tmux.socket, configFile: "/dev/null" };
	return runTmux(server, ["kill-server"], on.environment);
};

/** What a power cut leaves of these processes: nothing, and no last words. */
async function cutOff(pids: readonly number[]): Promise<void> {
	for (const pid of pids) {
		const startTime = await processes.startTime(pid);
		if (startTime !== null) await processes.kill(pid, startTime, 10_000);
	}
}

/** The shells in which this stage's sessions wait in their first tool; each leads a process group of its own. */
async function toolsOf(on: Stage): Promise<readonly number[]> {
	const { stdout } = await execa("ps", ["-ww", "-eo", "pid=,pgid=,args="]);
	return stdout.split("\n").flatMap((line) => {
		const [, pid, group, args] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
		const shell = args?.startsWith("/bin/bash -c until") && args.includes(`${on.project}/gate`);
		return shell && pid === group ? [Number(pid)] : [];
	});
}

/** Three tasks in their first tool, and one of the operator's own sessions. */
async function expectAllDoneOnce(on: Stage): Promise<void> {
	const turns = await countTurns(on.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual(JOBS.map(() => [1, true]));
	expect(await jobsOn(on).effects()).toEqual(effectsOf(JOBS));
}

interface Listed {
	readonly name: string;
	readonly conversation: string | null;
	readonly pid: number | null;
}
async function sessionsOf(on: Stage): Promise<readonly Listed[]> {
	const { out } = await ccf(on.environment, "sessions", "--json");
	return (JSON.parse(out) as { sessions: readonly Listed[] }).sessions;
}
const conversations = (all: readonly Listed[]) => all.map((s) => [s.name, s.conversation]);

test("after a reboot in mid-turn everything that should live is back in its own conversation: 0 lost, 0 doubled, one notice", async () => {
	stage = await setStage({ accounts, dedicated: 1, autonomous: 3 });
	const on = stage;
	const jobs = jobsOn(on);
	daemon = await startDaemon(on);
	await jobs.add(...JOBS);
	const before = await waitFor(
		"all three to be in their first tool",
		async () => ((await toolsOf(on)).length === JOBS.length ? sessionsOf(on) : null),
		60_000,
	);
	// The power goes: daemon, agents, tmux server, and everything below the runtime directory.
	await daemon.end("SIGKILL");
	const pids = before.map((s) => s.pid ?? 0);
	expect(pids.map((pid) => pid > 0)).toEqual([true, true, true, true]);
	await cutOff(pids);
	await cutOff(await toolsOf(on));
	await killServer(on);
	expect(await toolsOf(on)).toEqual([]);
	await rm(join(on.config.paths.runtimeDir, "control.sock"), { force: true });
	await jobs.openGate();
	daemon = await startDaemon(on);
	await waitFor(
		"all three jobs to be done",
		async () => (await daemon?.status())?.queue["done"] === JOBS.length,
		60_000,
	);
	expect(conversations(await sessionsOf(on))).toEqual(conversations(before));
	await expectAllDoneOnce(on);
	const { out } = await ccf(on.environment, "events", "--json");
	expect(out.match(/"operator\.warned"/g)).toHaveLength(1);
	expect(out).toContain("4 sessions ended while no engine ran");
	expect(out).not.toContain('"how":"death"');
});

test("a tmux server that vanishes under a running engine is one cause with one notice, and no session's death", async () => {
	pool = await startPool({ accounts, dedicated: 1, autonomous: 3 });
	const { stage: on, state } = pool;
	const jobs = jobsOn(on);
	await jobs.add(...JOBS);
	await waitFor(
		"all three to be in their first tool",
		async () => (await toolsOf(on)).length === JOBS.length,
		60_000,
	);
	const before = Object.values(state().sessions).map((s) => [s.name, s.conversation]);
	await killServer(on);
	await waitFor("the tools to be gone", async () => (await toolsOf(on)).length === 0);
	await jobs.openGate();
	await waitFor(
		"all three jobs to be done",
		() => state().tasks.count((t) => t.state === "done") === 3,
		60_000,
	);
	await waitFor("the operator's own session", () => state().sessions["ccl-0"]?.state === "idle");
	await expectAllDoneOnce(on);
	const { sessions } = state();
	expect(Object.values(sessions).map((s) => [s.name, s.conversation])).toEqual(before);
	expect(Object.values(sessions).map((s) => s.deaths)).toEqual([[], [], [], []]);
	const { recent } = pool.engine().client.store.getState();
	const warned = recent.flatMap(({ event: e }) => (e.type === "operator.warned" ? [e.what] : []));
	expect(warned).toEqual(["the tmux server is gone, and 4 sessions with it"]);
});

test("a session that is killed three times in ten minutes is quarantined, with one notice, and the others go on", async () => {
	pool = await startPool({ accounts, dedicated: 2, autonomous: 0 });
	const { session, engine } = pool;
	const up = (name: string) =>
		waitFor(`${name} to be up`, () => session(name).incarnation?.confirmedAt);
	await up("ccl-1");
	const other = session("ccl-1").incarnation?.id;
	for (let n = 0; n < 3; n++) {
		await up("ccl-0");
		await cutOff([session("ccl-0").incarnation?.pid ?? 0]);
		await waitFor("its end to be seen", () => session("ccl-0").deaths.length === n + 1);
	}
	await waitFor("the quarantine", () => session("ccl-0").state === "quarantined");
	const { recent } = engine().client.store.getState();
	expect(recent.filter((r) => r.event.type === "session.set-aside")).toHaveLength(1);
	expect(session("ccl-1").incarnation?.id).toBe(other);
});
