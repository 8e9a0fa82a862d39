/**
 * Times of files that can only become later. One that was too young is not looked at again before it can be old enough:
 * of the thousands that lie there, a pass looks at those whose time has come.
 */
export class KnownTimes {
	readonly #look: (paths: readonly string[]) => Promise<readonly (number | null)[]>;
	#known: ReadonlyMap<string, number> = new Map();

	constructor(look: (paths: readonly string[]) => Promise<readonly (number | null)[]>) {
		this.#look = look;
	}

	/**
	 * The time of each of these files, `null` for what is not there, and forgets all others. One after `oldBefore` may
	 * have become later since.
	 */
	async of(paths: readonly string[], oldBefore: number): Promise<readonly (number | null)[]> {
		const known = this.#known;
		const isYoung = (path: string): boolean => (known.get(path) ?? oldBefore) > oldBefore;
		const due = paths.filter((path) => !isYoung(path));
		const looks = await this.#look(due);
		const seen = new Map(due.map((path, nth) => [path, looks[nth] ?? null]));
		const times = paths.map((path) => (seen.has(path) ? seen.get(path) : known.get(path)) ?? null);
		this.#known = new Map(
			paths.flatMap((path, nth) => {
				const time = times[nth] ?? null;
				return time === null ? [] : [[path, time] as const];
			}),
		);
		return times;
	}
}
