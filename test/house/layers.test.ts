import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bring, lab, projectRoot, put, run } from "./lab.ts";

const biome = join(projectRoot, "node_modules", ".bin", "biome");

interface Diagnostic {
	readonly category: string;
	readonly severity: string;
	readonly location: { readonly path: string };
}

const IMPORTS = "lint/style/noRestrictedImports";
const GLOBALS = "lint/style/noRestrictedGlobals";
const RANDOM = "lint/nursery/noJsRestrictedProperties";

const named = (module: string): string => `import { thing } from "${module}";\nthing();\n`;

// [a file, what is in it, the rule that must object]
const FORBIDDEN: [string, string, string][] = [
	["src/engine/a.ts", named("ink"), IMPORTS],
	["src/engine/deep/a.ts", named("react"), IMPORTS],
	["src/engine/a.ts", named("react/jsx-runtime"), IMPORTS],
	["src/engine/a.ts", named("zustand"), IMPORTS],
	["src/engine/a.ts", named("../ui/tui/view.tsx"), IMPORTS],
	["src/engine/deep/a.ts", 'export const late = import("../../ui/view.tsx");\n', IMPORTS],
	["src/engine/a.ts", 'export { thing } from "../ui/view.tsx";\n', IMPORTS],
	["src/engine/a.ts", 'import type { T } from "react";\nexport type A = T;\n', IMPORTS],
	["src/state/a.ts", named("ink"), IMPORTS],
	["src/state/a.ts", named("../ui/view.tsx"), IMPORTS],
	["src/state/a.ts", named("../engine/loop.ts"), IMPORTS],
	["src/state/journal.ts", named("../engine/loop.ts"), IMPORTS],
	["src/state/a.ts", named("node:fs"), IMPORTS],
	["src/state/a.ts", named("node:sqlite"), IMPORTS],
	["src/state/journal.ts", named("node:net"), IMPORTS],
	["src/state/store.ts", named("node:child_process"), IMPORTS],
	["src/engine/decide/a.ts", named("node:os"), IMPORTS],
	["src/engine/decide/deep/a.ts", named("node:fs/promises"), IMPORTS],
	["src/engine/decide/a.ts", named("../../ui/view.tsx"), IMPORTS],
	["src/engine/decide/a.ts", named("fs"), "lint/style/useNodejsImportProtocol"],
	...["src/engine/decide/a.ts", "src/state/a.ts", "src/state/journal.ts"].flatMap(
		(file): [string, string, string][] => [
			[file, "export const now = Date.now();\n", GLOBALS],
			[file, "export const now = new Date();\n", GLOBALS],
			[file, "export const now = performance.now();\n", GLOBALS],
			[file, "export const wait = () => setTimeout(() => 1, 2);\n", GLOBALS],
			[file, "export const wait = () => setInterval(() => 1, 2);\n", GLOBALS],
			[file, "export const id = crypto.randomUUID();\n", GLOBALS],
			[file, "export const now = globalThis.Date.now();\n", GLOBALS],
			[file, "export const now = process.hrtime();\n", GLOBALS],
			[file, "export const dice = Math.random();\n", RANDOM],
			[file, "const { random } = Math;\nexport const dice = random();\n", RANDOM],
		],
	),
	["src/engine/a.ts", "export default 1;\n", "lint/style/noDefaultExport"],
	["src/engine/a.ts", "console.log(1);\n", "lint/suspicious/noConsole"],
	[
		"src/engine/a.ts",
		"async function work() {}\nexport function go() {\n\twork();\n}\n",
		"lint/nursery/noFloatingPromises",
	],
];

const ALLOWED: [string, string][] = [
	["src/engine/a.ts", named("zustand/vanilla")],
	["src/engine/a.ts", named("node:path")],
	["src/engine/a.ts", named("./build/ui.ts")],
	["src/engine/a.ts", named("../state/events.ts")],
	["src/engine/a.ts", "export const now = Date.now();\n"],
	["src/engine/decide/a.ts", named("../../state/events.ts")],
	["src/engine/decide/a.ts", "export const whole = Math.floor(2.5);\n"],
	["src/state/journal.ts", named("node:sqlite")],
	["src/state/store-file.ts", named("node:fs")],
	["src/ui/tui/a.ts", named("ink")],
	["src/ui/cli/a.ts", "console.log(1);\n"],
];

type Case = readonly [path: string, text: string, ...rest: string[]];

// One run of Biome judges many snippets: most get a file name of their own, and those whose name
// matters to the rules (journal.ts) go to the first lab that has none of that name yet.
function distribute(cases: readonly Case[]): Map<string, number>[] {
	const labs: Map<string, number>[] = [];
	for (const [index, [wanted]] of cases.entries()) {
		const path = wanted.replace(/\/a\.ts$/, `/case-${index}.ts`);
		let free = labs.find((files) => !files.has(path));
		if (!free) {
			free = new Map();
			labs.push(free);
		}
		free.set(path, index);
	}
	return labs;
}

async function errorsIn(dir: string): Promise<Diagnostic[]> {
	const args = ["lint", "--reporter=json", "--max-diagnostics=none", "src"];
	const { stdout } = await run(biome, args, { cwd: dir });
	const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
	return diagnostics.filter(({ severity }) => severity === "error");
}

/** The rules that object to each of the cases. */
async function lint(cases: readonly Case[]): Promise<string[][]> {
	const objections: string[][] = cases.map(() => []);
	for (const files of distribute(cases)) {
		const dir = lab();
		bring(dir, "biome.json", ".gitignore", "package.json");
		for (const [path, index] of files) put(dir, { [path]: cases[index]?.[1] ?? "" });
		for (const { category, location } of await errorsIn(dir)) {
			objections[files.get(location.path) ?? -1]?.push(category);
		}
	}
	return objections;
}

describe("the layers", () => {
	let objections: string[][];
	beforeAll(async () => {
		objections = await lint([...FORBIDDEN, ...ALLOWED]);
	});

	it.each(FORBIDDEN.map((entry, index) => [...entry, index] as const))(
		"forbid %s to say %j",
		(_path, _text, rule, index) => {
			expect(objections[index] ?? []).toContain(rule);
		},
	);

	it.each(ALLOWED.map((entry, index) => [...entry, index] as const))(
		"let %s say %j",
		(_path, _text, index) => {
			expect(objections[FORBIDDEN.length + index] ?? []).toEqual([]);
		},
	);
});
