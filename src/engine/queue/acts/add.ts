import { basename, join } from "node:path";
import type { Refusal } from "../../../state/client.ts";
import type { Event } from "../../../state/events.ts";
import type { AddAsk, AddReply } from "../../../state/task-client.ts";
import type { EngineParts } from "../../parts.ts";
import { alone } from "../alone.ts";
import { dependenciesOf, type KnownTask } from "../depends-on.ts";
import { exists, freeName } from "../free-name.ts";
import { idempotencyKey } from "../idempotency-key.ts";
import { blockMarker, claimedName, kindOfName, queueFolders } from "../inbox.ts";
import { doneBefore, notAllowed, take } from "../look.ts";
import { allProjects, type Project, projectAround, projectNamed } from "../projects.ts";
import { inTheWay } from "../real-folder.ts";
import { MAX_BYTES, parseTask, type TaskFile } from "../task-file.ts";
import { unlessRefused } from "../unless-refused.ts";
import { taskOf } from "./find-task.ts";
import { withSettings } from "./front-matter.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "files" | "inboxes" | "poke">;

/** Another program may take the same name at the same moment; not so often. */
const TRIES = 20;

/** Puts a task into the inbox of a project: complete, on the disk, and taken up when this returns. */
export async function addTask(parts: Parts, ask: AddAsk): Promise<AddReply> {
	const project =
		ask.project === undefined
			? await projectAround(parts, ask.folder ?? null)
			: await projectNamed(parts, ask.project);
	if (project.kind === "refused") return project;
	const made = textOf(ask);
	if (made.kind === "refused") return made;
	const name = ask.name ?? `${slug(parts.recorder.scrub(made.task.title))}.md`;
	if (kindOfName(name) !== "task") return badName(name);
	return alone(parts, () => unlessRefused(() => put(parts, project, name, made)));
}

interface Made {
	readonly kind: "made";
	readonly text: string;
	readonly task: TaskFile;
}

/** The text as its file is to hold it. */
function textOf({ text, priority, title }: AddAsk): Made | Refusal {
	const correct = "correct the text, then add it again";
	if (!text.isWellFormed()) return refused("its text is no valid Unicode", correct);
	if (text.includes("\0")) return refused("it holds a NUL byte", correct);
	const set = { ...(priority && { priority }), ...(title !== undefined && { title }) };
	const edited = withSettings(text, set);
	if (edited.kind === "refused") return refused(edited.why, correct);
	if (Buffer.byteLength(edited.text) > MAX_BYTES) {
		const remedy = "put what is long into a file of the project, and name that in the task";
		return refused(`it is over ${MAX_BYTES / 1024} KiB`, remedy);
	}
	const read = parseTask(edited.text);
	if (read.kind !== "ok") return refused("it cannot be read", correct);
	if (read.task.body.trim() === "") return refused("it has no text", "write what is to be done");
	return { kind: "made", text: edited.text, task: read.task };
}

async function put(
	parts: Parts,
	project: Project,
	name: string,
	{ text, task }: Made,
): Promise<AddReply> {
	const { recorder, files, config } = parts;
	const { root, inbox } = queueFolders(project.path);
	// A link that comes with a project could lead a written file anywhere.
	const obstacle = await inTheWay(files, [root, inbox]);
	if (obstacle !== null) return refused(`${obstacle.path} is no folder`, "make it one, not a link");
	await files.makeFolder(inbox, 0o777);
	const idOf = (file: string): string => `${project.key}.${task.id ?? basename(file, ".md")}`;
	const isKnown = (id: string): boolean => {
		const known = taskOf(recorder.state(), id);
		return known !== undefined && known.state !== "failed";
	};
	const otherId = "give it another `id`, or none";
	if (task.id !== null && isKnown(idOf(name))) {
		return refused(`there is a task ${idOf(name)} already`, otherId);
	}
	const key = idempotencyKey(project.path, name, task);
	const before = task.id === null ? null : doneBefore(recorder, key, task);
	if (before !== null) return refused(before, otherId);
	const model = notAllowed(config.dispatch, task);
	if (model !== null) return refused(model, "choose one of those, or add it to the configuration");
	const isTaken = async (file: string): Promise<boolean> =>
		isKnown(idOf(file)) ||
		(await exists(files, claimedName(file))) ||
		(await exists(files, blockMarker(file)));
	for (let n = 0; n < TRIES; n++) {
		const file = await freeName(files, join(inbox, name), isTaken);
		if (kindOfName(basename(file)) !== "task") return badName(basename(file));
		const tasks = new Map<string, KnownTask>(recorder.state().tasks);
		const keys = new Set(allProjects(config).map(({ key }) => key));
		const id = idOf(file);
		const needs = dependenciesOf(id, project.key, task.dependsOn, keys, tasks, recorder.ledger);
		if (needs.kind === "refused") return refused(needs.why, "correct `depends_on`");
		if (!(await isPut(parts, file, text))) continue;
		const events: Event[] = [];
		const found = { project: project.path, key: project.key, path: file, by: null };
		take({ events, tasks, ledger: recorder.ledger }, task, id, needs.ids, {
			...found,
			names: new Set(),
		});
		recorder.commit(...events);
		parts.poke("dispatcher");
		const added = taskOf(recorder.state(), id);
		if (added !== undefined) return { kind: "added", task: added };
	}
	return refused(`no name like ${name} is free in ${inbox}`, "give it another name");
}

async function isPut({ files }: Parts, file: string, text: string): Promise<boolean> {
	try {
		await files.putNew(file, text, 0o666);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
		throw error;
	}
}

/** A name for a file from a title: lower-case words with dashes between them. */
function slug(title: string): string {
	const words = title.normalize("NFKD").replace(/[^\w]+/g, "-");
	const name = words
		.toLowerCase()
		.slice(0, 60)
		.replace(/^-+|-+$/g, "");
	return name === "" ? "task" : name;
}

function badName(name: string): Refusal {
	const why = `${JSON.stringify(name.slice(0, 140))} is no name for a task`;
	const rule = "up to 120 letters, digits, dots, dashes and underscores, ending in .md";
	const remedy = `rename the file (${rule}), or give its text on standard input: queue add -`;
	return { kind: "refused", why, remedy };
}

function refused(why: string, remedy: string): Refusal {
	return { kind: "refused", why, remedy };
}
