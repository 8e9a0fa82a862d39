import { beforeEach, expect, test } from "vitest";
import { KnownTimes } from "../../../src/engine/janitor/known-times.ts";

let disk: Map<string, number>;
let looks: readonly string[][];
let times: KnownTimes;

beforeEach(() => {
	disk = new Map([
		["old", 10],
		["young", 90],
	]);
	looks = [];
	times = new KnownTimes(async (paths) => {
		looks = [...looks, [...paths]];
		return paths.map((path) => disk.get(path) ?? null);
	});
});

test("each file is looked at the first time; what is not there has no time", async () => {
	expect(await times.of(["old", "none", "young"], 50)).toEqual([10, null, 90]);
	expect(looks).toEqual([["old", "none", "young"]]);
});

test("one that was too young is looked at again when it can be old enough", async () => {
	await times.of(["old", "young"], 50);
	expect(await times.of(["old", "young"], 89)).toEqual([10, 90]);
	expect(await times.of(["old", "young"], 90)).toEqual([10, 90]);
	expect(looks.slice(1)).toEqual([["old"], ["old", "young"]]);
});

test("one that has become later since is not taken for old", async () => {
	await times.of(["young"], 50);
	disk.set("young", 120);
	expect(await times.of(["young"], 100)).toEqual([120]);
	expect(await times.of(["young"], 110)).toEqual([120]);
	expect(looks).toEqual([["young"], ["young"], []]);
});

test("one that was gone in between is looked at anew", async () => {
	await times.of(["young"], 50);
	await times.of([], 50);
	disk.set("young", 20);
	expect(await times.of(["young"], 50)).toEqual([20]);
});
