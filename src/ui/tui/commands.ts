import type { Binding, Context, Keymap } from "./keymap.ts";

/** Something that can be chosen by its name. */
export interface Command {
	readonly name: string;
	readonly does: string;
	readonly binding: Binding;
}

/** What moves in a list, or opens the palette itself, is not called by a name. */
const UNNAMED: ReadonlySet<string> = new Set([
	...["down", "up", "first", "last", "page-down", "page-up", "pane-next", "pane-previous"],
	...["palette", "back"],
]);

/** Every act of these contexts by its name, those of the nearest context first. */
export function commandsOf(keymap: Keymap, contexts: readonly Context[]): readonly Command[] {
	return contexts
		.flatMap(keymap.of)
		.filter(({ action }) => !UNNAMED.has(action))
		.map((binding) => ({ name: nameOf(binding), does: binding.description, binding }));
}

/** The commands that what was typed can mean: those whose name begins with it, then those that only hold it. */
export function matching(all: readonly Command[], typed: string): readonly Command[] {
	const wanted = typed.trim().toLowerCase();
	const begins = all.filter(({ name }) => name.startsWith(wanted));
	const holds = all.filter(
		({ name, does }) => !name.startsWith(wanted) && `${name} ${does}`.includes(wanted),
	);
	return [...begins, ...holds];
}

function nameOf({ action }: Binding): string {
	return action.replace(/^pane-/, "");
}
