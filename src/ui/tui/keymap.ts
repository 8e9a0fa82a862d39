import type { Binding, Context } from "./keys/binding.ts";
import { keymap } from "./keys/table.ts";

export type { Action, Binding, Context, Facts } from "./keys/binding.ts";
export { keymap } from "./keys/table.ts";

/** The bindings of one context. */
export function bindingsOf(context: Context): readonly Binding[] {
	return keymap.filter((binding) => binding.context === context);
}

/** The first of the contexts that binds the key decides. */
export function bindingFor(contexts: readonly Context[], key: string): Binding | undefined {
	for (const context of contexts) {
		const found = bindingsOf(context).find((binding) => binding.keys.includes(key));
		if (found !== undefined) return found;
	}
	return undefined;
}
