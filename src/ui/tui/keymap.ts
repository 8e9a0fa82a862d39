import type { Action, Binding, Context, Facts } from "./keys/binding.ts";
import { shippedBindings } from "./keys/table.ts";
import { plain } from "./present/plain.ts";

export type { Action, Binding, Context, Facts } from "./keys/binding.ts";

/** The keys that count in a control room. */
export interface Keymap {
	readonly bindings: readonly Binding[];
	/** The bindings of one context. */
	of(context: Context): readonly Binding[];
	/** The first of the contexts that binds the key decides. */
	find(contexts: readonly Context[], key: string): Binding | undefined;
	/** The first key of an act, for texts that tell a person to press it; in that context, or wherever it is bound. */
	keyOf(action: Action, context?: Context): string;
}

/** Makes a keymap of bindings. */
export function keymapOf(bindings: readonly Binding[]): Keymap {
	const of = (context: Context) => bindings.filter((binding) => binding.context === context);
	return {
		bindings,
		of,
		find(contexts, key) {
			for (const context of contexts) {
				const found = of(context).find((binding) => binding.keys.includes(key));
				if (found !== undefined) return found;
			}
			return undefined;
		},
		keyOf(action, context) {
			const among = context === undefined ? bindings : of(context);
			return keyName(among.find((binding) => binding.action === action)?.keys[0] ?? "");
		},
	};
}

/** The keys as they come with the program. */
export const shippedKeymap = keymapOf(shippedBindings);

/** What a key would do now, for people: `undo` names what it would take back. */
export function descriptionOf({ action, description }: Binding, { undoable }: Facts): string {
	return action === "undo" && undoable !== null ? `take back ${plain(undoable)}` : description;
}

const signs: Readonly<Record<string, string>> = {
	enter: "↵",
	up: "↑",
	down: "↓",
	left: "←",
	right: "→",
};

/** How a key is written for people. */
export function keyName(key: string): string {
	return signs[key] ?? key;
}
