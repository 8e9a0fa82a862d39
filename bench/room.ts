import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./lib/bench.ts";
import type { Figure } from "./lib/figure.ts";
import { memory, threadTime } from "./lib/proc.ts";
import {
	costFigures,
	type KeyTimes,
	keyFigures,
	type Starts,
	soakFigures,
	startFigures,
	type Watched,
} from "./lib/room-figures.ts";
import { POOL } from "./lib/room-pool.ts";
import { onRoomStage, type RoomStage } from "./lib/room-stage.ts";

const RATE = 200;
const STARTS = 9;
const KEYS = 150;
const SETTLE_MS = 5_000;
const WATCH_MS = 15_000;

/** Keeps the heap small: what V8 takes because it may hides whether something is kept. */
const SMALL_HEAP = "--optimize-for-size";

/** The control room over a large pool, as an operator meets it: how soon, how smoothly, at what cost. */
export const room: Bench = {
	name: "room",
	what: `the control room at 160x40: ${POOL.sessions} sessions, ${POOL.tasks} tasks, ${RATE} events a second`,
	run: ({ seconds }) => onRoomStage((stage) => measure(stage, seconds)),
};

async function measure(stage: RoomStage, seconds: number): Promise<readonly Figure[]> {
	const starts = await firstPaints(stage);
	await sleep(SETTLE_MS);
	const idle = await watch(stage, WATCH_MS);
	stage.rate(RATE);
	await sleep(SETTLE_MS);
	const load = await watch(stage, WATCH_MS);
	const keys = await keyTimes(stage);
	const soak = await soaked(stage, seconds);
	return [
		...startFigures(starts),
		...keyFigures(keys),
		...costFigures(idle, load),
		...soakFigures(soak, load),
	];
}

async function soaked(stage: RoomStage, seconds: number): Promise<Watched> {
	const painted = stage.room.next("1 Sessions");
	stage.open(SMALL_HEAP);
	await painted;
	await sleep(2 * SETTLE_MS);
	return watch(stage, seconds * 1000);
}

/** In turns, so that both meet the same machine. */
async function firstPaints({ room, floor, minimal, open }: RoomStage): Promise<Starts> {
	const starts = { room: [] as number[], minimal: [] as number[] };
	for (let nth = 0; nth < STARTS; nth++) {
		const ready = floor.next("ready");
		const begun = floor.run(minimal, {});
		starts.minimal.push((await ready).at - begun);
		const painted = room.next("1 Sessions");
		const opened = open();
		starts.room.push((await painted).at - opened);
	}
	return starts;
}

async function watch({ room }: RoomStage, forMs: number): Promise<Watched> {
	const pid = await room.pid();
	const seen = { frames: 0, bytes: 0, clears: 0 };
	const stop = room.hear(({ text }) => {
		seen.bytes += Buffer.byteLength(text);
		seen.frames += text.split(FRAME).length - 1;
		seen.clears += text.match(CLEAR)?.length ?? 0;
	});
	const rss: number[] = [];
	const begun = performance.now();
	const before = await threadTime(pid);
	while (performance.now() - begun < forMs) {
		rss.push((await memory(pid)).rss);
		await sleep(1000);
	}
	const ms = performance.now() - begun;
	const cpu = ((await threadTime(pid)) - before) / ms;
	stop();
	return { ...seen, cpu, rss, ms };
}

/** Each frame begins with it. */
const FRAME = "\u001b[?2026h";
const CLEAR = /\u001b\[[0-3]?J|\u001b\[\?1049h/g;

const MARK = "▸";

async function keyTimes({ room, floor }: RoomStage): Promise<KeyTimes> {
	const ready = floor.next("ready");
	floor.run([process.execPath, join(import.meta.dirname, "lib", "echo-keys.mjs")], {});
	await ready;
	const times = { room: [] as number[], floor: [] as number[] };
	for (let nth = 0; nth < KEYS; nth++) {
		const shown = room.next(MARK);
		const pressed = room.press(nth % 2 === 0 ? "j" : "k");
		times.room.push((await shown).at - pressed);
		await pause(nth);
		const echoed = floor.next("<");
		const typed = floor.press("x");
		times.floor.push((await echoed).at - typed);
		await pause(nth + 1);
	}
	return { ...times, unasked: await unasked(room) };
}

/** Keys that come at every phase of the frames. */
const pause = (nth: number): Promise<void> => sleep(40 + ((nth * 37) % 110));

/** A key that does nothing holds the order of the rows as well: what is drawn then is not its doing. */
async function unasked(room: RoomStage["room"]): Promise<number> {
	let marks = 0;
	const stop = room.hear(({ text }) => {
		if (text.includes(MARK)) marks += 1;
	});
	for (let nth = 0; nth < KEYS / 3; nth++) {
		room.press("z");
		await pause(nth);
	}
	stop();
	return marks;
}
