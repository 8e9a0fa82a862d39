import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/ui/cli/commands/all.ts";
import { mainHelp } from "../../src/ui/cli/help.ts";
import { projectRoot } from "./lab.ts";

const documents = [
	"README.md",
	"CONTRIBUTING.md",
	"CHANGELOG.md",
	...readdirSync(join(projectRoot, "docs"), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".md"))
		.map((name) => join("docs", name))
		.sort(),
];

const read = (document: string): string => readFileSync(join(projectRoot, document), "utf8");

/** What is quoted as it is, such as a sample or a screen, names nothing. */
const prose = (document: string): string => read(document).replaceAll(/^```[\s\S]*?^```$/gm, "");

function groups(text: string, pattern: RegExp): string[] {
	return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []);
}

/** Targets of links that lead to files, without the place inside them. */
function linkTargets(document: string): string[] {
	return groups(prose(document), /\]\(([^)\s]+)\)/g)
		.filter((target) => !/^([a-z]+:|#)/.test(target))
		.map((target) => target.replace(/#.*$/, ""));
}

const TREES = /^(src|test|bin|scripts|bench|docs|packaging|\.ci)\/[\w./-]*$/;

/** What is written in backticks as a path of the project. A bare name may be a file anywhere. */
function paths(document: string): string[] {
	return groups(prose(document), /`([^`\s]+)`/g).filter((word) => TREES.test(word));
}

const MACHINE = /\/(work|root|home\/[a-z]+)\/|localhost:\d+|\bnc-\d+/;

describe.each(documents)("%s", (document) => {
	it("links to files that exist", () => {
		const here = join(projectRoot, dirname(document));
		expect(linkTargets(document).filter((target) => !existsSync(join(here, target)))).toEqual([]);
	});

	it("names paths of the project that exist", () => {
		const missing = paths(document).filter((path) => !existsSync(join(projectRoot, path)));
		expect(missing).toEqual([]);
	});

	it("names nothing of the machine that it was written on", () => {
		expect(read(document).match(MACHINE)?.[0]).toBeUndefined();
	});
});

describe("the command table of the README", () => {
	const [, section = ""] = read("README.md").split(/^## Commands$/m);
	const [table = ""] = section.split(/^## /m);
	const told = groups(table, /^\| `([a-z-]+)` \|/gm);
	const [, help = ""] = mainHelp()
		.join("\n")
		.split(/^Commands:$/m);
	const inHelp = groups(help.split(/^Options:$/m)[0] ?? "", /^ {2}([a-z-]+) {2,}\S/gm);

	it("has every command of --help, and no other, in its order", () => {
		expect(inHelp).toEqual(commands.map(({ name }) => name));
		expect(told).toEqual(inHelp);
	});

	it("tells only of exit statuses as --help does", () => {
		const statuses = (text: string) =>
			groups(text, /\b([0-4]) (?=done|failed|wrong|no daemon|refused)/g);
		expect(statuses(table)).toEqual(statuses(mainHelp().join("\n")));
	});
});

describe("this test", () => {
	it("sees links, paths and commands at all", () => {
		expect(linkTargets("README.md")).toContain("docs/operations.md");
		expect(paths("docs/architecture.md")).toContain("src/engine/engine.ts");
	});
});
