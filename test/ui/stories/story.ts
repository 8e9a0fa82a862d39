import type { Action, Binding, Context } from "../../../src/ui/tui/keymap.ts";

/** One key pressed in one place, and what its user sees then. */
export interface Story {
	readonly name: string;
	readonly context: Context;
	readonly key: string;
	/** What leads there. */
	readonly path: Way;
	/** The terminal is made this small on the way. */
	readonly size: Size | null;
	/** What the screen says before the key is pressed. */
	readonly before: RegExp;
	/** Pressed after it, to show what it did. */
	readonly after: readonly string[];
	/** What the screen says after it. */
	readonly sees: RegExp;
	/** What it says no more. */
	readonly gone: RegExp | null;
	/** Somebody else writes over the screen before the key is pressed. */
	readonly mess: boolean;
	/** The room ends with it. */
	readonly ends: boolean;
	/** The screen is the room's afterwards. */
	readonly whole: boolean;
}

/** Keys, and what the screen has to say before the next of them. */
export type Way = readonly (string | RegExp)[];

export type Size = readonly [columns: number, rows: number];

/** Where a key counts: how one gets there, and how one knows. */
export interface Place {
	readonly path: Way;
	readonly shows: RegExp;
	/** How the ids of a list begin that is moved in. */
	readonly row?: string;
	/** How a text ends that is longer than the place for it. */
	readonly text?: RegExp;
	/** Only in a terminal of this size is there something to be moved. */
	readonly size?: Size;
	/** What the screen shows when it was left. */
	readonly under?: RegExp;
}

/** What an act does for its user's eyes. */
export interface Plot {
	/** Pressed before it, on top of the way to the place. */
	readonly first?: readonly string[];
	/** What shows that the first keys arrived. */
	readonly ready?: RegExp;
	readonly after?: readonly string[];
	readonly sees?: RegExp;
	readonly gone?: RegExp;
	readonly mess?: boolean;
	readonly ends?: boolean;
}

export type Plots = Readonly<Partial<Record<`${Context}.${Action}`, Plot>>>;
export type PlotOf = (place: Place, binding: Binding) => Plot | null;

/** The stories of all keys; an act of which nobody wrote what it does is an error. */
export function storiesOf(
	bindings: readonly Binding[],
	places: Readonly<Record<Context, Place>>,
	plots: Plots,
	usual: PlotOf,
): readonly Story[] {
	return bindings.flatMap((binding) => {
		const { context, action, keys } = binding;
		const place = places[context];
		const plot = plots[`${context}.${action}`] ?? usual(place, binding);
		if (plot === null) throw new Error(`nobody wrote what ${context}.${action} does`);
		return keys.map((key) => ({
			name: `${context}: ${key}: ${binding.description}`,
			context,
			key,
			path: [...place.path, place.shows, ...(plot.first ?? [])],
			size: isMove(action) ? (place.size ?? null) : null,
			before: plot.ready ?? place.shows,
			after: plot.after ?? [],
			sees: plot.sees ?? /./,
			gone: plot.gone ?? null,
			mess: plot.mess ?? false,
			ends: plot.ends ?? false,
			whole: plot.ends !== true && action !== "attach",
		}));
	});
}

function isMove(action: Action): boolean {
	return ["down", "up", "first", "last", "page-down", "page-up"].includes(action);
}
