import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { notifier } from "../../../src/engine/loops/notifier.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
beforeEach(() => {
	rig = poolRig();
});
afterEach(() => rig.parts.recorder.close());

const warn = (what: string): void =>
	rig.parts.recorder.commit({ type: "operator.warned", what, remedy: "look" });

describe("a sink that never answers", () => {
	test("holds up neither the other sinks nor the end of the engine", async () => {
		const got: string[] = [];
		const deaf = { name: "deaf", send: () => new Promise<void>(() => {}) };
		const good = {
			name: "good",
			send: async (_title: string, text: string) => {
				got.push(text);
			},
		};
		const loop = notifier(rig.parts, [deaf, good]);
		warn("the house burns");
		const stop = new AbortController();
		const ticking = loop.tick(stop.signal);
		stop.abort();
		await ticking;
		expect(got).toEqual([expect.stringContaining("the house burns")]);
	});
});
