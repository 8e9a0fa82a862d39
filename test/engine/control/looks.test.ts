import { describe, expect, test } from "vitest";
import { createLooks, sharedLook } from "../../../src/engine/control/http/looks.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { seededFixture } from "./fixture-client.ts";

const SECOND = 1_000;
const rate = { burst: 3, perSecond: 2 };

function counted() {
	const clock = manualClock(0);
	let taken = 0;
	const look = sharedLook(async () => ++taken, rate, clock);
	return { clock, look };
}

describe("a look that costs something", () => {
	test("is taken anew each time by who asks now and then", async () => {
		const { clock, look } = counted();
		for (let n = 1; n <= 10; n++) {
			expect(await look()).toBe(n);
			await clock.advance(SECOND / 2);
		}
	});

	test("is shared by those who ask more often, and is no older than the rate has it", async () => {
		const { clock, look } = counted();
		const at = async (): Promise<number> => await look();
		expect([await at(), await at(), await at(), await at(), await at()]).toEqual([1, 2, 3, 3, 3]);
		await clock.advance(SECOND / 2);
		expect([await at(), await at()]).toEqual([4, 4]);
	});

	test("that failed is tried again at the next", async () => {
		const clock = manualClock(0);
		let taken = 0;
		const failing = async (): Promise<string> => {
			taken += 1;
			if (taken === 1) throw new Error("no");
			return "there";
		};
		const look = sharedLook(failing, { burst: 1, perSecond: 2 }, clock);
		await expect(look()).rejects.toThrow("no");
		await clock.advance(SECOND);
		expect(await look()).toBe("there");
	});
});

test("each session's screen is its own look", async () => {
	const { client, now } = seededFixture();
	const asked: string[] = [];
	const preview = async (session: string, rows: number) => {
		asked.push(`${session} ${rows}`);
		return [session];
	};
	const looks = createLooks({ ...client, preview }, now, manualClock(0));
	for (let n = 0; n < 25; n++) expect(await looks.preview("ccl-0", 10)).toEqual(["ccl-0"]);
	expect(await looks.preview("ccl-1", 10)).toEqual(["ccl-1"]);
	expect(asked.filter((one) => one === "ccl-0 10")).toHaveLength(10);
	expect(asked.at(-1)).toBe("ccl-1 10");
});
