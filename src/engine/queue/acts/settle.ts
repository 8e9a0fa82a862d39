import { basename, dirname, join } from "node:path";
import type { ActReply } from "../../../state/client.ts";
import type { State, Task } from "../../../state/model.ts";
import type { EngineParts } from "../../parts.ts";
import { alone } from "../alone.ts";
import { endTask } from "../end.ts";
import { exists, freeName } from "../free-name.ts";
import { claimedName, queueFolders, unclaimedName } from "../inbox.ts";
import { makeRealFolder } from "../real-folder.ts";
import { readTaskFile } from "../task-file.ts";
import { unlessRefused } from "../unless-refused.ts";
import { noSuchTask, stillAtWork, taskOf } from "./find-task.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "folders" | "inboxes" | "poke"
>;
type Act = (parts: Parts, task: Task) => Promise<ActReply>;

const DONE: ActReply = { kind: "done" };

/** Lets a task that failed, or of which nobody knows, wait anew, as its next attempt. */
export const retryTask = onTask(retry);

/** Takes a task that does not run out of the queue; its file goes to `failed/`. */
export const dropTask = onTask(drop);

/** A person found a task done of which nobody knew; its file goes to `done/`. */
export const markDone = onTask(done);

/** What a person does to one task, with its file to himself. Afterwards the dispatcher looks anew. */
function onTask(act: Act): (parts: Parts, id: string) => Promise<ActReply> {
	return (parts, id) =>
		alone(parts, async () => {
			const state = parts.recorder.state();
			const task = taskOf(state, id);
			if (task === undefined) return noSuchTask(parts, id);
			const obstacle = obstacleTo(state, task);
			if (obstacle !== null) return obstacle;
			const reply = await unlessRefused(() => act(parts, task));
			if (reply.kind === "done") parts.poke("dispatcher");
			return reply;
		});
}

function obstacleTo(state: State, task: Task): ActReply | null {
	if (task.state === "running") return runs(task, task.session);
	if (task.state === "done") return isDone(task);
	const at = task.state === "waiting" ? null : stillAtWork(state, task);
	return at === null ? null : runs(task, at);
}

async function retry(parts: Parts, task: Task): Promise<ActReply> {
	const { recorder, files } = parts;
	const again = (file: string): ActReply => {
		const why = "a person said so";
		recorder.commit({ type: "task.returned", task: task.id, file, why, by: "operator" });
		return DONE;
	};
	if (task.state === "waiting") return isHeldForLater(parts, task) ? again(task.file) : waits(task);
	const { inbox } = queueFolders(task.project);
	const plain = join(inbox, basename(unclaimedName(task.file)));
	if (!(await exists(files, task.file))) {
		// A crash between the rename and its record leaves it there.
		return (await exists(files, plain)) ? again(plain) : isGone(task);
	}
	const read = await readTaskFile(files, task.file);
	if (read.kind === "refused") {
		return refused(`its file cannot be taken: ${read.why}`, `correct ${task.file}`);
	}
	await makeRealFolder(files, inbox);
	// A marker beside that name is meant for this task: it goes on to hold it back.
	const file = await freeName(files, plain, async (name) => {
		const claim = claimedName(name);
		return claim !== task.file && exists(files, claim);
	});
	await files.renameDurably(task.file, file);
	return again(file);
}

async function drop(parts: Parts, task: Task): Promise<ActReply> {
	const note = "dropped by the operator";
	const { id, file } = task;
	if (task.state === "waiting" && !(await exists(parts.files, file))) {
		parts.recorder.commit({ type: "task.removed", task: id });
		return DONE;
	}
	const liesThere = dirname(file) === queueFolders(task.project).failed;
	if (liesThere || !(await exists(parts.files, file))) {
		parts.recorder.commit({ type: "task.ended", task: id, outcome: "failed", file, note });
		return DONE;
	}
	await endTask(parts, task, "failed", note);
	return DONE;
}

async function done(parts: Parts, task: Task): Promise<ActReply> {
	if (task.state !== "uncertain") {
		const remedy = `\`claude-failover queue drop ${task.id}\` takes it out of the queue`;
		return refused(`it is ${task.state}, not uncertain`, remedy);
	}
	const note = "a person found it done";
	const { id, file } = task;
	if (await exists(parts.files, file)) await endTask(parts, task, "done", note);
	else parts.recorder.commit({ type: "task.ended", task: id, outcome: "done", file, note });
	return DONE;
}

function isHeldForLater({ clock }: Parts, { notBefore }: Task): boolean {
	return notBefore != null && notBefore > clock.now();
}

function runs({ id }: Task, session: string | null): ActReply {
	const who = session ?? "a session";
	const remedy = `\`claude-failover attach ${who}\` and interrupt it, or wait until it has ended`;
	return refused(`${who} is at work on ${id}`, remedy);
}

function isDone({ id, file }: Task): ActReply {
	const remedy = `to have it done again, add a copy under another name; its file is ${file}`;
	return refused(`${id} is done`, remedy);
}

function waits({ id }: Task): ActReply {
	return refused(`${id} waits already`, `\`claude-failover queue show ${id}\` says what for`);
}

function isGone({ id, file }: Task): ActReply {
	const remedy = `put it back there, or add it again: claude-failover queue add FILE`;
	return refused(`the file of ${id} is gone: it was looked for at ${file}`, remedy);
}

function refused(why: string, remedy: string): ActReply {
	return { kind: "refused", why, remedy };
}
