import { type Figure, median, quantile } from "./figure.ts";
import { slopeOf } from "./slope.ts";

/** Growth over the whole soak, however long, that is no leak. */
const HEAP_NOISE_MB = 10;

/** Times in ms from the start of a program to its first picture. */
export interface Starts {
	readonly room: readonly number[];
	readonly minimal: readonly number[];
}

/** What one process did in a span of time. */
export interface Watched {
	readonly cpu: number;
	readonly frames: number;
	readonly bytes: number;
	/** Codes that erase the screen or all below a place. */
	readonly clears: number;
	/** Resident memory in MB, once a second. */
	readonly rss: readonly number[];
	readonly ms: number;
}

/** Times in ms from a key to the bytes that show it. */
export interface KeyTimes {
	readonly room: readonly number[];
	readonly floor: readonly number[];
	/** How often the mark of the selection was drawn although no key had moved it. */
	readonly unasked: number;
}

/** How long one waits for the first picture. */
export function startFigures({ room, minimal }: Starts): readonly Figure[] {
	const floor = { value: median(minimal), what: "a minimal Ink program, bundled alike" };
	return [
		{
			name: "room.start",
			value: median(room),
			unit: "ms",
			floor,
			bar: { of: "ratio", most: 1.5 },
		},
	];
}

/** How long one waits for what a key does. */
export function keyFigures({ room, floor, unasked }: KeyTimes): readonly Figure[] {
	const of = (share: number): Figure => ({
		name: `room.key.p${share * 100}`,
		value: quantile(room, share),
		unit: "ms",
		floor: { value: quantile(floor, share), what: "a process that echoes a key, same tmux" },
		bar: share === 0.95 ? { of: "value", most: 50 } : null,
	});
	return [of(0.5), of(0.95), { ...none("room.key.unasked", unasked), unit: "times" }];
}

const none = (name: string, value: number): Figure => ({
	name,
	value,
	unit: "/min",
	floor: { value: 0, what: "never" },
	bar: { of: "value", most: 0, exact: true },
});

const nothing = { value: 0, what: "nothing" };
const plain = (name: string, value: number, unit: string): Figure => ({
	...{ name: `room.${name}`, value, unit, floor: nothing, bar: null },
});

/** What it takes meanwhile, and what it writes. */
export function costFigures(idle: Watched, load: Watched): readonly Figure[] {
	const still = { value: idle.cpu * 100, what: "the same when nothing happens" };
	const perFrame = (value: number): number => value / Math.max(1, load.frames);
	return [
		{ ...plain("cpu.idle", idle.cpu * 100, "% of a core"), bar: { of: "value", most: 1 } },
		{
			...plain("cpu.load", load.cpu * 100, "% of a core"),
			floor: still,
			bar: { of: "value", most: 15 },
		},
		plain("frame.rate", (load.frames * 1000) / load.ms, "/s"),
		plain("frame.bytes", perFrame(load.bytes), "bytes"),
		plain("frame.cpu", perFrame(load.cpu * load.ms), "ms"),
	];
}

/** What it keeps, and whether the screen stays still. */
export function soakFigures(soak: Watched, load: Watched): readonly Figure[] {
	const slope = slopeOf(soak.rss);
	const clears = soak.clears + load.clears;
	return [
		none("room.clears", (clears * 60_000) / (soak.ms + load.ms)),
		plain("rss", load.rss.at(-1) ?? 0, "MB"),
		plain("soak.rss", soak.rss.at(-1) ?? 0, "MB"),
		plain("soak.slope", slope * 60, "MB/min"),
		{
			...plain("soak.growth", slope * soak.rss.length, "MB"),
			bar: { of: "value", most: HEAP_NOISE_MB },
		},
	];
}
