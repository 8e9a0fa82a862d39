import { expect, test } from "vitest";
import { OneAtATime } from "../../../src/engine/quota/one-at-a-time.ts";

/** An act that runs until it is let go. */
function held(name: string, log: string[]) {
	const { promise, resolve, reject } = Promise.withResolvers<string>();
	const act = (): Promise<string> => {
		log.push(`${name} runs`);
		return promise;
	};
	return { act, done: () => resolve(name), fail: () => reject(new Error(name)) };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("acts in one home wait for each other, those in another home do not", async () => {
	const one = new OneAtATime();
	const log: string[] = [];
	const [first, second, other] = [held("first", log), held("second", log), held("other", log)];
	const results = [one.run("a", first.act), one.run("a", second.act), one.run("b", other.act)];
	await settle();
	expect(log.toSorted()).toEqual(["first runs", "other runs"]);
	first.done();
	await settle();
	expect(log.at(-1)).toBe("second runs");
	second.done();
	other.done();
	expect(await Promise.all(results)).toEqual(["first", "second", "other"]);
});

test("an act that fails does not keep the next one waiting", async () => {
	const one = new OneAtATime();
	const log: string[] = [];
	const [first, second] = [held("first", log), held("second", log)];
	const failed = one.run("a", first.act);
	const next = one.run("a", second.act);
	first.fail();
	second.done();
	await expect(failed).rejects.toThrow("first");
	expect(await next).toBe("second");
});
