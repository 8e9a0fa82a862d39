import type { JanitorEvent } from "./events.ts";
import type { TidyKind } from "./tidying.ts";

const DID: Readonly<Record<TidyKind, string>> = {
	events: "forgot old rows of the journal",
	checkpoint: "removed checkpoints",
	spool: "removed drop-boxes of ended processes",
	launch: "removed launch folders of ended processes",
	done: "moved files of done tasks to the archive",
	failed: "moved files of failed tasks to the archive",
	marker: "found claimed files that no task runs with",
	pane: "removed dead panes",
};

/** So many are named in one line; all that are kept are in the event. */
const NAMED = 3;

/** What the janitor did, in words. */
export function tidiedText({ what, count, names, why }: JanitorEvent): string {
	const named = names.slice(0, NAMED);
	const more = what === "events" ? 0 : count - named.length;
	const rest = more > 0 ? ` and ${more} more` : "";
	return `${DID[what]}: ${named.join(", ")}${rest} (${why})`;
}
