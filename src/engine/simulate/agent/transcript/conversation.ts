import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { TranscriptPlace } from "./find-transcript.ts";
import { type Item, itemsOf, type Line } from "./items.ts";

/** A conversation in memory and where it is written. */
export interface Conversation {
	readonly sessionId: string;
	readonly path: string;
	/** False with `--no-session-persistence`: nothing is written. */
	readonly persist: boolean;
	readonly items: Item[];
	lastUuid: string | null;
	/** The account of the first `session-owner` line. */
	owner: string | null;
	/** Lines that are due in some milliseconds (see `appendSoon`). */
	readonly due: Map<Record<string, unknown>, NodeJS.Timeout>;
}

/** A conversation without any line yet. */
export function emptyConversation(place: TranscriptPlace, persist: boolean): Conversation {
	const { sessionId, path } = place;
	return { sessionId, path, persist, items: [], lastUuid: null, owner: null, due: new Map() };
}

function parseLines(text: string): Line[] {
	const lines: Line[] = [];
	for (const row of text.split("\n")) {
		if (row === "") continue;
		try {
			lines.push(JSON.parse(row) as Line);
		} catch {
			// A torn last line of a killed writer is passed over.
		}
	}
	return lines;
}

/** The branch that ends at the file's last message: of two writers' turns one is lost (seen). */
function lastBranch(lines: readonly Line[]): Line[] {
	const chained = lines.filter((line) => line.uuid !== undefined && line.isSidechain !== true);
	const byUuid = new Map(chained.map((line) => [line.uuid, line]));
	const branch: Line[] = [];
	let line = chained.at(-1);
	while (line !== undefined && branch.length <= chained.length) {
		branch.push(line);
		line = line.parentUuid ? byUuid.get(line.parentUuid) : undefined;
	}
	return branch.reverse();
}

/** Reads a transcript back, following its last branch. */
export function readConversation(place: TranscriptPlace, persist: boolean): Conversation {
	const lines = parseLines(readFileSync(place.path, "utf8"));
	const branch = lastBranch(lines);
	const owner = lines.find((line) => line.type === "session-owner")?.accountUuid ?? null;
	const conversation = emptyConversation(place, persist);
	conversation.items.push(...branch.flatMap(itemsOf));
	conversation.lastUuid = branch.at(-1)?.uuid ?? null;
	conversation.owner = owner;
	return conversation;
}

/** Whether the transcript file is there: before the first prompt it is not. */
export function hasTranscript(conversation: Conversation): boolean {
	return existsSync(conversation.path);
}

/** Appends one line with one O_APPEND write, and remembers its messages. */
export function appendLine(conversation: Conversation, line: Record<string, unknown>): void {
	const { uuid } = line as Line;
	if (uuid !== undefined) {
		line.parentUuid = conversation.lastUuid;
		conversation.lastUuid = uuid;
		conversation.items.push(...itemsOf(line as Line));
	}
	if (!conversation.persist) return;
	const text = `${JSON.stringify(line)}\n`;
	try {
		appendFileSync(conversation.path, text, { mode: 0o600 });
	} catch {
		mkdirSync(dirname(conversation.path), { recursive: true, mode: 0o700 });
		appendFileSync(conversation.path, text, { mode: 0o600 });
	}
}

/** Appends a line some milliseconds later: a limit line comes after its hook (seen on 2.1.330). */
export function appendSoon(
	conversation: Conversation,
	line: Record<string, unknown>,
	ms: number,
): Promise<void> {
	return new Promise((resolve) => {
		const write = () => {
			if (conversation.due.delete(line)) appendLine(conversation, line);
			resolve();
		};
		conversation.due.set(line, setTimeout(write, ms));
	});
}

/** Writes what is due, at the end of the process. */
export function flushLines(conversation: Conversation): void {
	for (const [line, timer] of [...conversation.due]) {
		clearTimeout(timer);
		conversation.due.delete(line);
		appendLine(conversation, line);
	}
}
