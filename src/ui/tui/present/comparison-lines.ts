import type {
	ChangedFile,
	CheckpointComparison,
	FilesBetween,
} from "../../../state/checkpoint-comparison.ts";
import type { CheckpointContent, Repository } from "../../../state/checkpoint-content.ts";
import { type Line, type Style, span } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { dayClock } from "./time.ts";

type Part = (indent: number, text: string, style?: Style) => readonly Line[];

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
const short = (commit: string | null): string => commit?.slice(0, 7) ?? "no commit";

/** What there is now of what a checkpoint tells, in rows of at most `columns`. */
export function comparisonLines(
	then: CheckpointContent,
	now: CheckpointComparison,
	columns: number,
): readonly Line[] {
	const part: Part = (indent, text, style = {}) => indented(indent, plain(text), columns, style);
	const times = `taken ${dayClock(then.takenAt, now.at)}, compared ${dayClock(now.at, now.at)}`;
	return [
		...part(0, times, { bold: true }),
		...part(0, transcriptWords(then, now)),
		[],
		...repositoryLines(then.repository, now, part),
	];
}

function repositoryLines(
	then: Repository | null,
	{ repository: now, commits, files }: CheckpointComparison,
	part: Part,
): readonly Line[] {
	if (then === null) return part(0, "no git repository then, or git did not answer");
	if (now === null) return part(0, "no git repository now, or git does not answer");
	return [
		...part(0, thenAndNow("branch", then.branch ?? "none", now.branch ?? "none")),
		...part(0, thenAndNow("commit", short(then.head), short(now.head))),
		...(commits === null
			? part(0, "what lies between is not known: git does not have both commits", {
					color: "yellow",
				})
			: commitLines(commits, part)),
		[],
		...fileLines(then, now, files, part),
	];
}

function commitLines(
	{ made, gone, newest }: NonNullable<CheckpointComparison["commits"]>,
	part: Part,
): readonly Line[] {
	const lost = `${plural(gone, "commit")} of then no longer on the branch`;
	const more = made - newest.length;
	return [
		...(made === 0 ? [] : part(0, `${plural(made, "commit")} made since`)),
		...newest.flatMap((title) => part(2, title)),
		...(more > 0 ? part(2, `… and ${more} more`) : []),
		...(gone === 0 ? [] : part(0, lost, { color: "yellow" })),
	];
}

/** A checkpoint holds names of files, not what was in them: only against the commit can more be said. */
function fileLines(
	then: Repository,
	now: Repository,
	files: FilesBetween | null,
	part: Part,
): readonly Line[] {
	const title: Line = [span("Files", { bold: true })];
	const was = new Set(then.dirty);
	const untouched =
		then.complete && now.complete ? then.dirty.filter((n) => !now.dirty.includes(n)) : [];
	return [
		title,
		...(files === null
			? part(2, "which lines differ is not known: git does not have the commit of then")
			: againstCommit(files, then, part)),
		...names(
			"changed now, and not followed by git or not in the list above",
			unlisted(now, files),
			part,
		),
		...names("changed then, and not any more: committed, or undone", untouched, part),
		...(was.size === 0
			? []
			: part(2, "of files that were changed then already nobody can tell what came later", {
					dimColor: true,
				})),
	];
}

function againstCommit(files: FilesBetween, then: Repository, part: Part): readonly Line[] {
	const { changed, count, complete } = files;
	if (count === 0) return part(2, `none differs from commit ${short(then.head)}`);
	const least = complete ? "" : "at least ";
	const more = count - changed.length;
	return [
		...part(2, `${least}${plural(count, "file")} now unlike commit ${short(then.head)}`),
		...changed.flatMap((file) => part(4, changedWords(file, then), { color: "yellow" })),
		...(more > 0 ? part(4, `… and ${more} more`) : []),
	];
}

function changedWords({ name, added, removed }: ChangedFile, then: Repository): string {
	const lines = added === null || removed === null ? "no text" : `+${added} -${removed}`;
	return `${name}  ${lines}${then.dirty.includes(name) ? "  (was changed then already)" : ""}`;
}

function unlisted(now: Repository, files: FilesBetween | null): readonly string[] {
	const listed = new Set(files?.changed.map(({ name }) => name));
	return now.dirty.filter((name) => !listed.has(name));
}

function names(title: string, all: readonly string[], part: Part): readonly Line[] {
	return all.length === 0 ? [] : [...part(2, title), ...all.flatMap((name) => part(4, name))];
}

function thenAndNow(what: string, then: string, now: string): string {
	return then === now ? `${what} ${now}, as then` : `${what} ${then} then, ${now} now`;
}

function transcriptWords(
	{ conversation, transcriptBytes: then }: CheckpointContent,
	now: CheckpointComparison,
): string {
	if (conversation === null) return "nothing had been said then";
	const { transcriptBytes } = now;
	if (transcriptBytes === null) return "its transcript is gone";
	if (transcriptBytes === then) return `transcript: ${then} bytes, as then`;
	return `transcript: ${then ?? 0} bytes then, ${transcriptBytes} now`;
}
