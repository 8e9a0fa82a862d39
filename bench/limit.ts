import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./lib/bench.ts";
import { type Figure, quantile } from "./lib/figure.ts";
import { numberIn, rowCommitted } from "./lib/journal-watch.ts";
import { dropHook } from "./lib/payloads.ts";
import { checkpointsTaken, onRig, type Rig } from "./lib/rig.ts";
import {
	forgetEpoch,
	listAs,
	makeStandIns,
	replaceStandIn,
	type StandIn,
} from "./lib/stand-ins.ts";
import { statuslines, toolHooks } from "./lib/traffic.ts";
import { until } from "./lib/wait.ts";

const SESSIONS = 50;

/** Each with a life of the daemon of its own: a limit is nothing that a daemon has done many times before. */
const LIMITS = 40;

/** From the last session at work to the limit: never the same moment of the daemon's periods. */
const SETTLE_MS = { least: 1_500, most: 4_000 };

const TEXT = "You've hit your 5-hour limit · resets 2:04pm (UTC)";

/** How soon a pool begins to leave an account that is spent. */
export const limit: Bench = {
	name: "limit",
	what: `from a limit event on disk to the begun switch, ${SESSIONS} sessions at work, ${LIMITS} times`,
	run: () =>
		onRig(
			{
				accounts: [
					{ name: "a", fiveHour: { limitUnits: 10_000 } },
					{ name: "b", fiveHour: { limitUnits: 10_000 } },
				],
				dedicated: SESSIONS + 1,
				autonomous: 0,
			},
			measure,
		),
};

async function measure(rig: Rig): Promise<readonly Figure[]> {
	// The last one tells of the account that takes over.
	const accountOf = (nth: number): string => (nth < SESSIONS ? "a" : "b");
	const sessions = [...(await makeStandIns(rig.stage, SESSIONS + 1, accountOf))];
	const shown = statuslines(sessions);
	const traffic = [shown, toolHooks(sessions)];
	const bare = await bareWatcher(rig);
	try {
		const ours: Begun[] = [];
		const floor: number[] = [];
		for (let nth = 0; nth < LIMITS; nth++) {
			const pid = await atWork(rig, sessions);
			floor.push(await bare.oneFile(nth));
			ours.push(await oneLimit(rig, sessions[nth % SESSIONS] as StandIn, shown.fiveHourReset));
			process.kill(pid, "SIGKILL");
			await rig.stop();
			await reset(rig, sessions, nth % SESSIONS);
		}
		return figures(ours, floor);
	} finally {
		for (const one of traffic) one.stop();
		bare.end();
	}
}

/** A daemon that has found all sessions at work. */
async function atWork(rig: Rig, sessions: readonly StandIn[]): Promise<number> {
	for (const one of sessions) {
		dropHook(one, "SessionStart", { source: "startup" });
		dropHook(one, "UserPromptSubmit", { prompt: "go on" });
	}
	const since = (await rig.log()).length;
	const { pid } = await rig.start();
	await until("all sessions at work", async () => {
		const { sessions: seen } = await rig.status();
		return seen.every((s) => s.state === "working") ? true : null;
	});
	await checkpointsTaken(rig, since, sessions.length);
	const { least, most } = SETTLE_MS;
	await sleep(least + Math.random() * (most - least));
	return pid;
}

interface Begun {
	/** Until the switch was recorded as begun. */
	readonly ms: number;
	/** Until the limit itself was recorded, to the millisecond. */
	readonly seenMs: number;
}

/** The line and the hook of a turn that the limit cut; resolves once the switch is recorded as begun. */
async function oneLimit(rig: Rig, one: StandIn, resetsAt: number): Promise<Begun> {
	const quotaLimits = { status: "rejected", rateLimitType: "five_hour", resetsAt };
	const line = {
		...{ type: "assistant", uuid: randomUUID(), timestamp: new Date().toISOString() },
		message: { role: "assistant", model: "<synthetic>", content: [{ type: "text", text: TEXT }] },
		...{ error: "rate_limit", apiError: "usage_limit_reached", apiErrorStatus: 429, quotaLimits },
		...{ isApiErrorMessage: true, sessionId: one.conversation },
	};
	appendFileSync(one.transcript, `${JSON.stringify(line)}\n`);
	await listAs(rig.stage, one, "idle");
	const droppedAt = Date.now();
	const begun = performance.now();
	dropHook(one, "StopFailure", { error: "rate_limit", last_assistant_message: TEXT });
	const db = join(rig.stage.config.paths.stateDir, "state.db");
	const ms = await rowCommitted(db, "SELECT 1 FROM events WHERE type = 'switch.begun'", begun);
	const seenAt = numberIn(db, "SELECT at FROM events WHERE type = 'limit.hit'");
	return { ms, seenMs: seenAt - droppedAt };
}

/** As if nothing had happened: no journal, and a fresh process for the session that was about to move. */
async function reset({ stage }: Rig, sessions: StandIn[], nth: number): Promise<void> {
	const { stateDir } = stage.config.paths;
	for (const name of ["state.db", "state.db-wal", "state.db-shm"]) {
		await rm(join(stateDir, name), { force: true });
	}
	await forgetEpoch(stage);
	sessions[nth] = await replaceStandIn(stage, sessions[nth] as StandIn);
}

interface BareWatcher {
	/** ms from a file to its row. */
	oneFile(nth: number): Promise<number>;
	end(): void;
}

async function bareWatcher({ stage }: Rig): Promise<BareWatcher> {
	const folder = join(stage.root, "bare");
	const db = join(stage.root, "bare.db");
	await mkdir(folder);
	const program = join(import.meta.dirname, "lib", "bare-watcher.mjs");
	const child = spawn(process.execPath, [program, folder, db], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	await once(child.stdout, "data");
	return {
		oneFile(nth) {
			writeFileSync(join(folder, `.${nth}.tmp`), "{}");
			const begun = performance.now();
			renameSync(join(folder, `.${nth}.tmp`), join(folder, `${nth}.json`));
			return rowCommitted(db, `SELECT 1 FROM rows WHERE name = '${nth}.json'`, begun);
		},
		end: () => void child.kill(),
	};
}

function figures(ours: readonly Begun[], bare: readonly number[]): readonly Figure[] {
	const what = "bare fs.watch and one row, synchronous=FULL, beside the same traffic";
	const figure = (name: string, values: readonly number[], share: number): Figure => ({
		name: `limit.${name}`,
		value: quantile(values, share),
		unit: "ms",
		floor: { value: quantile(bare, share), what },
		bar: null,
	});
	const seen = ours.map((one) => one.seenMs);
	const begun = ours.map((one) => one.ms);
	return [
		figure("seen.p50", seen, 0.5),
		figure("seen.p95", seen, 0.95),
		figure("begin.p50", begun, 0.5),
		{ ...figure("begin.p95", begun, 0.95), bar: { of: "value", most: 150 } },
	];
}
