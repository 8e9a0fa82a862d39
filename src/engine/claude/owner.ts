import type { Files } from "../ports/files.ts";
import { readClaudeJson } from "./home.ts";
import { readAllLines } from "./transcript-lines.ts";

/** The server's flag, as the program caches it, that makes it ask about owners (read and seen on 2.1.330). */
const FLAG = "tengu_ticklish_moon";

/**
 * Whether the program of a home is known to ask before it goes on with a conversation of another account. A hint: it
 * decides how long to look and what to leave alone, never what to answer. Another version may call the flag otherwise.
 */
export async function asksAboutOwners(files: Files, home: string): Promise<boolean> {
	const state = (await readClaudeJson(files, home)) as {
		readonly cachedGrowthBookFeatures?: Readonly<Record<string, unknown>>;
	} | null;
	return state?.cachedGrowthBookFeatures?.[FLAG] === true;
}

/** The uuid of the account that a conversation belongs to, as its transcript says last; `null` when it says nothing. */
export async function ownerOf(files: Files, transcript: string): Promise<string | null> {
	const lines = await readAllLines(files, transcript);
	const owner = lines.findLast((line) => line["type"] === "session-owner")?.["accountUuid"];
	return typeof owner === "string" ? owner : null;
}
