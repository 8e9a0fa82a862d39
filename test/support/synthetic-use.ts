import { type Dice, HOUR, MINUTE, NOW, pick, SECOND } from "./state-builder.ts";

/** How the use of a window grows. */
export const KINDS = ["steady", "noisy", "bursty", "idle", "ramp", "percent"] as const;
export type Kind = (typeof KINDS)[number];

/** An answer that a session got: so much was used (ratio) by then. */
export interface Answer {
	readonly at: number;
	readonly usedRatio: number;
	readonly endsTurn: boolean;
}

/** One period of a 5-hour window that begins with its first use. */
export interface Use {
	readonly kind: Kind;
	readonly startsAt: number;
	readonly resetsAt: number;
	/** What is told: as it is, or in whole percents and only what is new, as a statusline does. */
	readonly answers: readonly Answer[];
	/** When it was full; `null`: not before its reset. */
	readonly wallAt: number | null;
}

interface Growth {
	readonly wait: number;
	readonly grown: number;
	readonly endsTurn: boolean;
}

/** One synthetic period, as the dice fall. */
export function syntheticUse(kind: Kind, roll: Dice): Use {
	const whole = kind === "percent";
	const shape = whole ? pick(roll, "steady", "noisy", "bursty", "idle", "ramp") : kind;
	const [startsAt, resetsAt] = [NOW, NOW + 5 * HOUR];
	const answers: Answer[] = [{ at: startsAt, usedRatio: 0, endsTurn: false }];
	let [at, used, told, turns] = [startsAt, 0, 0, 0];
	for (const { wait, grown, endsTurn } of GROWTH[shape](roll)) {
		at += wait;
		used += grown;
		turns += endsTurn ? 1 : 0;
		if (at >= resetsAt) return { kind, startsAt, resetsAt, answers, wallAt: null };
		if (used >= 1) return { kind, startsAt, resetsAt, answers, wallAt: Math.round(at) };
		const usedRatio = whole ? Math.floor(used * 100) / 100 : used;
		if (whole && usedRatio === told) continue;
		told = usedRatio;
		answers.push({ at: Math.round(at), usedRatio, endsTurn: turns > 0 });
		turns = 0;
	}
	throw new Error("use goes on for ever");
}

const GROWTH: Readonly<Record<Exclude<Kind, "percent">, (roll: Dice) => Generator<Growth>>> = {
	*steady(roll) {
		const rate = between(roll, 0.25, 0.8);
		for (let n = 1; ; n++) {
			const wait = between(roll, 20 * SECOND, 40 * SECOND);
			yield { wait, grown: (rate * wait * between(roll, 0.9, 1.1)) / HOUR, endsTurn: n % 6 === 0 };
		}
	},
	noisy: (roll) => answersAt(roll, between(roll, 0.25, 0.8)),
	*bursty(roll) {
		const [rate, turn] = [between(roll, 0.25, 0.8), between(roll, 0.01, 0.04)];
		for (;;) {
			const wait = exponential(roll, (turn / rate) * HOUR);
			yield { wait, grown: lognormal(roll, turn, 0.8), endsTurn: true };
		}
	},
	*idle(roll) {
		let work = exponential(roll, 40 * MINUTE);
		for (const one of answersAt(roll, between(roll, 0.4, 1))) {
			const pause = work <= 0 ? between(roll, 15 * MINUTE, 60 * MINUTE) : 0;
			yield { ...one, wait: one.wait + pause };
			work = pause > 0 ? exponential(roll, 40 * MINUTE) : work - one.wait;
		}
	},
	*ramp(roll) {
		const [each, up] = [between(roll, 0.06, 0.14), roll() < 0.5];
		let [sessions, until] = [up ? 1 : 7, 0];
		for (;;) {
			if (until <= 0) {
				sessions = Math.min(8, Math.max(1, sessions + (roll() < 0.8 === up ? 1 : -1)));
				until = between(roll, 10 * MINUTE, 30 * MINUTE);
			}
			const wait = exponential(roll, (90 * SECOND) / sessions);
			until -= wait;
			yield {
				wait,
				grown: lognormal(roll, (each * 90 * SECOND) / HOUR, 1),
				endsTurn: roll() < 0.2,
			};
		}
	},
};

/** Answers that come at random and use more or less. */
function* answersAt(roll: Dice, rate: number): Generator<Growth> {
	const usual = 45 * SECOND;
	for (;;) {
		const grown = lognormal(roll, (rate * usual) / HOUR, 1.2);
		yield { wait: exponential(roll, usual), grown, endsTurn: roll() < 0.2 };
	}
}

const between = (roll: Dice, least: number, most: number): number =>
	least + (most - least) * roll();

const exponential = (roll: Dice, mean: number): number => -mean * Math.log(1 - roll());

/** Of this mean, with a normal logarithm of this deviation. */
function lognormal(roll: Dice, mean: number, sigma: number): number {
	const normal = Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
	return mean * Math.exp(sigma * normal - sigma ** 2 / 2);
}
