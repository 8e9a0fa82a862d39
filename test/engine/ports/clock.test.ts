import { describe, expect, test } from "vitest";
import { type Clock, systemClock } from "../../../src/engine/ports/clock.ts";
import { manualClock } from "../../support/manual-clock.ts";

const manual = manualClock();

/** The same contract for the machine's clock and for the one of the tests. */
const clocks: readonly [string, Clock, (ms: number) => Promise<void>][] = [
	["the machine's clock", systemClock, (ms) => new Promise((done) => setTimeout(done, ms + 15))],
	["the manual clock", manual, (ms) => manual.advance(ms)],
];

describe.each(clocks)("%s", (_name, clock, pass) => {
	test("goes on", async () => {
		const before = clock.now();
		await pass(5);
		expect(clock.now()).toBeGreaterThanOrEqual(before + 5);
	});

	test("wakes a sleeper when the time has passed, not before", async () => {
		const before = clock.now();
		let woken = 0;
		const slept = clock.sleep(20).then(() => {
			woken = clock.now();
		});
		await pass(20);
		await slept;
		expect(woken - before).toBeGreaterThanOrEqual(19);
	});

	test("wakes a sleeper at once when its signal aborts, without an error", async () => {
		const abort = new AbortController();
		const slept = clock.sleep(60_000, abort.signal);
		abort.abort();
		await expect(slept).resolves.toBeUndefined();
	});

	test("lets nobody lie down whose signal has aborted already", async () => {
		await expect(clock.sleep(60_000, AbortSignal.abort())).resolves.toBeUndefined();
	});
});

test("the manual clock sees those who lie down only after it began to move", async () => {
	const clock = manualClock();
	const at: number[] = [];
	const began = clock.now();
	void (async () => {
		for (let n = 0; n < 3; n++) {
			await null;
			await clock.sleep(10);
			at.push(clock.now() - began);
		}
	})();
	await clock.advance(100);
	expect(at).toEqual([10, 20, 30]);
});
