import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openState } from "../../src/engine/open-state.ts";
import { systemClock } from "../../src/engine/ports/clock.ts";
import { type Files, systemFiles } from "../../src/engine/ports/files.ts";
import { systemProcesses } from "../../src/engine/ports/processes.ts";
import { claimTask } from "../../src/engine/queue/claim.ts";
import { claimedName } from "../../src/engine/queue/inbox.ts";
import { OneAtATime } from "../../src/engine/quota/one-at-a-time.ts";

/*
 * One of several processes that claim the same task files with the shipped claim, each with a journal of its own:
 * node claimer.ts ROOT NAME [torn]. What was claimed leaves one line in ROOT/effects.log and goes to ROOT/done.
 * `torn`: the claim is made by a look and a copy in the place of the rename, to prove that the count finds doubles.
 */

/** Tasks that are taken from a listing at once; far fewer than wait, so that claimers often want the same. */
const AT_ONCE = 50;
const SPREAD = 400;

/** So long (ms) a torn claim takes: whoever looks meanwhile sees the file. */
const TORN_MS = 20;

const [root = "", name = "", how = ""] = process.argv.slice(2);
const inbox = join(root, "inbox");
const opened = await openState(join(root, name), {
	clock: systemClock,
	processes: systemProcesses(systemClock),
	takeover: false,
});
if (opened.kind !== "open") throw new Error(`${name}: ${opened.kind}`);
const { recorder } = opened;

const torn: Files = {
	...systemFiles,
	async renameDurably(from, to) {
		await systemFiles.lstat(from);
		await systemFiles.copy(from, to);
		await sleep(TORN_MS);
		rmSync(from, { force: true });
	},
};
const parts = {
	recorder,
	files: how === "torn" ? torn : systemFiles,
	newId: randomUUID,
	inboxes: new OneAtATime(),
};

/** What the last life left: it never does again what it may have done. */
function takeUp(): void {
	for (const task of recorder.state().tasks.values()) {
		if (task.state !== "running") continue;
		const { id } = task;
		const file = task.file.replace(/\.dispatched$/, "");
		const why = "killed before the rename";
		if (existsSync(file)) recorder.commit({ type: "task.returned", task: id, file, why });
		else {
			const note = "killed at the claim";
			const end = { task: id, outcome: "uncertain", file: task.file, note } as const;
			recorder.commit({ type: "task.ended", ...end });
		}
	}
}

async function work(file: string): Promise<void> {
	const task = recorder.state().tasks.get(file);
	if (task?.state !== "waiting") return;
	if ((await claimTask(parts, task, name)).kind === "lost") return;
	appendFileSync(join(root, "effects.log"), `${file}\n`);
	const done = join(root, "done", file);
	renameSync(claimedName(task.file), done);
	recorder.commit({ type: "task.ended", task: file, outcome: "done", file: done, note: null });
}

function some(): readonly string[] {
	const waiting = readdirSync(inbox).filter((file) => file.endsWith(".md"));
	const spread = how === "torn" ? 0 : Math.min(SPREAD, Math.max(0, waiting.length - AT_ONCE));
	const from = Math.floor(Math.random() * spread);
	return waiting.slice(from, from + AT_ONCE);
}

mkdirSync(join(root, "done"), { recursive: true });
takeUp();
process.send?.("ready");
for (let files = some(); files.length > 0; files = some()) {
	const news = files.filter((file) => recorder.state().tasks.get(file)?.state !== "waiting");
	recorder.commit(
		...news.map((file) => {
			const place = { project: root, title: file, file: join(inbox, file) };
			return { type: "task.added", task: file, priority: "normal", ...place } as const;
		}),
	);
	for (const file of files) await work(file);
}
opened.release();
process.disconnect?.();
