import { resolve } from "node:path";
import type { QueuedTask } from "../../../engine/control/views/queue.ts";
import { SCHEMA_VERSION } from "../../../engine/control/views/schema-version.ts";
import { plain } from "../../tui/present/plain.ts";
import { type Args, has, lastValue } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { complain, type Io, say } from "../io.ts";
import { jsonText } from "../print/json.ts";
import { projectWord } from "../project-word.ts";
import { talk } from "../talk.ts";
import { LEVEL_WORDS, levelOf } from "./levels.ts";
import { readText, type TextRead } from "./read-text.ts";

type Text = Extract<TextRead, { kind: "ok" }>;

/** `claude-failover queue add FILE…`: all files are read before the first is added. */
export async function add(args: Args, io: Io): Promise<number> {
	const level = lastValue(args, "priority");
	const priority = level === null ? null : levelOf(level);
	if (level !== null && priority === null) {
		complain(io, plain(`--priority ${level}: ${LEVEL_WORDS}`));
		return EXIT.usage;
	}
	const texts: Text[] = [];
	for (const word of args.words) {
		const read = await readText(resolve(io.cwd(), word), word, io);
		if (read.kind === "no-file") {
			complain(io, plain(`${word}: there is no such file; nothing was added`));
			return EXIT.usage;
		}
		if (read.kind === "refused") {
			complain(io, plain(`${word}: ${read.why}; nothing was added`));
			return EXIT.refused;
		}
		texts.push(read);
	}
	const title = lastValue(args, "title");
	const common = { ...placeOf(args, io), ...(priority && { priority }), ...(title && { title }) };
	return addAll(texts, common, args, io);
}

/** One after the other, up to the first that is not taken. */
async function addAll(texts: readonly Text[], common: object, args: Args, io: Io): Promise<number> {
	const json = has(args, "json");
	const tasks: QueuedTask[] = [];
	let code: number = EXIT.done;
	for (const [nth, { text, name }] of texts.entries()) {
		const body = { ...common, text, ...(name !== null && { name }) };
		const ask = { method: "POST", path: "/v1/tasks", body } as const;
		const told = await talk<{ readonly task: QueuedTask }>(io, ask);
		if (told.kind === "exit") {
			code = told.code;
			if (texts.length > 1) complain(io, plain(notAdded(args.words.slice(nth))));
			break;
		}
		const { task } = told.body;
		tasks.push(task);
		if (!json) say(io, plain(`${task.id} (${task.priority}) waits; its file is ${task.file}`));
	}
	if (json) say(io, jsonText({ schemaVersion: SCHEMA_VERSION, tasks }, 2));
	return code;
}

function notAdded(files: readonly string[]): string {
	return `not added: ${files.join(", ")}`;
}

/** The project that is named; else where the command was called, which may choose one. */
function placeOf(args: Args, io: Io): { readonly project: string } | { readonly folder: string } {
	const word = lastValue(args, "project");
	return word === null ? { folder: io.cwd() } : { project: projectWord(word, io) };
}
