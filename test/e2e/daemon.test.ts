import { afterEach, beforeEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { effectsOf, jobsOn } from "../support/jobs.ts";
import { waitFor } from "../support/wait-for.ts";

const JOBS = [1, 2, 3];

let stage: Stage;
let daemon: Daemon | null;

beforeEach(async () => {
	daemon = null;
	stage = await setStage({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 }, sevenDay: { limitUnits: 50_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 }, sevenDay: { limitUnits: 50_000 } },
		],
		dedicated: 1,
		autonomous: 3,
	});
});
afterEach(async () => {
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

async function panePids(): Promise<string> {
	const { socket } = stage.config.tmux;
	const server = { program: "tmux", socket, configFile: "/dev/null" };
	const words = ["list-panes", "-a", "-F", "#{session_name} #{pane_pid} #{pane_dead}"];
	const answer = await runTmux(server, words, stage.environment);
	return answer.kind === "ok" ? answer.out : answer.kind;
}

const allIdle = (d: Daemon) =>
	waitFor("all sessions to be idle", async () =>
		(await d.status()).sessions.every((s) => s.state === "idle"),
	);

test("status --json tells accounts, sessions, queue, dispatch and switch of the running daemon", async () => {
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	await stage.addTask("job", "Do the job.");
	const status = await waitFor("the job to be done", async () => {
		const seen = await daemon?.status();
		return seen?.queue["done"] === 1 ? seen : null;
	});
	expect(status).toMatchObject({
		schemaVersion: 1,
		queue: { waiting: 0, running: 0, done: 1, failed: 0 },
		dispatch: { paused: false },
		switch: { open: null },
	});
	expect(status.accounts[0]).toMatchObject({
		name: "a",
		state: "ok",
		windows: expect.arrayContaining([
			expect.objectContaining({
				window: "five_hour",
				usedRatio: expect.any(Number),
				resetsAt: expect.any(Number),
				source: expect.any(String),
				observedAt: expect.any(Number),
			}),
		]),
	});
	expect(status.sessions.find((s) => s.name === "ccl-0")).toMatchObject({
		name: "ccl-0",
		kind: "dedicated",
		account: "a",
		state: "idle",
		conversation: expect.any(String),
		task: null,
	});
});

test("SIGTERM ends the daemon in order; its sessions go on and the next start takes them up", async () => {
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	const before = await panePids();
	expect(await daemon.end("SIGTERM")).toBe(0);
	expect(await panePids()).toBe(before);
	expect((await ccf(stage.environment, "status")).code).toBe(3);
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	expect(await panePids()).toBe(before);
	for (const line of daemon.log().trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
});

test("a daemon killed in the middle of a switch finishes it at the next start: nothing lost, nothing doubled", async () => {
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	const jobs = jobsOn(stage);
	await jobs.add(...JOBS);
	await waitFor("the jobs to run", async () => {
		const started = daemon?.log().split('"toolInFlight":true').length ?? 0;
		return started > JOBS.length;
	});
	spendTo(stage.world, stage.keys["a"] ?? "", "five_hour", 1);
	await jobs.openGate();
	await waitFor("a session to be stopped for its move", () =>
		daemon?.log().includes('"step":"stopped"'),
	);
	await daemon.end("SIGKILL");
	daemon = await startDaemon(stage);
	const after = await waitFor(
		"everything to be done on b",
		async () => {
			const seen = await daemon?.status();
			const moved = seen?.sessions.every((s) => s.account === "b" && s.state === "idle");
			return moved && seen?.queue["done"] === 3 && seen.switch.open === null ? seen : null;
		},
		60_000,
	);
	expect(after.queue).toMatchObject({ done: 3, failed: 0, running: 0 });
	const turns = await countTurns(stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual(JOBS.map(() => [1, true]));
	expect(await jobs.effects()).toEqual(effectsOf(JOBS));
});

test("a switch asked for on the command line is planned first, then run", async () => {
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	const dry = await ccf(stage.environment, "switch", "--dry-run", "--json");
	expect(dry.code).toBe(0);
	expect((await daemon.status()).switch.open).toBeNull();
	const run = await ccf(stage.environment, "switch", "--to", "b", "--yes");
	expect([run.code, run.err]).toEqual([0, ""]);
	await waitFor("all to be on b", async () =>
		(await daemon?.status())?.sessions.every((s) => s.account === "b"),
	);
	const again = await ccf(stage.environment, "switch", "--to", "b", "--yes");
	expect(again.code).toBe(4);
	const nowhere = await ccf(stage.environment, "switch", "--to", "nobody", "--yes");
	expect(nowhere.code).toBe(2);
	expect(nowhere.err + nowhere.out).toContain("nobody");
});

test("a paused dispatch gives out no task until it is resumed", async () => {
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	expect((await ccf(stage.environment, "pause")).code).toBe(0);
	await stage.addTask("job", "Do the job.");
	await waitFor("the task to wait", async () => (await daemon?.status())?.queue["waiting"] === 1);
	expect((await daemon.status()).dispatch.paused).toBe(true);
	expect((await ccf(stage.environment, "resume")).code).toBe(0);
	await waitFor("the job to be done", async () => (await daemon?.status())?.queue["done"] === 1);
});

test("a second daemon says who is there and leaves everything alone", async () => {
	daemon = await startDaemon(stage);
	await allIdle(daemon);
	const before = await panePids();
	const second = await ccf(stage.environment, "--headless", "--config", stage.configFile);
	expect(second.code).toBe(4);
	expect(second.err).toMatch(new RegExp(`process ${daemon.child.pid} \\(since 20\\S+Z\\)`));
	expect(second.err).toContain("attach to it with: claude-failover;");
	expect(second.err).toContain("claude-failover --headless --takeover");
	expect(await panePids()).toBe(before);
});

test("a headless start without a configuration is an error that says what to do, never a demo", async () => {
	const answer = await ccf(stage.environment, "--headless");
	expect(answer.code).toBe(2);
	expect(answer.err).toContain("claude-failover init");
	expect(answer.out).toBe("");
});
