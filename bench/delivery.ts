import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdir, rename, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { queueFolders } from "../src/engine/queue/inbox.ts";
import type { Bench } from "./lib/bench.ts";
import { type Figure, quantile } from "./lib/figure.ts";
import { onRig, type Rig } from "./lib/rig.ts";
import { until } from "./lib/wait.ts";

const DELIVERIES = 40;

/** Between two deliveries: never the same moment of the daemon's periods. */
const SETTLE_MS = { least: 600, most: 2_000 };

/** How soon a task is in a warm session that keeps its conversation. */
export const delivery: Bench = {
	name: "delivery",
	what: `from a task's rename into the inbox to its UserPromptSubmit in a warm session, ${DELIVERIES} times`,
	run: () =>
		onRig(
			{
				accounts: [{ name: "a", fiveHour: { limitUnits: 10_000 } }],
				dedicated: 0,
				autonomous: 1,
				world: {
					spinnerMs: 0,
					defaultTurn: { steps: 0, stepMs: 0, unitsPerStep: 0, answerMs: 50 },
				},
				yaml: "dispatch: { context: keep }\n",
			},
			measure,
		),
};

async function measure(rig: Rig): Promise<readonly Figure[]> {
	await rig.start();
	await rig.allIdle(1);
	await rig.stage.addTask("first", "Say hello.\n");
	await done(rig, 1);
	const warm = await warmSession(rig);
	const bare: number[] = [];
	const ours: number[] = [];
	const young: number[] = [];
	try {
		for (let nth = 0; nth < DELIVERIES; nth++) {
			bare.push(await onePaste(rig, warm, nth));
			ours.push(await oneTask(rig, warm, `old-${nth}`, "old"));
			if (nth % 4 === 0) young.push(await oneTask(rig, warm, `new-${nth}`, "new"));
		}
		return figures({ bare, ours, young });
	} finally {
		warm.close();
	}
}

async function done(rig: Rig, count: number): Promise<void> {
	await until(`${count} tasks to be done`, async () => {
		const { queue } = await rig.status();
		return (queue["done"] ?? 0) >= count ? true : null;
	});
	await rig.allIdle(1);
}

interface WarmSession {
	readonly pane: string;
	/** Resolves to when the next prompt was accepted, as its hook tells (of `performance.now`). */
	nextPrompt(): Promise<number>;
	close(): void;
}

/** The session after its first task, and the folder in which its hooks arrive. */
async function warmSession(rig: Rig): Promise<WarmSession> {
	const launched = (await rig.log()).findLast((line) => line.event.type === "session.launched");
	if (launched === undefined) throw new Error("no session was launched");
	const { id, pane } = launched.event["incarnation"] as { id: string; pane: string };
	let tell: (at: number) => void = () => {};
	const spool = join(rig.stage.config.paths.stateDir, "spool", id);
	const watcher = watch(spool, (_, name) => {
		if (name !== null && /^\d.*-UserPromptSubmit\.json$/.test(name)) tell(performance.now());
	});
	return {
		pane,
		async nextPrompt() {
			const signal = AbortSignal.timeout(20_000);
			return new Promise((resolve, reject) => {
				tell = resolve;
				signal.addEventListener("abort", () => reject(new Error("no prompt was accepted")));
			});
		},
		close: () => watcher.close(),
	};
}

/** At rest for a moment, as a session is that waits for work. */
async function rested(rig: Rig): Promise<void> {
	await rig.allIdle(1);
	const { least, most } = SETTLE_MS;
	await sleep(least + Math.random() * (most - least));
}

/** The least that typing takes: one tmux client that pastes a line of that length and presses Enter. */
async function onePaste({ stage, ...rig }: Rig, warm: WarmSession, nth: number): Promise<number> {
	await rested({ stage, ...rig });
	const line = `Read "${queueFolders(stage.project).inbox}/bare-${nth}.md" and say what it says.`;
	const paste = ["paste-buffer", "-p", "-d", "-b", "bare", "-t", warm.pane];
	const enter = ["send-keys", "-t", warm.pane, "Enter"];
	const words = ["load-buffer", "-b", "bare", "-", ";", ...paste, ";", ...enter];
	const accepted = warm.nextPrompt();
	const begun = performance.now();
	const child = spawn("tmux", ["-L", stage.config.tmux.socket, ...words], {
		env: stage.environment,
		stdio: ["pipe", "ignore", "inherit"],
	});
	const exit = once(child, "exit");
	child.stdin.end(line);
	const ms = (await accepted) - begun;
	await exit;
	return ms;
}

/** `old`: the file was complete a while before it got its name; `new`: it was written right before. */
async function oneTask(
	rig: Rig,
	warm: WarmSession,
	name: string,
	age: "old" | "new",
): Promise<number> {
	const { inbox } = queueFolders(rig.stage.project);
	const beside = join(rig.stage.root, "drafts");
	await mkdir(beside, { recursive: true });
	const draft = join(beside, `${name}.md`);
	await rested(rig);
	await writeFile(draft, "Say hello.\n");
	const earlier = new Date(Date.now() - 5_000);
	if (age === "old") await utimes(draft, earlier, earlier);
	const { queue } = await rig.status();
	const accepted = warm.nextPrompt();
	const begun = performance.now();
	await rename(draft, join(inbox, `${name}.md`));
	const ms = (await accepted) - begun;
	await done(rig, (queue["done"] ?? 0) + 1);
	return ms;
}

function figures(times: Readonly<Record<"bare" | "ours" | "young", readonly number[]>>): Figure[] {
	const { bare, ours, young } = times;
	const what = "bare tmux: load-buffer, paste-buffer -p and Enter, to the same hook";
	const figure = (name: string, values: readonly number[], share: number): Figure => ({
		name: `delivery.${name}`,
		value: quantile(values, share),
		unit: "ms",
		floor: { value: quantile(bare, share), what },
		bar: null,
	});
	const p95 = figure("keep.p95", ours, 0.95);
	return [
		figure("keep.p50", ours, 0.5),
		{ ...p95, bar: { of: "value", most: Math.round(1.5 * p95.floor.value + 50) } },
		// A file that was written just before it was renamed waits until it has settled.
		figure("keep.justwritten.p50", young, 0.5),
	];
}
