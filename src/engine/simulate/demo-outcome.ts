import { readdir } from "node:fs/promises";
import type { EngineClient } from "../../state/client.ts";
import type { Switch } from "../../state/model.ts";
import { systemClock } from "../ports/clock.ts";
import { queueFolders } from "../queue/inbox.ts";
import { type CountedTurn, countTurns, doubledNonces } from "./count.ts";
import type { DemoOutcome } from "./outcome.ts";
import type { Stage } from "./stage.ts";

/** How long turns that were begun may take to end before they count as lost. */
const SETTLE_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** Waits for the turns that were begun, then counts from transcripts and task files. */
export async function demoOutcome(
	stage: Stage,
	client: EngineClient,
	added: number,
): Promise<DemoOutcome> {
	const turns = await settledTurns(stage, client);
	const { state } = client.store.getState();
	const doubled = doubledNonces(turns, stage.world);
	const finished = turns.filter((t) => t.finished).length;
	const all = [...state.switches].reverse();
	return {
		schemaVersion: 1,
		switches: [...all, ...(state.openSwitch === null ? [] : [state.openSwitch])].map(shown),
		sessions: Object.values(state.sessions).length,
		turns: {
			started: turns.length,
			finished,
			lost: turns.length - finished,
			doubled: doubled.size,
		},
		tasks: await countTasks(stage, turns, added),
	};
}

async function settledTurns(stage: Stage, client: EngineClient): Promise<readonly CountedTurn[]> {
	const until = systemClock.now() + SETTLE_MS;
	for (;;) {
		const turns = await countTurns(stage.transcripts);
		const { state } = client.store.getState();
		const running = state.tasks.some((t) => t.state === "running");
		const settled = turns.every((t) => t.finished) && !running && state.openSwitch === null;
		if (settled || systemClock.now() >= until) return turns;
		await systemClock.sleep(LOOK_EVERY_MS);
	}
}

function shown(s: Switch): DemoOutcome["switches"][number] {
	const seconds = s.endedAt === null ? 0 : (s.endedAt - s.begunAt) / 1000;
	const sessions = s.moves.filter((m) => m.outcome === "moved").length;
	return { from: s.from, to: s.to, reason: s.reason, outcome: s.outcome, seconds, sessions };
}

/** Every task file is somewhere: one that is nowhere is lost. */
async function countTasks(
	stage: Stage,
	turns: readonly CountedTurn[],
	added: number,
): Promise<DemoOutcome["tasks"]> {
	const folders = queueFolders(stage.project);
	const count = async (folder: string): Promise<number> =>
		(await readdir(folder).catch(() => [])).length;
	const [waiting, done, failed] = await Promise.all(
		[folders.inbox, folders.done, folders.failed].map(count),
	);
	const attempts = new Map<string, number>();
	for (const { nonce, finished } of turns) {
		const task = nonce.replace(/:\d+$/, "");
		if (finished) attempts.set(task, (attempts.get(task) ?? 0) + 1);
	}
	const doubled = [...attempts.values()].filter((n) => n > 1).length;
	const [w = 0, d = 0, f = 0] = [waiting, done, failed];
	return { added, done: d, failed: f, lost: added - w - d - f, doubled };
}
