import type { Event } from "../../state/events.ts";
import type { Removed, Tidying, TidyKind } from "../../state/tidying.ts";

/** So many are named in the record of what a pass did. */
const NAMED = 20;

const REMOVED: readonly Removed[] = ["events", "checkpoint", "spool", "launch", "pane"];

/** So many at most are in one event of what is about to be removed, which names each. */
const MOST_TOGETHER = 200;

/** What is recorded before things are removed, each by its name. What is moved or asked about can be found afterwards. */
export function intentsOf(items: readonly Tidying[]): readonly Event[] {
	return REMOVED.flatMap((what) => {
		const of = items.filter((item) => item.kind === what);
		const starts = Array.from(
			{ length: Math.ceil(of.length / MOST_TOGETHER) },
			(_, n) => n * MOST_TOGETHER,
		);
		return starts.map((from): Event => {
			const some = of.slice(from, from + MOST_TOGETHER);
			return { type: "janitor.removing", what, ...toldOf(some, MOST_TOGETHER) };
		});
	});
}

/** What is recorded of things that are done: one event a kind. */
export function recordsOf(done: readonly Tidying[]): readonly Event[] {
	const ids = done.flatMap((item) => (item.kind === "checkpoint" ? [item.id] : []));
	const pruned: Event[] = ids.length === 0 ? [] : [{ type: "checkpoint.pruned", ids }];
	const kinds = new Set<TidyKind>(done.map((item) => item.kind));
	const tidied = [...kinds].map((what): Event => {
		const items = done.filter((item) => item.kind === what);
		return { type: "janitor.tidied", what, ...toldOf(items, NAMED) };
	});
	return [...pruned, ...tidied];
}

function toldOf(items: readonly Tidying[], named: number) {
	const [first] = items;
	const count = first?.kind === "events" ? first.count : items.length;
	const names = items.slice(0, named).map((item) => item.name);
	const why = [...new Set(items.map((item) => item.why))].join("; or: ");
	return { count, names, why };
}
