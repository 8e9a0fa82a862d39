import { expect, test } from "vitest";
import { type Owner, Timeline } from "./time.ts";

const daemon: Owner = { gone: false, frozen: false, hold: () => {} };

/** Two things happen in a daemon, the first of them with many steps. */
async function playTwo(): Promise<readonly string[]> {
	const said: string[] = [];
	const timeline = new Timeline(0);
	const work = async (): Promise<void> => {
		for (let step = 0; step < 20; step += 1) await null;
		said.push(`done at ${timeline.elapsed}`);
	};
	timeline.after(1, () => void work(), daemon);
	timeline.after(2, () => said.push("next"), daemon);
	await timeline.play(10);
	return said;
}

test("no time passes while a daemon has steps to take", async () => {
	expect(await playTwo()).toEqual(["done at 1", "next"]);
});

test("the same holds of a play that an event of the machine begins", async () => {
	const said = await new Promise((resolve) => setImmediate(() => resolve(playTwo())));
	expect(said).toEqual(["done at 1", "next"]);
});
