const LONGEST = 64;

/** The known word that `word` was most likely meant to be, or null when none is close. */
export function nearest(word: string, known: readonly string[]): string | null {
	const wanted = plain(word);
	if (wanted === "" || wanted.length > LONGEST) return null;
	let best: string | null = null;
	let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
	for (const candidate of known) {
		const distance = levenshtein(wanted, plain(candidate));
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

/** Number of single-letter edits between two words: insert, delete, replace, change places. */
export function levenshtein(a: string, b: string): number {
	let older: number[] = [];
	let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let row = 1; row <= a.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= b.length; column += 1) {
			const replace = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
			const remove = (previous[column] ?? 0) + 1;
			const insert = (current[column - 1] ?? 0) + 1;
			const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
			const swap = swapped ? (older[column - 2] ?? 0) + 1 : replace;
			current.push(Math.min(replace, remove, insert, swap));
		}
		older = previous;
		previous = current;
	}
	return previous[b.length] ?? 0;
}

/** So that `pollInterval` and `poll-interval` are near `poll_interval`. */
function plain(word: string): string {
	return word.toLowerCase().replaceAll(/[_\s-]/g, "");
}
