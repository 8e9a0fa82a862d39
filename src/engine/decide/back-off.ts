/** The longest pause (ms) between two tries. */
const LONGEST_MS = 30 * 60_000;

/** Pauses differ by up to this share, so that what failed together is not tried together. */
const SPREAD = 0.2;

/**
 * The pause (ms) before the `nth` further try (from 1): doubled each time, up to half an hour, ± 20 % by `seed`, so that
 * it is the same for each look. Pure.
 */
export function backOffMs(firstMs: number, nth: number, seed: string): number {
	const pause = Math.min(firstMs * 2 ** Math.max(0, nth - 1), Math.max(firstMs, LONGEST_MS));
	return Math.round(pause * (1 - SPREAD + 2 * SPREAD * ratioOf(seed)));
}

/** FNV-1a of the text, mixed once more, as a ratio 0..1. */
function ratioOf(text: string): number {
	let hash = 0x811c9dc5;
	for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return ((hash ^ (hash >>> 13)) >>> 0) / 0xffff_ffff;
}
