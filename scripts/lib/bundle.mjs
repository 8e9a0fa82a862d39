import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

/** The bundles by purpose: name in dist, and the source each starts from. */
export const ENTRIES = {
	main: "src/main.ts",
	headless: "src/engine/headless.ts",
	tui: "src/ui/tui/start.tsx",
	cli: "src/ui/cli/main.ts",
	"simulated-agent": "src/engine/simulate/agent/main.ts",
};

/** The entries whose sources exist. */
export function presentEntries(root) {
	return Object.fromEntries(
		Object.entries(ENTRIES).filter(([, source]) => existsSync(join(root, source))),
	);
}

// CommonJS dependencies (node-notifier) need these names; ESM has none of them.
const BANNER = [
	'import { createRequire as __createRequire } from "node:module";',
	"const require = __createRequire(import.meta.url);",
	"const __filename = import.meta.filename;",
	"const __dirname = import.meta.dirname;",
].join("\n");

// Ink imports this optional peer behind a flag, but Node would resolve it at start all the same.
const withoutDevtools = {
	name: "without-devtools",
	setup(api) {
		api.onResolve({ filter: /^react-devtools-core$/ }, () => ({
			path: "react-devtools-core",
			namespace: "stub",
		}));
		api.onLoad({ filter: /.*/, namespace: "stub" }, () => ({
			contents: "export default { initialize() {}, connectToDevTools() {} };",
		}));
	},
};

/**
 * Bundles the entries into `outdir` and returns esbuild's metafile. Code that several entries use
 * becomes a chunk, so that each module exists once in a process whichever bundle came first.
 */
export async function bundle({ root, entries, outdir, write = true }) {
	const result = await build({
		absWorkingDir: root,
		entryPoints: entries,
		outdir,
		write,
		bundle: true,
		splitting: true,
		format: "esm",
		platform: "node",
		target: "node24",
		jsx: "automatic",
		// Flat, so that import.meta.dirname is dist wherever a module ends up.
		chunkNames: "chunk-[name]-[hash]",
		sourcemap: "external",
		metafile: true,
		legalComments: "none",
		logLevel: "error",
		define: { "process.env.NODE_ENV": '"production"' },
		banner: { js: BANNER },
		plugins: [withoutDevtools],
	});
	return result.metafile;
}

/** Copies the shell scripts among the sources, keeping their names, and returns what was copied. */
export function copyAssets(root, into) {
	const files = readdirSync(join(root, "src"), { recursive: true })
		.filter((file) => file.endsWith(".sh"))
		.sort();
	const names = files.map((file) => basename(file));
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice) throw new Error(`two assets share the name ${twice}`);
	if (files.length > 0) mkdirSync(into, { recursive: true });
	for (const file of files) copyFileSync(join(root, "src", file), join(into, basename(file)));
	return files;
}
