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
	times = new KnownTimes(async (names) => {
		looks = [...looks, [...names]];
		return names.map((name) => disk.get(name) ?? null);
	});
});

const OLD = { name: "old", at: 10 };

test("each file is looked at the first time; what is not there is not old", async () => {
	expect(await times.oldOnes(["old", "none", "young"], 50)).toEqual([OLD]);
	expect(looks).toEqual([["old", "none", "young"]]);
});

test("one that was too young is looked at again when it can be old enough", async () => {
	await times.oldOnes(["old", "young"], 50);
	expect(await times.oldOnes(["old", "young"], 89)).toEqual([OLD]);
	expect(await times.oldOnes(["old", "young"], 90)).toEqual([OLD, { name: "young", at: 90 }]);
	expect(looks.slice(1)).toEqual([["old"], ["old", "young"]]);
});

test("one that has become later since is not taken for old", async () => {
	await times.oldOnes(["young"], 50);
	disk.set("young", 120);
	expect(await times.oldOnes(["young"], 100)).toEqual([]);
	expect(await times.oldOnes(["young"], 110)).toEqual([]);
	expect(looks).toEqual([["young"], ["young"], []]);
});

test("one that was gone in between is looked at anew", async () => {
	await times.oldOnes(["young"], 50);
	await times.oldOnes([], 50);
	disk.set("young", 20);
	expect(await times.oldOnes(["young"], 50)).toEqual([{ name: "young", at: 20 }]);
});
