const HEAVY = /(^|\/)node_modules\/(ink|react|react-reconciler|yoga-layout)\//;
const LEAN = ["main", "headless", "simulated-agent"];

function staticClosure(metafile, output, seen = new Set()) {
	if (seen.has(output)) return seen;
	seen.add(output);
	for (const { path, kind } of metafile.outputs[output]?.imports ?? []) {
		if (kind === "import-statement" && path in metafile.outputs)
			staticClosure(metafile, path, seen);
	}
	return seen;
}

/** The sources of Ink or React, or of what `heavy` names, that are loaded as soon as the bundle `name` is. */
export function heavySources(metafile, name, heavy = HEAVY) {
	const output = Object.keys(metafile.outputs).find((path) => path.endsWith(`/${name}.js`));
	if (!output) return [];
	return [...staticClosure(metafile, output)]
		.flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}))
		.filter((source) => heavy.test(source));
}

/** Throws when a bundle that has to run without a screen would load Ink or React. */
export function checkLean(metafile) {
	for (const name of LEAN) {
		const [heavy] = heavySources(metafile, name);
		if (heavy)
			throw new Error(`${name}.js would load ${heavy}; it must work without Ink and React`);
	}
}
