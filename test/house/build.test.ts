import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundle, copyAssets, ENTRIES, presentEntries } from "../../scripts/lib/bundle.mjs";
import { checkLean, heavySources } from "../../scripts/lib/lean.mjs";
import { lab, lendPackages, projectRoot, run } from "./lab.ts";

async function build(files: Record<string, string>, write = true) {
	const root = lab({ "package.json": '{ "type": "module" }', ...files });
	lendPackages(root);
	const outdir = join(root, "dist");
	const metafile = await bundle({ root, entries: presentEntries(root), outdir, write });
	return { root, outdir, metafile };
}

const main = `if (process.argv[2] === "--headless") await import("./engine/headless.ts");
else await import("./ui/tui/start.tsx");
`;
const state = 'export const state = { tag: "the only one" };\n';
const screen = `import { render, Text } from "ink";
import { state } from "../../state/store.ts";
const view = render(<Text>{state.tag}</Text>);
view.unmount();
`;

describe("building", () => {
	it("never loads Ink or React for this project's headless mode", async () => {
		const entries = presentEntries(projectRoot);
		const outdir = join(projectRoot, "dist");
		const metafile = await bundle({ root: projectRoot, entries, outdir, write: false });
		expect(heavySources(metafile, "main")).toEqual([]);
		expect(heavySources(metafile, "headless")).toEqual([]);
		expect(heavySources(metafile, "simulated-agent")).toEqual([]);
	});

	it("never loads zod where the engine is only asked", async () => {
		const entries = {
			status: "src/ui/cli/status.ts",
			queue: "src/ui/cli/queue.ts",
			explain: "src/ui/cli/explain.ts",
			attach: "src/engine/control/remote-client.ts",
			table: "src/engine/control/routes/table.ts",
		};
		const outdir = join(projectRoot, "dist");
		const metafile = await bundle({ root: projectRoot, entries, outdir, write: false });
		const askers = Object.keys(entries).filter(
			(name) => heavySources(metafile, name, /node_modules\/zod\//).length === 0,
		);
		expect(askers).toEqual(["status", "queue", "explain", "attach"]);
	});

	it("loads the MCP SDK only when MCP is asked for", async () => {
		const entries = presentEntries(projectRoot);
		const outdir = join(projectRoot, "dist");
		const metafile = await bundle({ root: projectRoot, entries, outdir, write: false });
		for (const name of Object.keys(entries)) {
			expect(heavySources(metafile, name, /\/@modelcontextprotocol\//)).toEqual([]);
		}
		const mcp = Object.values(metafile.outputs).filter((one) =>
			Object.keys(one.inputs).some((source) => source.includes("/@modelcontextprotocol/")),
		);
		expect(mcp).not.toEqual([]);
	});

	it("takes no language of zod's messages along but the one that is shown", async () => {
		const entries = presentEntries(projectRoot);
		const outdir = join(projectRoot, "dist");
		const { outputs } = await bundle({ root: projectRoot, entries, outdir, write: false });
		const sources = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
		const locales = sources.filter((source) => source.includes("/zod/v4/locales/"));
		expect([...new Set(locales)]).toEqual(["node_modules/zod/v4/locales/en.js"]);
	});

	it("keeps Ink out of headless even when both share a store", async () => {
		const { outdir, metafile } = await build({
			"src/main.ts": main,
			"src/state/store.ts": state,
			"src/engine/headless.ts":
				'import { state } from "../state/store.ts";\nconsole.log("headless:", state.tag);\n',
			"src/ui/tui/start.tsx": screen,
		});
		expect(() => checkLean(metafile)).not.toThrow();
		expect(heavySources(metafile, "tui")).not.toEqual([]);
		const headless = await run(process.execPath, [join(outdir, "main.js"), "--headless"]);
		expect(headless).toEqual({ code: 0, stdout: "headless: the only one\n", stderr: "" });
		const tui = await run(process.execPath, [join(outdir, "main.js")]);
		expect(tui.stdout).toContain("the only one");
		expect(tui.code).toBe(0);
	});

	it("refuses a headless bundle that reaches Ink by a detour", async () => {
		const { metafile } = await build(
			{
				"src/engine/headless.ts": 'import "./detour.ts";\n',
				"src/engine/detour.ts": 'import { Text } from "ink";\nconsole.log(Text);\n',
			},
			false,
		);
		expect(() => checkLean(metafile)).toThrow(/headless\.js would load .*(ink|react)/);
	});

	it("makes the CommonJS parts of node-notifier work in a bundle", async () => {
		const { outdir } = await build({
			"src/engine/headless.ts":
				'import notifier from "node-notifier";\nconsole.log(typeof notifier.notify);\n',
		});
		const { stdout, stderr } = await run(process.execPath, [join(outdir, "headless.js")]);
		expect({ stdout, stderr }).toEqual({ stdout: "function\n", stderr: "" });
	});

	it("puts what only asks the daemon into one file, and loads the rest when it is wanted", async () => {
		const { outdir, metafile } = await build({
			"src/main.ts":
				'const name = process.argv[2];\nif (name === "status") (await import("./ui/cli/status.ts")).run();\nelse await import("./ui/cli/doctor.ts");\n',
			"src/ui/cli/status.ts":
				'import { state } from "../../state/store.ts";\nexport const run = () => console.log("status:", state.tag);\n',
			"src/ui/cli/doctor.ts": 'console.log("doctor");\n',
			"src/state/store.ts": state,
		});
		const names = Object.keys(metafile.outputs).map((path) => basename(path));
		expect(names.filter((name) => name.endsWith(".js")).sort()).toEqual([
			"main.js",
			"ui-cli-doctor.js",
		]);
		const main = join(outdir, "main.js");
		rmSync(join(outdir, "ui-cli-doctor.js"));
		const { stdout, code } = await run(process.execPath, [main, "status"]);
		expect([stdout, code]).toEqual(["status: the only one\n", 0]);
		expect((await run(process.execPath, [main, "doctor"])).stderr).toContain("ui-cli-doctor.js");
	});

	it("keeps the first file of this project small: without zod, YAML, the store or the engine", async () => {
		const entries = { main: ENTRIES.main };
		const outdir = join(projectRoot, "dist");
		const { outputs } = await bundle({ root: projectRoot, entries, outdir, write: false });
		const [, main] = Object.entries(outputs).find(([path]) => path.endsWith("/main.js")) ?? [];
		const sources = Object.keys(main?.inputs ?? {});
		expect(sources).toContain("src/ui/cli/status.ts");
		const heavy =
			/node_modules\/(zod|yaml|hono|ink|react|immutable)\/|src\/(state\/reduce|engine\/engine)\.ts/;
		expect(sources.filter((source) => heavy.test(source))).toEqual([]);
		expect(main?.bytes).toBeLessThan(200_000);
	});

	it("leaves out purposes whose sources do not exist yet", () => {
		const root = lab({ "src/main.ts": "" });
		expect(presentEntries(root)).toEqual({ main: ENTRIES.main });
	});

	it("copies shell scripts under their own name, still executable", () => {
		const root = lab({ "src/engine/deep/hook.sh": "#!/bin/sh\n" });
		copyAssets(root, join(root, "assets"));
		expect(readdirSync(join(root, "assets"))).toEqual(["hook.sh"]);
		expect(statSync(join(root, "assets", "hook.sh")).mode & 0o111).not.toBe(0);
	});

	it("refuses two assets of one name instead of losing one", () => {
		const root = lab({ "src/a/hook.sh": "", "src/b/hook.sh": "" });
		expect(() => copyAssets(root, join(root, "assets"))).toThrow(/share the name hook\.sh/);
	});
});
