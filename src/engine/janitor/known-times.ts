/** When each of these was last changed (epoch ms); `null` for what is not there. */
type Look = (names: readonly string[]) => Promise<readonly (number | null)[]>;

/**
 * Times of files that can only become later. One that was too young is not looked at again before it can be old enough:
 * of the thousands that lie there, a pass looks at those whose time has come.
 */
export class KnownTimes {
	readonly #look: Look;
	readonly #known = new Map<string, number>();

	constructor(look: Look) {
		this.#look = look;
	}

	/** Those that were last changed at `before` or earlier, with the time. Forgets what is not among the names. */
	async oldOnes(
		names: readonly string[],
		before: number,
	): Promise<readonly { readonly name: string; readonly at: number }[]> {
		this.#keep(names);
		const due = names.filter((name) => !((this.#known.get(name) ?? before) > before));
		const times = await this.#look(due);
		return due.flatMap((name, nth) => {
			const at = times[nth] ?? null;
			if (at !== null) this.#known.set(name, at);
			return at === null || at > before ? [] : [{ name, at }];
		});
	}

	#keep(names: readonly string[]): void {
		const there = new Set(names);
		for (const name of this.#known.keys()) if (!there.has(name)) this.#known.delete(name);
	}
}
