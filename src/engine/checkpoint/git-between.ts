import type {
	ChangedFile,
	CommitsBetween,
	FilesBetween,
} from "../../state/checkpoint-comparison.ts";
import { askGit, type GitParts } from "./git.ts";

const MOST_NAMES = 200;
const MOST_COMMITS = 20;

/** A name that git gave a commit, and nothing that it could take for an option. */
export function isCommit(name: string): boolean {
	return /^[0-9a-f]{7,64}$/.test(name);
}

/** The commits between two; `null`: git does not know one of them. */
export async function commitsBetween(
	parts: GitParts,
	folder: string,
	[then, now]: readonly [then: string, now: string],
): Promise<CommitsBetween | null> {
	const newest = ["log", "-z", "--format=%h %s", `--max-count=${MOST_COMMITS}`];
	const [counts, log] = await Promise.all([
		askGit(parts, folder, ["rev-list", "--left-right", "--count", `${then}...${now}`]),
		askGit(parts, folder, [...newest, `${then}..${now}`]),
	]);
	const found = /^(\d+)\s+(\d+)\s*$/.exec(counts?.stdout ?? "");
	if (found === null || log === null) return null;
	const titles = log.stdout.split("\0").filter((title) => title !== "");
	return { gone: Number(found[1]), made: Number(found[2]), newest: titles };
}

/** The files of now against a commit; `null`: git does not know it. */
export async function filesSince(
	parts: GitParts,
	folder: string,
	commit: string,
): Promise<FilesBetween | null> {
	const plain = ["--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative"];
	const answer = await askGit(parts, folder, ["diff", "--numstat", "-z", ...plain, commit, "--"]);
	return answer === null ? null : parseNumstat(answer.stdout, answer.whole);
}

/** Reads `git diff --numstat -z` without renames; not `whole` when the output was cut. */
export function parseNumstat(output: string, whole: boolean): FilesBetween {
	const fields = output.split("\0");
	// What follows the last NUL is nothing, or a name that was cut.
	fields.pop();
	const files = fields.flatMap((field): readonly ChangedFile[] => {
		const found = /^(\d+|-)\t(\d+|-)\t(.+)$/s.exec(field);
		if (found === null) return [];
		const [, added = "", removed = "", name = ""] = found;
		return [{ name, added: lines(added), removed: lines(removed) }];
	});
	const complete = whole && files.length <= MOST_NAMES;
	return { changed: files.slice(0, MOST_NAMES), count: files.length, complete };
}

function lines(count: string): number | null {
	return count === "-" ? null : Number(count);
}
