import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "./lab.ts";

const CODE = /\.(ts|tsx|mts|mjs|js)$/;

function sources(dir: string): string[] {
	const root = join(projectRoot, dir);
	if (!existsSync(root)) return [];
	return readdirSync(root, { recursive: true, encoding: "utf8" })
		.map((path) => join(dir, path))
		.filter((path) => CODE.test(path) && !path.includes("node_modules"));
}

function offenders(dirs: readonly string[], pattern: RegExp): string[] {
	return dirs
		.flatMap(sources)
		.filter((path) => pattern.test(readFileSync(join(projectRoot, path), "utf8")));
}

// Written apart, or this file would find itself.
const MODULE_MOCK = /\bvi\s*\.\s*(do)?[mM]ock\s*\(/;
const SUPPRESSED_LAYER = /biome-ignore\S*\s+lint\/(style\/noRestricted|nursery\/noJsRestricted)/;
const RANDOM = /Math\s*(\.\s*random|\[\s*["'`]random)/;

describe("the sources", () => {
	it("mock no modules: what a test wants to replace has to be handed in", () => {
		expect(offenders(["src", "test"], MODULE_MOCK)).toEqual([]);
	});

	it("roll no dice where decisions are made and state is kept", () => {
		expect(offenders(["src/engine/decide", "src/state"], RANDOM)).toEqual([]);
	});

	it("make no exceptions to the layers", () => {
		expect(offenders(["src"], SUPPRESSED_LAYER)).toEqual([]);
	});

	it("would be found out by these patterns", () => {
		expect(`vi.${"mock"}("x")`).toMatch(MODULE_MOCK);
		expect(`vi.${"doMock"}("x")`).toMatch(MODULE_MOCK);
		expect("Math.random()").toMatch(RANDOM);
		expect('Math["random"]()').toMatch(RANDOM);
		expect(`// biome-${"ignore"} lint/style/noRestrictedGlobals: once`).toMatch(SUPPRESSED_LAYER);
	});
});
