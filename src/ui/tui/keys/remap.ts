import { nearest } from "../../../engine/config/nearest.ts";
import { panes } from "../layout.ts";
import type { Binding, Context } from "./binding.ts";
import { isCharacter, isKey } from "./key-names.ts";

/** The operator's keys: the name of an act, or `context.act` for one place only, and the keys that replace its own. */
export type KeyWishes = Readonly<Record<string, readonly string[]>>;

/** A wish that was not granted: its act keeps the keys it came with. */
export interface KeyProblem {
	/** The name in the wish. */
	readonly name: string;
	readonly what: string;
	readonly remedy: string;
}

export interface Remapped {
	readonly bindings: readonly Binding[];
	readonly problems: readonly KeyProblem[];
}

/** Gives acts other keys. A wish replaces all keys of its act; what cannot be granted is told and left as it was. */
export function remap(shipped: readonly Binding[], wishes: KeyWishes): Remapped {
	const problems: KeyProblem[] = [];
	let granted = Object.entries(wishes).filter(([name, keys]) => {
		const problem = wrongWish(shipped, name, keys);
		if (problem !== null) problems.push({ name, ...problem });
		return problem === null;
	});
	// Without one wish another may meet the key that its act came with: until nothing is bound twice.
	for (;;) {
		const bindings = withWishes(shipped, new Map(granted));
		const clashes = granted.flatMap(([name]) => clashOf(shipped, bindings, name));
		if (clashes.length === 0) return { bindings, problems };
		problems.push(...clashes);
		granted = granted.filter(([name]) => !clashes.some((clash) => clash.name === name));
	}
}

/** What an act is called in a wish, most exactly. */
const exactName = ({ context, action }: Binding): string => `${context}.${action}`;

const isCalled = (binding: Binding, name: string): boolean =>
	binding.action === name || exactName(binding) === name;

function withWishes(
	shipped: readonly Binding[],
	wishes: ReadonlyMap<string, readonly string[]>,
): readonly Binding[] {
	return shipped.map((binding) => {
		const keys = wishes.get(exactName(binding)) ?? everywhere(shipped, binding, wishes);
		return keys === undefined || binding.context === "always" ? binding : { ...binding, keys };
	});
}

/** A wish for all places leaves those alone in which its keys would be written into a line. */
function everywhere(
	shipped: readonly Binding[],
	{ action, context }: Binding,
	wishes: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
	const keys = wishes.get(action);
	return isWritten(shipped, context) && keys?.some(isCharacter) ? undefined : keys;
}

type Wrong = Omit<KeyProblem, "name">;

function wrongWish(
	shipped: readonly Binding[],
	name: string,
	keys: readonly string[],
): Wrong | null {
	const meant = shipped.filter((b) => b.context !== "always" && isCalled(b, name));
	const exact = meant.filter((b) => exactName(b) === name);
	if (meant.length === 0) return unknownAct(shipped, name);
	for (const key of keys) {
		const wrong = wrongKey(shipped, meant, key) ?? writtenKey(shipped, exact, key);
		if (wrong !== null) return wrong;
	}
	return null;
}

function unknownAct(shipped: readonly Binding[], name: string): Wrong {
	const names = shipped.flatMap((b) => [b.action, exactName(b)]);
	if (names.includes(name))
		return { what: "the keys of this act cannot be changed", remedy: "leave it out" };
	const guess = nearest(name, names);
	return {
		what: "the control room has no such act",
		remedy: guess === null ? "docs/keys.md has them all" : `did you mean ${guess}?`,
	};
}

function wrongKey(
	shipped: readonly Binding[],
	meant: readonly Binding[],
	key: string,
): Wrong | null {
	if (!isKey(key)) {
		const remedy = "write one character, ctrl-x, or up, enter, esc, tab, pagedown, …";
		return { what: `${key} is no key`, remedy };
	}
	const always = shipped.find((b) => b.context === "always" && b.keys.includes(key));
	if (always !== undefined)
		return { what: `${key} is kept to ${always.description}`, remedy: "choose another key" };
	if (key.startsWith("ctrl-") && meant.some((b) => b.class !== "look"))
		return { what: `${key} is too easily pressed by mistake to act`, remedy: "choose another key" };
	return null;
}

function writtenKey(
	shipped: readonly Binding[],
	exact: readonly Binding[],
	key: string,
): Wrong | null {
	if (!isCharacter(key) || !exact.some((b) => isWritten(shipped, b.context))) return null;
	return { what: `${key} would be written into the line`, remedy: "choose a key with a name" };
}

/** Whether text is written in a context. */
const isWritten = (shipped: readonly Binding[], context: Context): boolean =>
	shipped.some((b) => b.context === context && b.action === "text-left");

const isPane = (context: Context): boolean => panes.some((pane) => pane === context);

/** Whether the keys of two contexts count at the same time, so that one would hide the other. */
const meet = (a: Context, b: Context): boolean =>
	a === b || (isPane(a) && b === "global") || (isPane(b) && a === "global");

function clashOf(
	shipped: readonly Binding[],
	bindings: readonly Binding[],
	name: string,
): readonly KeyProblem[] {
	for (const binding of bindings.filter((b) => isCalled(b, name))) {
		const other = bindings.find(
			(b) =>
				b !== binding &&
				meet(b.context, binding.context) &&
				b.keys.some((key) => binding.keys.includes(key)),
		);
		if (other === undefined) continue;
		const key = other.keys.find((one) => binding.keys.includes(one));
		const what = `${key} is the key of ${exactName(other)} as well`;
		const remedy = isShippedKey(shipped, other, key)
			? "choose another key, or give that act another one too"
			: "choose another key for one of them";
		return [{ name, what, remedy }];
	}
	return [];
}

function isShippedKey(shipped: readonly Binding[], of: Binding, key: string | undefined): boolean {
	const before = shipped.find((b) => b.context === of.context && b.action === of.action);
	return before?.keys.some((one) => one === key) ?? false;
}
