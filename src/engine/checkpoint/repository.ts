import type { Repository } from "../../state/checkpoint-content.ts";
import { askGit, type GitParts } from "./git.ts";

const MOST_NAMES = 200;

/** What git says of a folder; `null` when it lies in no repository, or git does not answer. */
export async function readRepository(parts: GitParts, folder: string): Promise<Repository | null> {
	const answer = await askGit(parts, folder, ["status", "--porcelain=v2", "--branch", "-z"]);
	return answer === null ? null : parseStatus(answer.stdout, answer.whole);
}

/** Reads `git status --porcelain=v2 --branch -z`; not `whole` when the output was cut. */
export function parseStatus(output: string, whole: boolean): Repository {
	const fields = output.split("\0");
	// What follows the last NUL is nothing, or a name that was cut.
	fields.pop();
	let head: string | null = null;
	let branch: string | null = null;
	const dirty: string[] = [];
	for (let at = 0; at < fields.length; at += 1) {
		const field = fields[at] ?? "";
		if (field.startsWith("# branch.oid ")) head = known(field.slice(13));
		else if (field.startsWith("# branch.head ")) branch = known(field.slice(14));
		else if (!field.startsWith("#")) dirty.push(nameIn(field));
		// The old name of a file that was renamed is a field of its own.
		if (field.startsWith("2 ")) at += 1;
	}
	const complete = whole && dirty.length <= MOST_NAMES;
	return { head, branch, dirty: dirty.slice(0, MOST_NAMES), dirtyCount: dirty.length, complete };
}

/** Words before the name, by the kind of entry. */
const WORDS: Readonly<Record<string, number>> = { "1": 8, "2": 9, u: 10, "?": 1, "!": 1 };

function nameIn(entry: string): string {
	return entry
		.split(" ")
		.slice(WORDS[entry[0] ?? ""] ?? 0)
		.join(" ");
}

/** git says `(initial)` and `(detached)` for what there is not. */
function known(word: string): string | null {
	return word.startsWith("(") ? null : word;
}
