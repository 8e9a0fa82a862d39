import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { slugOf } from "./slug.ts";

export interface TranscriptPlace {
	readonly sessionId: string;
	readonly path: string;
}

/** Where a new conversation will be written: the file itself appears at its first prompt. */
export function newPlace(home: string, cwd: string, sessionId: string): TranscriptPlace {
	return { sessionId, path: join(home, "projects", slugOf(cwd), `${sessionId}.jsonl`) };
}

function slugDirs(home: string): string[] {
	try {
		return readdirSync(join(home, "projects")).map((slug) => join(home, "projects", slug));
	} catch {
		return [];
	}
}

/** Finds a conversation by id in any slug folder, or by the path of its file; null when unknown. */
export function findTranscript(home: string, wanted: string): TranscriptPlace | null {
	if (wanted.endsWith(".jsonl")) {
		return existsSync(wanted) ? { sessionId: basename(wanted, ".jsonl"), path: wanted } : null;
	}
	for (const dir of slugDirs(home)) {
		const path = join(dir, `${wanted}.jsonl`);
		if (existsSync(path)) return { sessionId: wanted, path };
	}
	return null;
}
