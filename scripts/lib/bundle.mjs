import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { build } from "esbuild";

/** The bundles by purpose: name in dist, and the source each starts from. */
export const ENTRIES = {
	main: "src/main.ts",
	headless: "src/engine/headless.ts",
	tui: "src/ui/tui/start.tsx",
	"simulated-agent": "src/engine/simulate/agent/main.ts",
};

/** Commands that only ask the daemon: they are part of the first file, so that nothing else is to be found and read. */
const ASKING = [
	...["main", "io", "accounts", "complete", "completion", "explain", "history", "pause", "queue"],
	...["restart", "resume", "send", "sessions", "status", "stop"],
].map((name) => `src/ui/cli/${name}.ts`);

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

// The same widths, without what asking the library costs (see there); nor is its list of all emoji, which takes a tenth of
// a second to make, made before an emoji may be on the screen.
const withQuickWidths = {
	name: "with-quick-widths",
	setup(api) {
		const quick = "src/ui/tui/present/text-width.ts";
		api.onResolve({ filter: /^string-width$/ }, ({ importer }) => {
			const path = join(api.initialOptions.absWorkingDir ?? ".", quick);
			return importer === path || !existsSync(path) ? undefined : { path };
		});
		api.onLoad({ filter: /\/string-width\/index\.js$/ }, ({ path }) =>
			altered(path, "= /^\\p{RGI_Emoji}$/v;", LATER),
		);
	},
};

const LATER =
	'= { made: null, test(text) { return (this.made ??= new RegExp("^\\\\p{RGI_Emoji}$", "v")).test(text); } };';

// Yoga reads the code that it carries along with `fetch` where there is one: that would load all of Node's HTTP.
const withoutFetch = {
	name: "without-fetch",
	setup(api) {
		api.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) =>
			altered(path, '"function"!=typeof fetch', "true"),
		);
	},
};

// Ink takes every row of every frame apart anew, also those that did not change: what it knows of a row lasts longer here.
const withKeptRows = {
	name: "with-kept-rows",
	setup(api) {
		api.onLoad({ filter: /\/ink\/build\/output\.js$/ }, ({ path }) =>
			altered(path, "caches = new OutputCaches();", "caches = keptCaches();", KEPT_CACHES),
		);
	},
};

// About the rows of some ten large screens; then it begins anew.
const KEPT_CACHES = `
let kept = null;
function keptCaches() {
	if (kept === null || kept.styledChars.size > 1000 || kept.widths.size > 5000) kept = new OutputCaches();
	return kept;
}
`;

/** A source with one thing said in another way; throws when it is no longer in it. */
function altered(path, from, to, appended = "") {
	const source = readFileSync(path, "utf8");
	const contents = source.replaceAll(from, () => to);
	if (contents === source) throw new Error(`${path} no longer has: ${from}`);
	return { contents: contents + appended };
}

const PLUGINS = [withoutDevtools, withQuickWidths, withoutFetch, withKeptRows];

/**
 * Bundles the entries into `outdir` and returns esbuild's metafile. `main` is one file with all that the asking commands
 * need. What it loads besides, and the other entries, share chunks, so that each module of the engine exists once in a
 * process whichever bundle came first.
 */
export async function bundle({ root, entries, outdir, write = true }) {
	const { main, ...others } = entries;
	const common = { ...options, absWorkingDir: root, outdir, write };
	const loaded = {};
	const first =
		main === undefined
			? null
			: await build({
					...common,
					entryPoints: { main },
					plugins: [...PLUGINS, loadedOnDemand(root, loaded)],
				});
	const rest = await build({
		...common,
		entryPoints: { ...others, ...loaded },
		splitting: true,
		// Flat, so that import.meta.dirname is dist wherever a module ends up.
		chunkNames: "chunk-[name]-[hash]",
		plugins: PLUGINS,
	});
	return {
		inputs: { ...first?.metafile.inputs, ...rest.metafile.inputs },
		outputs: { ...first?.metafile.outputs, ...rest.metafile.outputs },
	};
}

const options = {
	bundle: true,
	format: "esm",
	platform: "node",
	target: "node24",
	jsx: "automatic",
	sourcemap: "external",
	metafile: true,
	legalComments: "none",
	logLevel: "error",
	define: { "process.env.NODE_ENV": '"production"' },
	banner: { js: BANNER },
};

/** What `import()` names is left outside, and noted in `loaded` by its name in dist. */
function loadedOnDemand(root, loaded) {
	return {
		name: "loaded-on-demand",
		setup(api) {
			api.onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
				const source = relative(root, join(resolveDir, path));
				if (kind !== "dynamic-import" || ASKING.includes(source)) return undefined;
				const name = nameInDist(source);
				loaded[name] = source;
				return { path: `./${name}.js`, external: true };
			});
		},
	};
}

function nameInDist(source) {
	const entry = Object.entries(ENTRIES).find(([, of]) => of === source);
	return (
		entry?.[0] ??
		source
			.replace(/^src\//, "")
			.replace(/\.tsx?$/, "")
			.replaceAll("/", "-")
	);
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
