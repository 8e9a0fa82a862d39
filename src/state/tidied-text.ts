import type { JanitorEvent } from "./events.ts";
import type { Removed, TidyKind } from "./tidying.ts";

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

const DOES: Readonly<Record<Removed, string>> = {
	events: "forgets old rows of the journal",
	checkpoint: "removes checkpoints",
	spool: "removes drop-boxes of ended processes",
	launch: "removes launch folders of ended processes",
	pane: "removes dead panes",
};

/** So many are named in one line; all that are kept are in the event. */
const NAMED = 3;

/** What the janitor did, or is about to do, in words. */
export function tidiedText(event: JanitorEvent): string {
	const { what, count, names, why } = event;
	const does = event.type === "janitor.removing" ? DOES[event.what] : DID[event.what];
	const named = names.slice(0, NAMED);
	const more = what === "events" ? 0 : count - named.length;
	const rest = more > 0 ? ` and ${more} more` : "";
	return `${does}: ${named.join(", ")}${rest} (${why})`;
}
