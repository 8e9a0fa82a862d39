import { beforeEach, describe, expect, test } from "vitest";
import { type Loop, Supervisor } from "../../src/engine/supervisor.ts";
import { type ManualClock, manualClock } from "../support/manual-clock.ts";
import { HOUR, MINUTE, SECOND } from "../support/state-builder.ts";

let clock: ManualClock;
let said: string[];
let abort: AbortController;
let supervisor: Supervisor;

beforeEach(() => {
	clock = manualClock();
	said = [];
	abort = new AbortController();
	const began = clock.now();
	const at = (): number => (clock.now() - began) / SECOND;
	supervisor = new Supervisor(clock, {
		failed: (loop) => said.push(`${at()} s: ${loop} failed`),
		recovered: (loop) => said.push(`${at()} s: ${loop} recovered`),
		gaveUp: (loop) => said.push(`${at()} s: ${loop} gave up`),
	});
});

/** A loop that does `work` at each tick and counts them. */
function loopOf(
	name: string,
	everyMs: number,
	work: (tick: number, signal: AbortSignal) => Promise<void> | void = () => {},
): Loop & { ticks: number } {
	const loop = {
		name,
		everyMs,
		ticks: 0,
		async tick(signal: AbortSignal) {
			loop.ticks += 1;
			await work(loop.ticks, signal);
		},
	};
	return loop;
}

const fails = (): never => {
	throw new Error("no space left");
};

describe("a failure that cannot be reported", () => {
	test("ends the other loops too: nothing goes on unrecorded", async () => {
		const full = () => {
			throw new Error("disk is full");
		};
		const mute = new Supervisor(clock, { failed: full, recovered: full, gaveUp: full });
		const other = loopOf("janitor", 5 * MINUTE);
		const run = mute.run([loopOf("dispatcher", 5_000, fails), other], abort.signal);
		expect(await run).toBe("dispatcher (Error: disk is full)");
		await clock.advance(HOUR);
		expect(other.ticks).toBe(1);
	});
});

describe("a loop", () => {
	test("ticks at once, and then once a period, a whole day long", async () => {
		const loop = loopOf("janitor", 5 * MINUTE);
		const run = supervisor.run([loop], abort.signal);
		await clock.advance(0);
		expect(loop.ticks).toBe(1);
		await clock.advance(24 * HOUR);
		expect(loop.ticks).toBe(1 + 24 * 12);
		expect(said).toEqual([]);
		abort.abort();
		expect(await run).toBeNull();
	});

	test("that is poked in its sleep ticks at once, and then a period later", async () => {
		const loop = loopOf("dispatcher", 5_000);
		void supervisor.run([loop], abort.signal);
		await clock.advance(1_000);
		supervisor.poke("dispatcher");
		await clock.advance(0);
		expect(loop.ticks).toBe(2);
		await clock.advance(4_999);
		expect(loop.ticks).toBe(2);
		await clock.advance(1);
		expect(loop.ticks).toBe(3);
	});

	test("that is poked while it ticks ticks once more: the news may have come behind its back", async () => {
		const loop = loopOf("dispatcher", HOUR, async (tick) => {
			if (tick === 1) await clock.sleep(10);
		});
		void supervisor.run([loop], abort.signal);
		await clock.advance(5);
		for (let n = 0; n < 3; n++) supervisor.poke("dispatcher");
		await clock.advance(5);
		expect(loop.ticks).toBe(2);
		await clock.advance(MINUTE);
		expect(loop.ticks).toBe(2);
	});

	test("leaves no sleeper behind when it is woken early", async () => {
		const loop = loopOf("dispatcher", HOUR);
		void supervisor.run([loop], abort.signal);
		await clock.advance(1);
		for (let n = 0; n < 20; n++) {
			supervisor.poke("dispatcher");
			await clock.advance(1);
		}
		expect(clock.waits()).toHaveLength(1);
	});

	test("does not tick twice at a time", async () => {
		let running = 0;
		const loop = loopOf("slow", 10, async () => {
			running += 1;
			expect(running).toBe(1);
			await clock.sleep(100);
			running -= 1;
		});
		void supervisor.run([loop], abort.signal);
		for (let n = 0; n < 50; n++) {
			supervisor.poke("slow");
			await clock.advance(20);
		}
		expect(loop.ticks).toBeGreaterThan(5);
	});

	test("shows when it last completed a pass, and when the next one begins", async () => {
		const loop = loopOf("janitor", MINUTE, (tick) => (tick > 2 ? fails() : undefined));
		void supervisor.run([loop], abort.signal);
		const began = clock.now();
		await clock.advance(2 * MINUTE);
		const lastPassAt = began + MINUTE;
		const nextPassAt = began + 2 * MINUTE + 1000;
		const shown = { name: "janitor", everyMs: MINUTE, lastPassAt, nextPassAt };
		expect(supervisor.passes()).toEqual([shown]);
	});

	test("says of none that is under way when it begins", async () => {
		const loop = loopOf("slow", MINUTE, () => clock.sleep(10 * MINUTE));
		void supervisor.run([loop], abort.signal);
		await clock.advance(MINUTE);
		expect(supervisor.passes()).toMatchObject([{ lastPassAt: null, nextPassAt: null }]);
	});

	test("that nobody knows cannot be poked", () => {
		expect(() => supervisor.poke("nobody")).not.toThrow();
	});
});

