import type { QueuedTask } from "../../../engine/control/views/queue.ts";
import { plain } from "../../tui/present/plain.ts";
import type { Args, Run } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { complain, type Io } from "../io.ts";
import { show } from "../read-command.ts";
import { talk } from "../talk.ts";
import { LEVEL_WORDS, levelOf } from "./levels.ts";

/** `null`: the task is gone, as its file was. */
interface Acted {
	readonly task: QueuedTask | null;
}

const SAID: Readonly<Record<string, (task: QueuedTask) => string>> = {
	retry: ({ id, attempt, file }) => `${id} waits for attempt ${attempt + 1}; its file is ${file}`,
	drop: ({ id, file }) => `${id} is dropped; its file is ${file}`,
	done: ({ id, file }) => `${id} is done; its file is ${file}`,
	priority: ({ id, priority, waitsFor }) =>
		`${id} has priority ${priority}${waitsFor == null ? "" : `; it waits for ${waitsFor}`}`,
};

/** `claude-failover queue retry|drop|done ID`. */
export function actOn(word: "retry" | "drop" | "done"): Run {
	return (args, io) => act(word, args.words[0] ?? "", {}, args, io);
}

/** `claude-failover queue priority ID LEVEL`: changed while it waits. */
export async function changePriority(args: Args, io: Io): Promise<number> {
	const [id = "", word = ""] = args.words;
	const priority = levelOf(word);
	if (priority !== null) return act("priority", id, { priority }, args, io);
	complain(io, plain(`"${word}" is no priority: ${LEVEL_WORDS}`));
	return EXIT.usage;
}

async function act(word: string, id: string, body: object, args: Args, io: Io): Promise<number> {
	const path = `/v1/tasks/${encodeURIComponent(id)}/${word}`;
	const told = await talk<Acted>(io, { method: "POST", path, body });
	if (told.kind === "exit") return told.code;
	return show(told.body, args, io, ({ task }) => [
		plain(task === null ? `${id} is gone, as its file was` : (SAID[word]?.(task) ?? word)),
	]);
}
