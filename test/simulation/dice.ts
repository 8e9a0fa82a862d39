/** Dice that fall the same way for the same seed. */
export interface Dice {
	/** 0 ≤ x < 1. */
	roll(): number;
	/** `low` ≤ x < `high`. */
	between(low: number, high: number): number;
	chance(probability: number): boolean;
	pick<T>(...from: readonly T[]): T;
}

/** Dice of a seed (mulberry32). */
export function diceOf(seed: number): Dice {
	let state = (seed * 0x9e3779b1) >>> 0;
	const roll = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
	return {
		roll,
		between: (low, high) => low + roll() * (high - low),
		chance: (probability) => roll() < probability,
		pick: (...from) => {
			const picked = from[Math.floor(roll() * from.length)];
			if (picked === undefined) throw new Error("nothing to pick from");
			return picked;
		},
	};
}