describe("a loop that fails", () => {
	test("is tried again after 1, 2, 4 … s, and says once that it works again", async () => {
		const loop = loopOf("janitor", HOUR, (tick) => (tick <= 3 ? fails() : undefined));
		void supervisor.run([loop], abort.signal);
		await clock.advance(30 * MINUTE);
		expect(said).toEqual([
			"0 s: janitor failed",
			"1 s: janitor failed",
			"3 s: janitor failed",
			"7 s: janitor recovered",
		]);
	});

	test("waits a minute at most between two tries", async () => {
		const loop = loopOf("slow", HOUR, () => {
			// Each pass takes so long that five crashes never fall into five minutes.
			clock.jump(2 * MINUTE);
			fails();
		});
		void supervisor.run([loop], abort.signal);
		const pauses: number[] = [];
		for (let n = 0; n < 9; n++) {
			await clock.advance(0);
			const [pause = 0] = clock.waits();
			pauses.push(pause / SECOND);
			await clock.advance(pause);
		}
		expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
	});

	test("is not hurried by pokes: they would make it a busy loop", async () => {
		const loop = loopOf("dispatcher", HOUR, (tick) => (tick <= 2 ? fails() : undefined));
		void supervisor.run([loop], abort.signal);
		await clock.advance(500);
		for (let n = 0; n < 10; n++) supervisor.poke("dispatcher");
		await clock.advance(400);
		expect(loop.ticks).toBe(1);
		await clock.advance(100);
		expect(loop.ticks).toBe(2);
	});

	test("five times in five minutes is given up, the others are stopped, and its name comes back", async () => {
		const healthy = loopOf("watcher", SECOND);
		const run = supervisor.run([loopOf("janitor", HOUR, fails), healthy], abort.signal);
		await clock.advance(MINUTE);
		expect(await run).toBe("janitor");
		expect(said.at(-1)).toBe("15 s: janitor gave up");
		expect(said.filter((s) => s.endsWith("failed"))).toHaveLength(5);
		const ticks = healthy.ticks;
		await clock.advance(MINUTE);
		expect(healthy.ticks).toBe(ticks);
	});

	test("now and then is forgiven: five crashes in more than five minutes", async () => {
		const loop = loopOf("janitor", 80 * SECOND, (tick) => (tick % 2 === 1 ? fails() : undefined));
		void supervisor.run([loop], abort.signal);
		await clock.advance(HOUR);
		expect(said.some((s) => s.endsWith("gave up"))).toBe(false);
		expect(said.filter((s) => s.endsWith("failed")).length).toBeGreaterThan(20);
	});

	test("disturbs no other loop", async () => {
		const healthy = loopOf("watcher", SECOND);
		const ill = loopOf("janitor", HOUR, (tick) => (tick <= 4 ? fails() : undefined));
		void supervisor.run([ill, healthy], abort.signal);
		await clock.advance(10 * SECOND);
		expect(healthy.ticks).toBe(11);
	});
});

describe("an abort", () => {
	test("ends sleeping loops at once", async () => {
		const run = supervisor.run([loopOf("a", HOUR), loopOf("b", HOUR)], abort.signal);
		await clock.advance(SECOND);
		abort.abort();
		expect(await run).toBeNull();
		expect(clock.waits()).toEqual([]);
	});

	test("waits for a pass that is under way, and tells it", async () => {
		let told = false;
		const loop = loopOf("switcher", HOUR, async (_tick, signal) => {
			await clock.sleep(50);
			told = signal.aborted;
		});
		let ended = false;
		const run = supervisor.run([loop], abort.signal).then((lost) => {
			ended = true;
			return lost;
		});
		await clock.advance(10);
		abort.abort();
		await clock.advance(10);
		expect(ended).toBe(false);
		await clock.advance(30);
		expect(await run).toBeNull();
		expect(told).toBe(true);
		expect(loop.ticks).toBe(1);
	});

	test("makes no failure of a pass that breaks off because of it, and no recovery", async () => {
		const loop = loopOf("switcher", HOUR, async (tick, signal) => {
			if (tick === 1) fails();
			await clock.sleep(50, signal);
			if (signal.aborted) fails();
		});
		const run = supervisor.run([loop], abort.signal);
		await clock.advance(SECOND + 10);
		abort.abort();
		expect(await run).toBeNull();
		expect(said).toEqual(["0 s: switcher failed"]);
	});

	test("before the start lets nothing begin", async () => {
		const loop = loopOf("a", HOUR);
		abort.abort();
		expect(await supervisor.run([loop], abort.signal)).toBeNull();
		expect(loop.ticks).toBe(0);
	});
});
