import { mkdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import type { Event } from "../../src/state/events.ts";
import { type CountedStarts, countStarts } from "../support/counted-starts.ts";
import { ccf, type Daemon, type Status, startDaemon } from "../support/daemon.ts";
import { type HeldTmux, heldTmux } from "../support/held-tmux.ts";
import { effectsOf, jobsOn } from "../support/jobs.ts";
import { waitFor } from "../support/wait-for.ts";
import { whereSessionsLive } from "../support/where-sessions-live.ts";

const JOBS = [1, 2, 3];
const SESSIONS = ["ccl-0", "ccl-auto-11", "ccl-auto-12", "ccl-auto-13"];

let stage: Stage;
let starts: CountedStarts;
let tmux: HeldTmux;
const daemons: Daemon[] = [];

beforeEach(async () => {
	stage = await setStage({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 }, sevenDay: { limitUnits: 50_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 }, sevenDay: { limitUnits: 50_000 } },
		],
		dedicated: 1,
		autonomous: 3,
	});
	starts = await countStarts(stage);
	tmux = await heldTmux(stage);
});
afterEach(async () => {
	for (const daemon of daemons.splice(0)) await daemon.end("SIGKILL");
	await strikeStage(stage);
});

async function start(on: Stage, ...words: readonly string[]): Promise<Daemon> {
	const daemon = await startDaemon(on, ...words);
	daemons.push(daemon);
	return daemon;
}

/** A daemon that is stopped in mid-switch, with a launch on its way to the tmux server. */
async function stoppedInMidSwitch(): Promise<Daemon> {
	const daemon = await start({ ...stage, environment: tmux.environment });
	await waitFor("all sessions to be idle", async () =>
		(await daemon.status()).sessions.every((s) => s.state === "idle"),
	);
	const jobs = jobsOn(stage);
	await jobs.add(...JOBS);
	await waitFor("the jobs to be in their first tool", () => {
		const started = daemon.log().split('"toolInFlight":true').length - 1;
		return started >= JOBS.length;
	});
	await tmux.hold();
	spendTo(stage.world, stage.keys["a"] ?? "", "five_hour", 1);
	await jobs.openGate();
	await waitFor("a launch on b to be under way", () => tmux.held() > 0);
	daemon.child.kill("SIGSTOP");
	return daemon;
}

/** What is there when the switch is over and all work is done; every turn and every effect once. */
async function expectAllDoneOnB(daemon: Daemon): Promise<Status> {
	const status = await waitFor(
		"everything to be done on b",
		async () => {
			const seen = await daemon.status();
			const moved = seen.sessions.every((s) => s.account === "b" && s.state === "idle");
			return moved && seen.queue["done"] === 3 && seen.switch.open === null ? seen : null;
		},
		60_000,
	);
	const turns = await countTurns(stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual(JOBS.map(() => [1, true]));
	expect(await jobsOn(stage).effects()).toEqual(effectsOf(JOBS));
	expect(await whereSessionsLive(stage, status)).toEqual(SESSIONS.map((name) => `${name} b`));
	return status;
}

/** The old one's act reaches the tmux server after the second claimed it. */
async function expectLateLaunchRefused(): Promise<void> {
	await tmux.letGo();
	await waitFor("the late launch to be answered", () => tmux.answers().length === tmux.held());
	expect(new Set(tmux.answers())).toEqual(new Set(["CCL-FENCED"]));
}

function expectStartedBySecond(epochs: readonly number[]): void {
	expect(epochs.length).toBeGreaterThanOrEqual(SESSIONS.length);
	expect(epochs).toEqual(epochs.map(() => 2));
}

/** All rows that were journalled after `seq`. */
function rowsAfter(seq: number): readonly Event[] {
	const db = new DatabaseSync(join(stage.config.paths.stateDir, "state.db"), { readOnly: true });
	const rows = db.prepare("SELECT body FROM events WHERE seq > ? ORDER BY seq").all(seq);
	db.close();
	return rows.map((row) => JSON.parse(String(row["body"])) as Event);
}

const lastSeq = (): number => rowsAfter(0).length;
const startedBy = (events: readonly Event[]): readonly number[] =>
	events.flatMap((e) => (e.type === "session.launched" ? [e.incarnation.epoch] : []));

test("T5: a daemon stopped in mid-switch is taken over from: 0 keystrokes and 0 respawns from the old one, and the switch is finished", async () => {
	const old = await stoppedInMidSwitch();
	const before = await starts.epochs();
	const seq = lastSeq();
	const plain = await ccf(stage.environment, "--headless", "--config", stage.configFile);
	expect([plain.code, plain.err]).toEqual([4, expect.stringContaining(`process ${old.child.pid}`)]);

	const next = await start(stage, "--takeover");
	expect(old.child.signalCode).toBe("SIGKILL");
	expect(old.child.kill("SIGCONT")).toBe(false);
	await expectLateLaunchRefused();
	await expectAllDoneOnB(next);

	const after = (await starts.epochs()).slice(before.length);
	expectStartedBySecond(after);
	expect(startedBy(rowsAfter(seq))).toEqual(after);
});

test("T5: an old daemon that could not be killed is refused by tmux and by the journal, ends itself and says why; nothing is doubled", async () => {
	const old = await stoppedInMidSwitch();
	const before = await starts.epochs();
	const seq = lastSeq();
	// Without its file the kernel's lock guards nothing any more: the second starts beside the first.
	await unlink(join(stage.config.paths.stateDir, "lock.db"));
	const runtime = join(stage.root, "run2");
	await mkdir(runtime, { mode: 0o700 });
	const environment = { ...stage.environment, XDG_RUNTIME_DIR: runtime };
	const next = await start({ ...stage, environment });

	await expectLateLaunchRefused();
	old.child.kill("SIGCONT");
	await waitFor("the old one to end itself", () => old.child.exitCode !== null);
	expect(old.child.exitCode).toBe(1);
	expect(old.log()).toContain("claude-failover: the engine ended: a newer engine took over\n");
	await expectAllDoneOnB(next);

	const after = (await starts.epochs()).slice(before.length);
	expectStartedBySecond(after);
	const rows = rowsAfter(seq);
	expect(startedBy(rows)).toEqual(after);
	expect(rows[0]).toMatchObject({ type: "engine.started", epoch: 2 });
	expect(rows.filter((e) => e.type === "engine.stopped" || e.type === "loop.failed")).toEqual([]);
	expect(rows.filter((e) => e.type === "switch.ended")).toHaveLength(1);
});
