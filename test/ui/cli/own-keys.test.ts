import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { keyProblems } from "../../../src/ui/cli/own-keys.ts";
import { configOf } from "../../engine/config/read.ts";

test("the keys of the example are granted", () => {
	const text = readFileSync("config.example.yaml", "utf8").replaceAll(/^( *)#(?=\S| {2})/gm, "$1");
	const { config } = configOf(text);
	expect(Object.keys(config.ui.keys)).toEqual(["pause", "sessions.stop"]);
	expect(keyProblems(config)).toEqual([]);
});
